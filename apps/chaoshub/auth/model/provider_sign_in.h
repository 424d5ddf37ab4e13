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

/// What a page offers: "Sign in with Corp".
struct ProviderButton {
  std::string name;   ///< /sign-in/with/NAME
  std::string title;  ///< for people
};

/// The rules of signing in with a provider. Who comes back gets
///   1. the account that this identity of his is connected with; else
///   2. the account with his verified e-mail address, if nobody can sign in to it yet: it has no
///      password and no identity, so an administrator made it for that address; else
///   3. a new account, when the provider's list lets him have one; else
///   4. a refusal that says what to do.
/// Why an account with a password is not given to whoever has its e-mail address: the hub sends no
/// mail, so what somebody typed when he signed up proves nothing. Somebody could have typed the
/// address of a colleague and wait for him to move in; and of the providers the most careless would
/// decide over all accounts. Its owner signs in and connects the identity himself. An address that
/// the provider has not verified counts as none.
///
/// Throws Refusal and ProviderFailed. Safe to use from any thread.
class ProviderSignIn {
 public:
  /// How long the way to the provider and back may take.
  static constexpr std::chrono::minutes kPatience{10};

  ProviderSignIn(AccountStore& store, Accounts& accounts, std::vector<NamedProvider> providers,
                 const std::string& key, Clock clock);

  std::vector<ProviderButton> buttons() const;
  const std::string& title_of(const std::string& name) const;

  struct Connection {
    ProviderButton provider;
    bool connected = false;
  };
  /// Every provider, and whether an identity at it is connected with the account.
  std::vector<Connection> connections_of(const std::string& account);
  /// Ends that. Not for the only way in that the account has.
  void disconnect(const std::string& provider, const std::string& account);

  struct Wish {
    std::string provider;      ///< its name
    std::string redirect_uri;  ///< where it sends the browser back to
    std::string next;          ///< where the browser goes in the end
    std::string account = {};  ///< of who connects an identity with it; "" to sign in
  };
  struct Begun {
    std::string address;  ///< of the provider, where the browser is sent
    std::string secret;   ///< for the browser to keep meanwhile, and for no other
  };
  Begun begin(const Wish& wish);

  struct Finished {
    std::string next;
    std::string session =
        {};  ///< its secret; "" when an identity was connected, for its owner is signed in
  };
  /// `secret`: what begin() gave to that browser; good once. `caller`: who is signed in there.
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
