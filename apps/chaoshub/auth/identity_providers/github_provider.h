#pragma once

#include <string>

#include "auth/identity_providers/provider_call.h"
#include "auth/model/identity_provider.h"
#include "config/provider_config.h"

namespace chaos::hub::auth {

/// GitHub or GitHub Enterprise: OAuth 2 without OpenID Connect; its API identifies the person.
class GithubProvider final : public IdentityProvider {
 public:
  explicit GithubProvider(ProviderConfig config);

  std::string authorization_url(const Handshake& handshake) override;
  ProviderIdentity person(const Callback& callback, const Handshake& handshake) override;

 private:
  std::string verified_email(const ProviderCall& call, const std::string& token) const;

  const ProviderConfig config_;
  const std::string api_;  // the URL of its API, without a trailing slash
};

}  // namespace chaos::hub::auth
