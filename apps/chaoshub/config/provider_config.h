#pragma once

#include <string>
#include <vector>

namespace chaos::hub {

/// A provider that people sign in with, as the environment names it: the provider "corp" of
/// CHAOSHUB_OIDC_PROVIDERS is described by CHAOSHUB_OIDC_CORP_ISSUER and so on.
struct ProviderConfig {
  std::string name;    ///< part of addresses: "corp"
  std::string kind;    ///< "oidc", or "github", which is none
  std::string title;   ///< for people: "Corp"
  std::string issuer;  ///< without a slash at its end, unless the issuer has it in its name
  std::string client_id;
  std::string client_secret;
  std::string scopes;  ///< that are asked for, between blanks
  /// From which e-mail domains somebody new gets an account; "*" for everybody whom the provider
  /// lets in, empty for nobody.
  std::vector<std::string> allow;
};

/// Those that the environment names. Throws std::runtime_error that says which variable to set.
std::vector<ProviderConfig> provider_configs();

}  // namespace chaos::hub
