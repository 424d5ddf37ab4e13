#pragma once

#include "dashboard/model/directory.h"
#include "dashboard/storage/sql_store.h"
#include "http/router.h"
#include "storage/outbox_reader.h"

namespace chaos::hub::dashboard {

/// The dashboard service: who belongs where. Organizations, teams, members, and their feed.
class Dashboard {
 public:
  Dashboard(const storage::Location& location, const PrincipalSigner& signer, Clock clock);

  Directory& directory() { return directory_; }
  SqlStore& store() { return store_; }
  void add_routes(http::Router& router, AuthService& auth);

 private:
  storage::Database database_;
  SqlStore store_;
  Directory directory_;
  storage::OutboxReader outbox_;  // last: its thread uses the others
};

}  // namespace chaos::hub::dashboard
