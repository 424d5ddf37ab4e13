#pragma once

#include <optional>
#include <string>

#include "auth/model/account.h"
#include "storage/statement.h"

namespace chaos::hub::auth {

/// The columns of an account, which read_account() reads.
extern const char* const kAccountColumns;
Account read_account(storage::Columns& row);

/// "SELECT columns FROM rest"
std::string select_from(const char* columns, const char* rest);

/// The account, which nobody else changes until the transaction ends.
std::optional<Account> lock_account(soci::session& session, const std::string& id);

}  // namespace chaos::hub::auth
