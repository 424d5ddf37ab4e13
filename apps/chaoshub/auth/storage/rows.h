#pragma once

#include <optional>
#include <string>

#include "auth/model/account.h"
#include "storage/statement.h"

namespace chaos::hub::auth {

/// The columns that read_account() reads.
extern const char* const kAccountColumns;
Account read_account(storage::Columns& row);

/// "SELECT columns FROM rest"
std::string select_from(const char* columns, const char* rest);

/// The account, locked until the transaction ends.
std::optional<Account> lock_account(soci::session& session, const std::string& id);

}  // namespace chaos::hub::auth
