#pragma once

#include "auth/model/accounts.h"
#include "auth/model/provider_sign_in.h"
#include "auth/storage/sql_account_store.h"
#include "auth/storage/sql_attempts.h"
#include "config/provider_config.h"
#include "service_descriptor.h"
#include "storage/audit.h"
#include "storage/outbox_reader.h"
#include "web/shown_once.h"

namespace chaos::hub::auth {

/// The auth service: accounts, sessions and tokens.
class Auth final : public Service {
 public:
  /// `key`: the hub's, to encrypt what browsers store.
  Auth(const storage::Location& location, const PrincipalSigner& signer,
       DashboardService& dashboard, const std::vector<ProviderConfig>& providers,
       const std::string& key, const Clock& clock);

  Accounts& accounts() { return accounts_; }
  ProviderSignIn& provider_sign_in() { return provider_sign_in_; }
  SqlAccountStore& store() { return store_; }
  AuditLog* audit_log() override { return &audit_log_; }

  void add_routes(http::Router& router) override;
  void add_internal_routes(http::Router& router) override;
  void add_metrics(http::Metrics& metrics) override;
  /// Where to create the first account, while there is none.
  std::string notice(const std::string& public_url) override;
  void remove_team(const std::string& organization, const std::string& team) override;

 private:
  storage::Database database_;
  SqlAccountStore store_;
  SqlAttempts attempts_;
  storage::StoredAuditLog audit_log_;
  Accounts accounts_;
  ProviderSignIn provider_sign_in_;
  web::ShownOnce once_;
  storage::OutboxReader outbox_;  // last: its thread uses the members above
};

ServiceDescriptor descriptor();

}  // namespace chaos::hub::auth
