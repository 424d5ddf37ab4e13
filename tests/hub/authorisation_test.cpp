#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "common_routes.h"
#include "hub/access_table.h"
#include "hub/team_of_ada.h"
#include "remote/internal_gateway.h"
#include "support/temporary_directory.h"

namespace chaos::testing {
namespace {

/// A secret that is written in the experiment.
constexpr const char* kSecret = "s3cr3t-in-clear";

class HubAuthorisation : public ::testing::Test {
 protected:
  void SetUp() override {
    ada.hub.admin({"create-user", "root", "--administrator"}, "the password of root\n");
    for (const char* name : {"stranger", "colleague", "viewer", "member"})
      personal_[name] = ada.hub.add_user(name);
    for (const char* name : {"colleague", "viewer", "member"})
      ada.hub.admin({"add-member", name, "--organization", "Acme", "--owner", "ada"});
    for (const char* role : {"viewer", "member"})
      ada.hub.admin({"add-member", role, "--organization", "Acme", "--team", "Payments", "--role",
                     role, "--owner", "ada"});
    other_team_ =
        ada.hub.admin({"create-team", "Other", "--organization", "Acme", "--owner", "ada"});
    add_people();
    add_kinds();
    remove_token("revoked");
    fill_in();
    std::this_thread::sleep_until(expiry_);
  }

  void add_people() {
    all_.push_back({.name = "nobody"});
    all_.push_back({.name = "a revoked token", .token = make_token("revoked"), .is_valid = false});
    expiry_ = std::chrono::system_clock::now() + std::chrono::seconds(5);
    all_.push_back({.name = "an expired token",
                    .token = make_token("expired", hub::to_text(expiry_)),
                    .is_valid = false});
    const auto add = [&](const char* name, Standing standing) {
      all_.push_back({.name = name,
                      .token = personal_.at(name),
                      .kind = hub::PrincipalKind::kPerson,
                      .scopes = kAllScopes,
                      .standing = standing});
    };
    add("stranger", Standing::kElsewhere);
    add("colleague", Standing::kOrganization);
    add("viewer", Standing::kViewer);
    add("member", Standing::kMember);
    all_.push_back({.name = "an administrator",
                    .token = ada.hub.admin({"create-token", "t", "--owner", "root", "--scope",
                                            "read", "--scope", "write", "--scope", "admin"}),
                    .kind = hub::PrincipalKind::kPerson,
                    .scopes = kAllScopes,
                    .is_administrator = true});
    all_.push_back({.name = "an administrator's agent",
                    .token = ada.hub.admin({"create-token", "t", "--owner", "root", "--scope",
                                            "read", "--scope", "write", "--scope", "admin",
                                            "--organization", "root", "--team", "Main"}),
                    .kind = hub::PrincipalKind::kAgent,
                    .scopes = kAllScopes});
    all_.push_back({.name = "an agent of another team",
                    .token = make_agent("other agent", other_team_, kAllScopes),
                    .kind = hub::PrincipalKind::kAgent,
                    .scopes = kAllScopes,
                    .standing = Standing::kOrganization});
  }

  /// One of each kind with each scope: ada, an agent of hers, and a service, which has none.
  void add_kinds() {
    for (const hub::PrincipalKind kind : hub::kPrincipalKinds) {
      if (kind == hub::PrincipalKind::kService) {
        all_.push_back({.name = "a service", .kind = kind});
        continue;
      }
      const bool agent = kind == hub::PrincipalKind::kAgent;
      for (const hub::Scope scope : kScopes) {
        const std::string name =
            std::string(to_text(kind)) + " with " + std::string(to_text(scope));
        all_.push_back({.name = name,
                        .token = agent ? make_agent(name, ada.team, {scope})
                                       : make_token(name, "", {{"scopes", {to_text(scope)}}}),
                        .kind = kind,
                        .scopes = {scope},
                        .standing = Standing::kOwner,
                        .is_ada = !agent});
      }
    }
  }

  std::string make_token(const std::string& name, const std::string& expires = "",
                         const Json& more = Json::object()) {
    Json wanted = {{"name", name}};
    if (!expires.empty()) wanted["expires"] = expires;
    wanted.update(more);
    const HubReply reply = ada.hub.call(
        {.method = "POST", .path = "/api/v1/account/tokens", .token = ada.token, .body = wanted});
    EXPECT_EQ(reply.status, 201) << reply.body;
    ids_[name] = reply.json.value("id", "");
    return reply.json.value("token", "");
  }

  std::string make_agent(const std::string& name, const std::string& team,
                         const std::set<hub::Scope>& scopes) {
    Json names = Json::array();
    for (const hub::Scope scope : scopes)
      names.push_back(to_text(scope));
    return make_token(name, "",
                      {{"org_id", ada.organization}, {"team_id", team}, {"scopes", names}});
  }

  void remove_token(const std::string& name) {
    ada.hub.call(
        {.method = "DELETE", .path = "/api/v1/account/tokens/" + ids_[name], .token = ada.token});
  }

  /// Creates the resources that the paths name.
  void fill_in() {
    make_token("to be revoked");
    const Json secrets = {{"secrets", {{"shop", {{"token", kSecret}}}, {"flat", kSecret}}}};
    const std::string experiment = ada.publish("x", secrets);
    Json document = experiment_titled("x");
    document.update(secrets);
    const std::string execution = ada.open(experiment, document);
    const std::string execution_id = execution.substr(execution.rfind('/') + 1);
    const HubReply run = ada.post("/verifications/v1/runs", {{"journal", running_journal(document)},
                                                             {"status", "started"},
                                                             {"experiment_id", experiment},
                                                             {"execution_id", execution_id}});
    const HubReply safeguard = ada.post("/safeguards", {{"kind", "halt"}, {"enabled", false}});
    ada.put("/webhook", {{"url", "https://127.0.0.1:1/"}, {"events", {"executions.halted"}}});
    ada.post("/experiments/" + experiment + "/badge", {});
    const Json members = ada.get("/members").json;
    const auto is_viewer = [](const Json& member) { return member["name"] == "viewer"; };
    const auto viewer = std::find_if(members.begin(), members.end(), is_viewer);
    ASSERT_NE(viewer, members.end());
    parameters_ = {{"{org}", ada.organization},
                   {"{team}", ada.team},
                   {"{experiment}", experiment},
                   {"{experiment_file}", experiment + ".json"},
                   {"{verification_file}", "v1.json"},
                   {"{execution}", execution_id},
                   {"{version}", "1"},
                   {"{verification}", "v1"},
                   {"{run}", run.json.value("id", "")},
                   {"{safeguard}", safeguard.json.value("id", "")},
                   {"{account}", viewer->value("id", "")},
                   {"{token}", ids_["to be revoked"]},
                   {"{delivery}", "1"},
                   {"{secret}", "unknown.svg"}};
  }

  std::string path_of(std::string pattern) const {
    for (const auto& [name, value] : parameters_)
      for (auto at = pattern.find(name); at != std::string::npos; at = pattern.find(name))
        pattern.replace(at, name.size(), value);
    return pattern;
  }

  void check(const Row& row, const Who& who) {
    HubRequest request{.method = row.method, .path = path_of(row.pattern), .token = who.token};
    if (who.kind == hub::PrincipalKind::kService)
      request.headers = {{hub::kServiceHeader, hub::service_password(ada.hub.secret())}};
    const HubReply reply = ada.hub.call(request);
    const bool refused = reply.status == 401 || reply.status == 403 || reply.status == 404;
    EXPECT_EQ(refused ? std::to_string(reply.status) : "ok", expected(row, who))
        << row.method << " " << row.pattern << " by " << who.name << ": " << reply.body;
    const bool may_run =
        who.standing >= Standing::kMember && who.scopes.contains(hub::Scope::kWrite);
    const bool gets_secrets = row.is("secrets") && may_run && expected(row, who) == "ok";
    EXPECT_EQ(reply.body.find(kSecret) != std::string::npos, gets_secrets)
        << row.method << " " << row.pattern << " by " << who.name << ": " << reply.body;
    EXPECT_LT(reply.status, 500) << row.method << " " << row.pattern << ": " << reply.body;
  }

  TeamOfAda ada;
  /// Of a token that must have expired when the tests start; even a slow hub must create it before
  /// then.
  hub::Time expiry_;
  std::map<std::string, std::string> personal_;  // tokens, by account name
  std::string other_team_;
  std::vector<Who> all_;
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::string> parameters_;
};

TEST_F(HubAuthorisation, MatchesTheTableForEveryRoute) {
  // Inner resources first, so that nothing has been deleted before its turn.
  auto table = rows();
  std::ranges::stable_sort(table, [](const Row& left, const Row& right) {
    const auto order = [](const Row& row) {
      return std::pair(row.method == "DELETE", -static_cast<int>(row.pattern.size()));
    };
    return order(left) < order(right);
  });
  for (const Row& row : table)
    for (const Who& who : all_) {
      const bool is_let_in = expected(row, who) == "ok";
      if (!is_let_in || (!row.removes() && !row.is("endless"))) check(row, who);
    }
  const Who owner{.name = "an owner",
                  .token = ada.token,
                  .kind = hub::PrincipalKind::kPerson,
                  .scopes = kAllScopes,
                  .standing = Standing::kOwner,
                  .is_ada = true};
  for (const Row& row : table)
    if (!row.is("removes") && !row.is("endless")) check(row, owner);
}

TEST(HubRoutes, AreAllInTheTable) {
  const TemporaryDirectory directory;
  hub::Config config;
  config.data_dir = directory.path();
  hub::Services services(config);
  hub::http::Router router;
  services.add_routes(router);
  hub::http::Metrics metrics;
  hub::add_common_routes(router, services, metrics);
  std::vector<std::string> known;
  for (const Row& row : rows())
    known.push_back(row.method + " " + row.pattern);
  std::vector<std::string> all;
  for (const auto& route : router.routes())
    all.push_back(route.method + " " + route.pattern);
  EXPECT_THAT(known, ::testing::UnorderedElementsAreArray(all));
  for (const auto& route : router.routes())
    EXPECT_NE(route.access.callers, hub::http::Callers::kNobody) << route.pattern;
}

}  // namespace
}  // namespace chaos::testing
