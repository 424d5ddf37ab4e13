#pragma once

#include "auth/auth.h"
#include "commands/admin_commands.h"
#include "service/admin_lookup.h"

namespace chaos::hub::auth {

/// Finds accounts by the names given on the command line.
class NamedAccounts final : public AccountLookup {
 public:
  explicit NamedAccounts(AccountStore& store) : store_(store) {}
  Account account(const std::string& name);
  Principal principal_named(const std::string& name) override;

 private:
  AccountStore& store_;
};

/// Accounts, tokens and invitation links.
void add_admin_commands(AdminCommands& commands);

}  // namespace chaos::hub::auth
