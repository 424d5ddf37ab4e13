#pragma once

#include <string>
#include <vector>

namespace chaos::hub {

/// An identity provider as configured by environment variables: the provider "corp" in
/// CHAOSHUB_OIDC_PROVIDERS is described by CHAOSHUB_OIDC_CORP_ISSUER and so on.
struct ProviderConfig {
  std::string name;    ///< part of URLs: "corp"
  std::string kind;    ///< "oidc", or "github", which does not use OpenID Connect
  std::string title;   ///< shown to people: "Corp"
  std::string issuer;  ///< without a trailing slash, unless it is part of the issuer's name
  std::string client_id;
  std::string client_secret;
  std::string scopes;  ///< requested scopes, separated by spaces
  /// The e-mail domains whose people get an account; "*" for everyone the provider lets in, empty
  /// for nobody.
  std::vector<std::string> allow;
};

/// The providers that the environment configures. Throws std::runtime_error that says which
/// variable to set.
std::vector<ProviderConfig> provider_configs();

}  // namespace chaos::hub
