#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "auth/model/account_store.h"
#include "auth/model/accounts.h"
#include "auth/model/identity_provider.h"
#include "security/sealer.h"

namespace chaos::hub::auth {

/// A button such as "Sign in with Corp".
struct ProviderButton {
  std::string name;   ///< /sign-in/with/NAME
  std::string title;  ///< shown to people
};

/// The rules for signing in with a provider. A person gets
///   1. the account that their identity is connected to; else
///   2. the account with their verified e-mail address, if nobody can sign in to it yet: it has no
///      password and no identity, so an administrator created it for that address; else
///   3. a new account, if the provider's list allows it; else
///   4. a refusal that says what to do. An account with a password is never given to whoever has
///   its e-mail address: the hub sends no mail, so the address someone typed at sign-up proves
///   nothing. They could have typed a colleague's address and waited for them to sign in; and the
///   least careful provider would decide over all accounts. Instead, the owner signs in and
///   connects the identity. Unverified addresses are ignored.
///
/// Throws Refusal and ProviderFailed. Safe to use from any thread.
class ProviderSignIn {
 public:
  /// Time limit for signing in at the provider.
  static constexpr std::chrono::minutes kPatience{10};

  ProviderSignIn(AccountStore& store, Accounts& accounts, std::vector<NamedProvider> providers,
                 const std::string& key, Clock clock);

  std::vector<ProviderButton> buttons() const;
  const std::string& title_of(const std::string& name) const;

  struct Connection {
    ProviderButton provider;
    bool connected = false;
  };
  /// Every provider, and whether the account has an identity there.
  std::vector<Connection> connections_of(const std::string& account);
  /// Removes that connection, unless it is the account's only way to sign in.
  void disconnect(const std::string& provider, const std::string& account);

  struct Wish {
    std::string provider;      ///< its name
    std::string redirect_uri;  ///< where the provider sends the browser
    std::string next;          ///< where the browser goes at the end
    std::string account = {};  ///< the account that the identity is connected to; "" to sign in
  };
  struct Begun {
    std::string address;  ///< the provider's URL to send the browser to
    std::string secret;   ///< to be stored in this browser only, in the meantime
  };
  Begun begin(const Wish& wish);

  struct Finished {
    std::string next;
    std::string session = {};  ///< its secret; "" if an identity was connected, because the owner
                               ///< is already signed in
  };
  /// `secret`: what begin() gave to that browser; valid once. `caller`: who is signed in there.
  Finished finish(const std::string& provider, const Callback& callback, const std::string& secret,
                  const Principal& caller);

 private:
  struct Attempt;

  const NamedProvider& provider_named(const std::string& name) const;
  Attempt read(const std::string& provider, const std::string& secret,
               const std::string& state) const;
  void connect(const NamedProvider& provider, const ProviderIdentity& person,
               const std::string& account);
  Account account_for(const NamedProvider& provider, const ProviderIdentity& person);
  std::optional<Account> waiting_account(const NamedProvider& provider,
                                         const ProviderIdentity& person);
  Account create_account(const ProviderIdentity& person);

  AccountStore& store_;
  Accounts& accounts_;
  const std::vector<NamedProvider> providers_;
  const Sealer sealer_;
  const Clock clock_;
};

}  // namespace chaos::hub::auth
