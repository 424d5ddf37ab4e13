#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "auth/identity_providers/provider_call.h"
#include "auth/model/identity_provider.h"
#include "chaos/json.h"
#include "config/provider_config.h"

namespace chaos::hub::auth {

/// An OpenID Connect provider: its URLs are in its discovery document, codes are exchanged with
/// PKCE (S256), and the ID token identifies the person. If the token lacks the e-mail address, the
/// userinfo endpoint is asked.
class OidcProvider final : public IdentityProvider {
 public:
  explicit OidcProvider(ProviderConfig config) : config_(std::move(config)) {}

  std::string authorization_url(const Handshake& handshake) override;
  ProviderIdentity person(const Callback& callback, const Handshake& handshake) override;

 private:
  using Clock = std::chrono::steady_clock;

  Json discovery(const ProviderCall& call);
  Json key_named(const ProviderCall& call, const std::string& url, const std::string& id,
                 const std::string& algorithm);
  Json exchange(const ProviderCall& call, const Json& discovery, const std::string& code,
                const Handshake& handshake) const;

  const ProviderConfig config_;
  std::mutex mutex_;
  Json discovery_;            // guarded by mutex_
  Clock::time_point read_{};  // guarded by mutex_
  Json keys_;                 // guarded by mutex_
};

}  // namespace chaos::hub::auth
