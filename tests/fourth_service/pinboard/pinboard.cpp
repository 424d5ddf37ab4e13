#include "pinboard/pinboard.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "commands/admin_commands.h"
#include "http/body.h"
#include "service/dashboard_service.h"
#include "storage/audit.h"
#include "storage/shared_tables.h"
#include "storage/statement.h"
#include "web/layout.h"
#include "web/parts.h"

namespace chaos::hub::pinboard {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

constexpr const char* kTeam = "/organizations/{org}/teams/{team}/pins";

std::span<const storage::Migration> migrations() {
  static const std::array<storage::Migration, 5> steps{
      {{.name = "the audit log", .sql = storage::kAuditTable},
       {.name = "an audit log that can be searched", .sql = storage::kAuditIndex},
       {.name = "agents in the audit log", .sql = storage::kAuditAgents},
       {.name = "the words of the audit log",
        .sql = storage::kAuditWords,
        .postgresql = storage::kAuditWordsOfPostgresql},
       {.name = "pins",
        .sql = "CREATE TABLE pin (id {serial}, team TEXT NOT NULL, text TEXT NOT NULL);\n"}}};
  return steps;
}

class Pinboard final : public Service {
 public:
  Pinboard(const storage::Location& location, DashboardService& dashboard, Clock clock)
      : dashboard_(dashboard),
        clock_(std::move(clock)),
        database_(location, migrations()),
        audit_log_(database_) {}

  AuditLog* audit_log() override { return &audit_log_; }

  void add_routes(http::Router& router) override {
    router.add({"GET",
                std::string("/api/v1") + kTeam,
                {Callers::kPeopleAndAgents, Need::kTeamViewer},
                [this](const Request& request, const Caller&) {
                  return http::json_response(pins(request.parameter("team")));
                }});
    router.add({"POST",
                std::string("/api/v1") + kTeam,
                {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
                [this](const Request& request, const Caller& caller) {
                  pin(request, caller);
                  return http::no_content();
                }});
    router.add({"GET",
                kTeam,
                {Callers::kPeople, Need::kTeamViewer},
                [this](const Request& request, const Caller& caller) {
                  return web::page_response(
                      caller, {.title = "Pins",
                               .crumbs = web::team_crumbs(request, caller),
                               .tabs = web::team_tabs(request, "/pins"),
                               .body = web::each(pins(request.parameter("team")),
                                                 [](const std::string& text) {
                                                   return web::html("<p>{}</p>\n", text);
                                                 })});
                }});
  }

  void add_metrics(http::Metrics& metrics) override {
    metrics.watch("chaoshub_pins", "Pins of all teams.", [this] { return double(count()); });
  }

  void remove_team(const std::string&, const std::string& team) override {
    database_.write([&](soci::session& session) {
      storage::execute(session, "DELETE FROM pin WHERE team = :team", team);
    });
  }

  std::int64_t count() {
    return database_.read([](soci::session& session) {
      return storage::select_one(session, "SELECT COUNT(*) FROM pin",
                                 [](storage::Columns& row) { return row.number(); })
          .value_or(0);
    });
  }

 private:
  std::vector<std::string> pins(const std::string& team) {
    return database_.read([&](soci::session& session) {
      return storage::select(
          session, "SELECT text FROM pin WHERE team = :team ORDER BY id",
          [](storage::Columns& row) { return row.text(); }, team);
    });
  }

  void pin(const Request& request, const Caller& caller) {
    const std::string text = http::text_of(http::json_object(request), "text");
    database_.write([&](soci::session& session) {
      storage::execute(session, "INSERT INTO pin (team, text) VALUES (:team, :text)",
                       request.parameter("team"), text);
      storage::record(session, {.actor = caller.principal.account, .time = clock_()},
                      {.action = "pin.create",
                       .subject = request.parameter("team"),
                       .detail = text,
                       .organization = request.parameter("org")});
    });
    dashboard_.note(caller.signed_principal, {.organization = request.parameter("org"),
                                              .team = request.parameter("team"),
                                              .kind = "pin-added",
                                              .subject = text,
                                              .text = "pinned '" + text + "'"});
  }

  DashboardService& dashboard_;
  const Clock clock_;
  storage::Database database_;
  storage::StoredAuditLog audit_log_;
};

void add_admin_commands(AdminCommands& commands) {
  commands.add("count-pins", "Print how many pins there are.", [](Peers& peers) {
    fmt::print("{}\n", peers.get<Pinboard>().count());
    return 0;
  });
}

}  // namespace

ServiceDescriptor descriptor() {
  return {.name = "pinboard",
          .migrations = migrations(),
          .start =
              [](const ServiceContext& context) {
                auto pinboard = std::make_unique<Pinboard>(
                    context.location, context.peers.get<DashboardService>(), context.clock);
                context.peers.add(*pinboard);
                return pinboard;
              },
          .called_by = ServiceDescriptor::CalledBy::kDashboard,
          .connect = {},
          .team_tabs = {{.name = "Pins", .path = "/pins", .order = 80}},
          .feed_links = {{.kind = "pin-", .path = "/pins"}},
          .add_admin_commands = add_admin_commands};
}

}  // namespace chaos::hub::pinboard
