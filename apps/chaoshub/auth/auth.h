#pragma once

#include "auth/model/accounts.h"
#include "auth/storage/sql_store.h"
#include "http/router.h"

namespace chaos::hub::auth {

/// The auth service: who somebody is. Accounts, sessions and tokens.
class Auth {
 public:
  Auth(const storage::Location& location, const ClaimSigner& signer, DashboardService& dashboard,
       Clock clock);

  Accounts& accounts() { return accounts_; }
  Store& store() { return store_; }
  void add_routes(http::Router& router);

 private:
  storage::Database database_;
  SqlStore store_;
  Accounts accounts_;
  DashboardService& dashboard_;
};

}  // namespace chaos::hub::auth
