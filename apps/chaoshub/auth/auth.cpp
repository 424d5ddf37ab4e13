#include "auth/auth.h"

#include <fmt/format.h>

#include "auth/admin.h"
#include "auth/api/routes.h"
#include "auth/identity_providers/providers.h"
#include "auth/pages/provider_routes.h"
#include "auth/pages/routes.h"
#include "auth/remote/remote_auth.h"
#include "cache_metrics.h"

namespace chaos::hub::auth {

Auth::Auth(const storage::Location& location, const PrincipalSigner& signer,
           DashboardService& dashboard, const std::vector<ProviderConfig>& providers,
           const std::string& key, const Clock& clock)
    : database_(location, migrations()),
      store_(database_),
      attempts_(database_),
      audit_log_(database_),
      accounts_(store_, attempts_, signer, dashboard, clock),
      provider_sign_in_(store_, accounts_, providers_of(providers), key, clock),
      once_(key, clock),
      outbox_(database_, {}) {}

void Auth::add_routes(http::Router& router) {
  add_account_routes(router, accounts_);
  add_sign_up_link_routes(router, accounts_);
  add_agent_token_routes(router, accounts_);
  add_entry_pages(router, accounts_, provider_sign_in_);
  add_provider_routes(router, provider_sign_in_);
  add_account_pages(router, accounts_, provider_sign_in_, once_);
  add_team_token_pages(router, accounts_, once_);
}

void Auth::add_internal_routes(http::Router& router) {
  auth::add_internal_routes(router, accounts_);
}

void Auth::add_metrics(http::Metrics& metrics) {
  watch_cache(metrics, "tokens", [this] { return store_.token_cache(); });
  watch_cache(metrics, "sessions", [this] { return store_.session_cache(); });
}

std::string Auth::notice(const std::string& public_url) {
  const auto secret = accounts_.make_bootstrap_link();
  if (!secret) return {};
  return fmt::format("No accounts yet: sign up at {}/sign-up/{}", public_url, *secret);
}

void Auth::remove_team(const std::string& organization, const std::string& team) {
  accounts_.remove_team(organization, team);
}

ServiceDescriptor descriptor() {
  const auto start = [](const ServiceContext& context) {
    auto auth = std::make_unique<Auth>(context.location, context.signer,
                                       context.peers.get<DashboardService>(),
                                       context.config.providers, context.key, context.clock);
    context.peers.add(*auth);
    context.peers.add<AuthService>(auth->accounts());
    context.peers.add<AccountLookup>(std::make_unique<NamedAccounts>(auth->store()));
    return auth;
  };
  return {
      .name = "auth",
      .migrations = migrations(),
      .start = start,
      .called_by = ServiceDescriptor::CalledBy::kAll,
      .connect = [](const RemoteService& remote,
                    Peers& peers) { peers.add<AuthService>(std::make_unique<RemoteAuth>(remote)); },
      .team_tabs = {},
      .feed_links = {},
      .add_admin_commands = add_admin_commands};
}

}  // namespace chaos::hub::auth
