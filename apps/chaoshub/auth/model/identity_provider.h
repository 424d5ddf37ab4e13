#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace chaos::hub::auth {

/// Links a request to a provider with the response. Consists of new random values each time.
struct Handshake {
  std::string state;         ///< returned by the browser
  std::string nonce;         ///< returned in the provider's signed token
  std::string verifier;      ///< sent to the provider when the code is exchanged (RFC 7636)
  std::string redirect_uri;  ///< where the provider sends the browser
};

/// The parameters that the browser returned with; "" for those that are missing. Untrusted.
struct Callback {
  std::string code;
  std::string state;
  std::string issuer;  ///< RFC 9207
  std::string error;   ///< instead of a code
};

/// A person as the provider identifies them.
struct ProviderIdentity {
  std::string subject;  ///< the provider's permanent identifier for them
  std::string name;     ///< their name at the provider; may be ""
  std::string email;    ///< "" unless the provider has verified it
};

/// Why a provider could not be used. The text is for the log and contains no secrets.
class ProviderFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A provider that people sign in with. Safe to use from any thread.
class IdentityProvider {
 public:
  virtual ~IdentityProvider() = default;

  /// Where to send the browser. Throws ProviderFailed.
  virtual std::string authorization_url(const Handshake& handshake) = 0;
  /// The person who returned with a code. Throws ProviderFailed.
  virtual ProviderIdentity person(const Callback& callback, const Handshake& handshake) = 0;
};

/// A configured provider.
struct NamedProvider {
  std::string name;                ///< part of URLs
  std::string title;               ///< shown to people
  std::string issuer;              ///< identities are stored under it, because names can be reused
  std::vector<std::string> allow;  ///< see ProviderConfig
  std::unique_ptr<IdentityProvider> provider;
};

}  // namespace chaos::hub::auth
