#pragma once

#include "auth/auth.h"
#include "commands/admin_commands.h"
#include "service/admin_lookup.h"

namespace chaos::hub::auth {

/// Accounts as the command line names them.
class NamedAccounts final : public AccountLookup {
 public:
  explicit NamedAccounts(AccountStore& store) : store_(store) {}
  Account account(const std::string& name);
  Principal principal_named(const std::string& name) override;

 private:
  AccountStore& store_;
};

/// Accounts, tokens, and links to sign up.
void add_admin_commands(AdminCommands& commands);

}  // namespace chaos::hub::auth
