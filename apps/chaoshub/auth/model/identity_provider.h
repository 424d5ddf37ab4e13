#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace chaos::hub::auth {

/// What ties the way to a provider and the way back together. Made anew for each, of texts that
/// nobody can guess.
struct Handshake {
  std::string state;         ///< comes back with the browser
  std::string nonce;         ///< comes back in the provider's signed word
  std::string verifier;      ///< shown to the provider when the code is exchanged (RFC 7636)
  std::string redirect_uri;  ///< where the provider sends the browser back to
};

/// What the browser came back with; "" for what it did not bring. Not to be believed.
struct Callback {
  std::string code;
  std::string state;
  std::string issuer;  ///< RFC 9207
  std::string error;   ///< instead of a code
};

/// Somebody, as a provider vouches for him.
struct ProviderIdentity {
  std::string subject;  ///< the provider's identifier of him, for ever
  std::string name;     ///< what he is called there; may be ""
  std::string email;    ///< only when the provider has verified that it is his; else ""
};

/// Why nothing came of asking a provider. Its text is for the log, without secrets.
class ProviderFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A place where people sign in. Safe to use from any thread.
class IdentityProvider {
 public:
  virtual ~IdentityProvider() = default;

  /// Where the browser is sent. Throws ProviderFailed.
  virtual std::string authorization_url(const Handshake& handshake) = 0;
  /// Who it is that came back with a code. Throws ProviderFailed.
  virtual ProviderIdentity person(const Callback& callback, const Handshake& handshake) = 0;
};

/// A provider as this hub uses it.
struct NamedProvider {
  std::string name;    ///< part of addresses
  std::string title;   ///< for people
  std::string issuer;  ///< what identities are kept under, for names may be given to others
  std::vector<std::string> allow;  ///< see ProviderConfig
  std::unique_ptr<IdentityProvider> provider;
};

}  // namespace chaos::hub::auth
