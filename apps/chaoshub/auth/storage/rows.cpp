#include "auth/storage/rows.h"

namespace chaos::hub::auth {

using storage::Columns;
using storage::execute;
using storage::select_one;

const char* const kAccountColumns =
    "account.id, account.name, account.email, account.password_hash, account.administrator, "
    "account.disabled, account.created";

Account read_account(Columns& row) {
  return {.id = row.text(),
          .name = row.text(),
          .email = row.text(),
          .password_hash = row.text(),
          .administrator = row.flag(),
          .disabled = row.flag(),
          .created = row.time()};
}

std::string select_from(const char* columns, const char* rest) {
  return std::string("SELECT ") + columns + " FROM " + rest;
}

std::optional<Account> lock_account(soci::session& session, const std::string& id) {
  execute(session, "UPDATE account SET id = id WHERE id = :id", id);
  return select_one(session, select_from(kAccountColumns, "account WHERE id = :id"), read_account,
                    id);
}

}  // namespace chaos::hub::auth
