#pragma once

#include <optional>
#include <vector>

#include "dashboard/model/audit_trail.h"
#include "dashboard/model/directory.h"
#include "dashboard/storage/sql_directory_store.h"
#include "service_descriptor.h"
#include "storage/audit.h"
#include "storage/outbox_reader.h"

namespace chaos::hub::dashboard {

/// The dashboard service: organizations, teams, members and their activity feed.
class Dashboard final : public Service {
 public:
  /// `peers`: complete when all_started() is called.
  Dashboard(const storage::Location& location, const PrincipalSigner& signer, Clock clock,
            const Peers& peers);

  Directory& directory() { return directory_; }
  SqlDirectoryStore& store() { return store_; }

  /// From now on, tells the other services about deleted teams.
  void all_started() override;
  void add_routes(http::Router& router) override;
  void add_internal_routes(http::Router& router) override;
  void add_metrics(http::Metrics& metrics) override;
  AuditLog* audit_log() override { return &audit_log_; }

 private:
  const Peers& peers_;
  storage::Database database_;
  SqlDirectoryStore store_;
  storage::StoredAuditLog audit_log_;
  Directory directory_;
  std::optional<AuditTrail> trail_;
  storage::OutboxReader outbox_;  // last: its thread uses the members above
};

ServiceDescriptor descriptor();

}  // namespace chaos::hub::dashboard
