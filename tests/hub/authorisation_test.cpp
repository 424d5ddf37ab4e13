#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <sstream>
#include <thread>

#include "common_routes.h"
#include "hub/team_of_ada.h"
#include "support/temporary_directory.h"

namespace chaos::testing {
namespace {

/// Who calls, in the order of the table's columns. Owners come last, for they remove things.
enum Who { kNobody, kRevoked, kExpired, kStranger, kColleague, kViewer, kMember, kAgent, kOwner };

const std::vector<std::string> kNames = {
    "nobody",   "a revoked token", "an expired token", "a stranger", "a colleague of another team",
    "a viewer", "a member",        "an agent",         "an owner"};

/// What each may do with each route: the status of the refusal, or "ok" when he is let through.
/// A route without a row fails. Rows of the same route are told apart by nothing: paths are filled
/// in with things that exist and belong to the owner.
constexpr const char* kTable = R"(
GET /                                                             ok  401 401 ok  ok  ok  ok  ok  ok
GET /assets/{file}                                                404 401 401 404 404 404 404 404 404
GET /health/live                                                  ok  401 401 ok  ok  ok  ok  ok  ok
GET /health/ready                                                 ok  401 401 ok  ok  ok  ok  ok  ok
GET /metrics                                                      ok  401 401 ok  ok  ok  ok  ok  ok
GET /api/v1/openapi.yaml                                          ok  401 401 ok  ok  ok  ok  ok  ok
POST /internal/auth/identify                                      404 401 401 404 404 404 404 404 404
POST /internal/auth/person                                        404 401 401 404 404 404 404 404 404
POST /internal/dashboard/welcome                                  404 401 401 404 404 404 404 404 404
POST /internal/dashboard/place                                    404 401 401 404 404 404 404 404 404
POST /internal/dashboard/note                                     404 401 401 404 404 404 404 404 404
GET /sign-in/with/{provider}                                      404 401 401 404 404 404 404 404 404
POST /sign-in/with/{provider}                                     401 401 401 404 404 404 404 403 404
POST /sign-in/with/{provider}/disconnect                          401 401 401 404 404 404 404 403 404
GET /sign-in/with/{provider}/callback                             404 401 401 404 404 404 404 404 404
GET /api/v1/account                                               401 401 401 ok  ok  ok  ok  ok  ok
GET /api/v1/account/tokens                                        401 401 401 ok  ok  ok  ok  ok  ok
POST /api/v1/account/tokens                                       401 401 401 ok  ok  ok  ok  403 ok
DELETE /api/v1/account/tokens/{token}                             401 401 401 404 404 404 404 403 ok
GET /api/v1/organizations                                         401 401 401 ok  ok  ok  ok  ok  ok
POST /api/v1/organizations                                        401 401 401 ok  ok  ok  ok  403 ok
GET /api/v1/organizations/{org}                                   401 401 401 404 ok  ok  ok  ok  ok
PATCH /api/v1/organizations/{org}                                 401 401 401 404 403 403 403 403 ok
DELETE /api/v1/organizations/{org}                                401 401 401 404 403 403 403 403 ok
GET /api/v1/organizations/{org}/members                           401 401 401 404 ok  ok  ok  ok  ok
POST /api/v1/organizations/{org}/members                          401 401 401 404 403 403 403 403 ok
DELETE /api/v1/organizations/{org}/members/{account}              401 401 401 404 403 403 403 403 ok
GET /api/v1/organizations/{org}/activities                        401 401 401 404 ok  ok  ok  ok  ok
GET /api/v1/organizations/{org}/teams                             401 401 401 404 ok  ok  ok  ok  ok
POST /api/v1/organizations/{org}/teams                            401 401 401 404 403 403 403 403 ok
GET {team}                                                        401 401 401 404 404 ok  ok  ok  ok
PATCH {team}                                                      401 401 401 404 404 403 403 403 ok
DELETE {team}                                                     401 401 401 404 404 403 403 403 ok
GET {team}/members                                                401 401 401 404 404 ok  ok  ok  ok
POST {team}/members                                               401 401 401 404 404 403 403 403 ok
DELETE {team}/members/{account}                                   401 401 401 404 404 403 403 403 ok
GET {team}/experiments                                            401 401 401 404 404 ok  ok  ok  ok
POST {team}/experiments                                           401 401 401 404 404 403 ok  ok  ok
GET {team}/experiments/{experiment}                               401 401 401 404 404 ok  ok  ok  ok
GET {team}/experiments/{experiment}/document                      401 401 401 404 404 ok  ok  ok  ok
GET /assets/experiments/{experiment_file}                         401 401 401 404 404 ok  ok  ok  ok
GET /assets/verifications/{verification_file}                     401 401 401 404 404 ok  ok  ok  ok
GET {team}/experiments/{experiment}/versions                      401 401 401 404 404 ok  ok  ok  ok
GET {team}/experiments/{experiment}/versions/{version}            401 401 401 404 404 ok  ok  ok  ok
PUT {team}/experiments/{experiment}/approval                      401 401 401 404 404 403 403 403 ok
GET {team}/executions                                             401 401 401 404 404 ok  ok  ok  ok
GET {team}/experiments/{experiment}/executions                    401 401 401 404 404 ok  ok  ok  ok
POST {team}/experiments/{experiment}/executions                   401 401 401 404 404 403 ok  ok  ok
GET {team}/experiments/{experiment}/executions/{execution}        401 401 401 404 404 ok  ok  ok  ok
PUT {team}/experiments/{experiment}/executions/{execution}        401 401 401 404 404 403 ok  ok  ok
GET {team}/experiments/{experiment}/executions/{execution}/events 401 401 401 404 404 ok  ok  ok  ok
POST {team}/experiments/{experiment}/executions/{execution}/events 401 401 401 404 404 403 ok  ok  ok
GET {team}/experiments/{experiment}/executions/{execution}/policies 401 401 401 404 404 ok  ok  ok  ok
GET {team}/verifications                                          401 401 401 404 404 ok  ok  ok  ok
GET {team}/verifications/{verification}/runs                      401 401 401 404 404 ok  ok  ok  ok
POST {team}/verifications/{verification}/runs                     401 401 401 404 404 403 ok  ok  ok
GET {team}/verifications/{verification}/runs/{run}                401 401 401 404 404 ok  ok  ok  ok
POST {team}/verifications/{verification}/runs/{run}/events        401 401 401 404 404 403 ok  ok  ok
POST {team}/verifications/{verification}/runs/{run}/finished      401 401 401 404 404 403 ok  ok  ok
GET {team}/safeguards                                             401 401 401 404 404 ok  ok  ok  ok
POST {team}/safeguards                                            401 401 401 404 404 403 403 403 ok
GET {team}/safeguards/{safeguard}                                 401 401 401 404 404 ok  ok  ok  ok
PATCH {team}/safeguards/{safeguard}                               401 401 401 404 404 403 403 403 ok
DELETE {team}/safeguards/{safeguard}                              401 401 401 404 404 403 403 403 ok
POST {team}/halt                                                  401 401 401 404 404 403 ok  ok  ok
POST {team}/resume                                                401 401 401 404 404 403 403 403 ok
)";

/// Pages.
constexpr const char* kPages = R"(
GET /sign-up/{secret}                                             404 401 401 404 404 404 404 404 404
POST /sign-up/{secret}                                            404 401 401 404 404 404 404 404 404
GET /sign-in                                                      ok  401 401 ok  ok  ok  ok  ok  ok
POST /sign-in                                                     ok  401 401 ok  ok  ok  ok  ok  ok
POST /sign-out                                                    ok  401 401 ok  ok  ok  ok  ok  ok
GET /account                                                      401 401 401 ok  ok  ok  ok  ok  ok
POST /account/tokens                                              401 401 401 ok  ok  ok  ok  403 ok
POST /account/password                                            401 401 401 403 403 403 403 403 403
POST /account/sign-up-links                                       401 401 401 403 403 403 403 403 403
GET /organizations/new                                            401 401 401 ok  ok  ok  ok  ok  ok
POST /organizations/new                                           401 401 401 ok  ok  ok  ok  403 ok
GET /organizations/{org}                                          401 401 401 404 ok  ok  ok  ok  ok
POST /organizations/{org}/teams                                   401 401 401 404 403 403 403 403 ok
GET /organizations/{org}/settings                                 401 401 401 404 403 403 403 403 ok
POST /organizations/{org}/settings                                401 401 401 404 403 403 403 403 ok
POST /organizations/{org}/settings/members                        401 401 401 404 403 403 403 403 ok
GET {pages}                                                       401 401 401 404 404 ok  ok  ok  ok
GET {pages}/members                                               401 401 401 404 404 ok  ok  ok  ok
POST {pages}/members                                              401 401 401 404 404 403 403 403 ok
POST {pages}/name                                                 401 401 401 404 404 403 403 403 ok
GET {pages}/experiments                                           401 401 401 404 404 ok  ok  ok  ok
GET {pages}/experiments/{experiment}                              401 401 401 404 404 ok  ok  ok  ok
GET {pages}/experiments/{experiment}/versions/{version}           401 401 401 404 404 ok  ok  ok  ok
POST {pages}/experiments/{experiment}/approval                    401 401 401 404 404 403 403 403 ok
GET {pages}/executions                                            401 401 401 404 404 ok  ok  ok  ok
GET {pages}/executions/{execution}                                401 401 401 404 404 ok  ok  ok  ok
GET {pages}/verifications                                         401 401 401 404 404 ok  ok  ok  ok
GET {pages}/verifications/{verification}                          401 401 401 404 404 ok  ok  ok  ok
GET {pages}/safeguards                                            401 401 401 404 404 ok  ok  ok  ok
POST {pages}/safeguards                                           401 401 401 404 404 403 403 403 ok
POST {pages}/safeguards/halt                                      401 401 401 404 404 403 403 403 ok
POST {pages}/safeguards/resume                                    401 401 401 404 404 403 403 403 ok
POST {pages}/safeguards/{safeguard}/switch                        401 401 401 404 404 403 403 403 ok
)";

/// Owners would remove with these what other rows need; tests/hub/browser_test.py does that.
constexpr const char* kRemovingPages = R"(
POST /account/tokens/{token}/revoke                               401 401 401 404 404 404 404 403
POST /organizations/{org}/settings/members/{account}/remove       401 401 401 404 403 403 403 403
POST {pages}/members/{account}/remove                             401 401 401 404 404 403 403 403
POST {pages}/safeguards/{safeguard}/remove                        401 401 401 404 404 403 403 403
)";

/// Answered without end for those who are let through; tests/hub/live_test.cpp does that.
constexpr const char* kEndless = R"(
GET {team}/live                                                   401 401 401 404 404
GET {team}/experiments/{experiment}/executions/{execution}/live   401 401 401 404 404
)";

struct Row {
  std::string method;
  std::string pattern;
  std::vector<std::string> expected;  // by Who
};

std::string with_team(const std::string& pattern) {
  const std::string team = "/organizations/{org}/teams/{team}";
  const std::vector<std::pair<std::string, std::string>> shorts = {{"{team}", "/api/v1" + team},
                                                                   {"{pages}", team}};
  for (const auto& [name, path] : shorts)
    if (pattern.starts_with(name)) return path + pattern.substr(name.size());
  return pattern;
}

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::istringstream lines(std::string(kTable) + kPages + kRemovingPages + kEndless);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    Row row;
    if (!(words >> row.method >> row.pattern)) continue;
    row.pattern = with_team(row.pattern);
    for (std::string expected; words >> expected;)
      row.expected.push_back(expected);
    rows.push_back(row);
  }
  return rows;
}

class HubAuthorisation : public ::testing::Test {
 protected:
  void SetUp() override {
    tokens_ = {"",
               make_token("revoked"),
               make_token("expired", hub::to_text(expiry_)),
               ada.hub.add_user("stranger"),
               ada.hub.add_user("colleague"),
               ada.hub.add_user("viewer"),
               ada.hub.add_user("member"),
               make_agent(),
               ada.token};
    for (const char* name : {"colleague", "viewer", "member"})
      ada.hub.admin({"add-member", name, "--organization", "Acme", "--owner", "ada"});
    for (const char* role : {"viewer", "member"})
      ada.hub.admin({"add-member", role, "--organization", "Acme", "--team", "Payments", "--role",
                     role, "--owner", "ada"});
    remove_token("revoked");
    fill_in();
    std::this_thread::sleep_until(expiry_);
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

  std::string make_agent() {
    return make_token("agent", "", {{"org_id", ada.organization}, {"team_id", ada.team}});
  }

  void remove_token(const std::string& name) {
    ada.hub.call(
        {.method = "DELETE", .path = "/api/v1/account/tokens/" + ids_[name], .token = ada.token});
  }

  /// Things for the names in the paths.
  void fill_in() {
    make_token("to be revoked");
    const std::string experiment = ada.publish("x");
    const std::string execution = ada.open(experiment);
    const std::string execution_id = execution.substr(execution.rfind('/') + 1);
    const HubReply run =
        ada.post("/verifications/v1/runs", {{"journal", running_journal(experiment_titled("x"))},
                                            {"status", "started"},
                                            {"experiment_id", experiment},
                                            {"execution_id", execution_id}});
    const HubReply safeguard = ada.post("/safeguards", {{"kind", "halt"}, {"enabled", false}});
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
                   {"{token}", ids_["to be revoked"]}};
  }

  std::string path_of(std::string pattern) const {
    for (const auto& [name, value] : parameters_)
      for (auto at = pattern.find(name); at != std::string::npos; at = pattern.find(name))
        pattern.replace(at, name.size(), value);
    return pattern;
  }

  void check(const Row& row, std::size_t who) {
    const HubReply reply = ada.hub.call(
        {.method = row.method, .path = path_of(row.pattern), .token = tokens_.at(who)});
    const std::string& expected = row.expected.at(who);
    const bool refused = reply.status == 401 || reply.status == 403 || reply.status == 404;
    EXPECT_EQ(refused ? std::to_string(reply.status) : "ok", expected)
        << row.method << " " << row.pattern << " by " << kNames.at(who) << ": " << reply.body;
    EXPECT_LT(reply.status, 500) << row.method << " " << row.pattern << ": " << reply.body;
  }

  TeamOfAda ada;
  /// Of the token that has expired when the tests begin; a slow hub, too, must make it before.
  const hub::Time expiry_ = std::chrono::system_clock::now() + std::chrono::seconds(5);
  std::vector<std::string> tokens_;  // by Who
  std::map<std::string, std::string> ids_;
  std::map<std::string, std::string> parameters_;
};

TEST_F(HubAuthorisation, IsAsTheTableSaysForEveryRoute) {
  // The inner things first, so that nothing is missing when its turn to be removed comes.
  auto table = rows();
  std::ranges::stable_sort(table, [](const Row& left, const Row& right) {
    const auto order = [](const Row& row) {
      return std::pair(row.method == "DELETE", -static_cast<int>(row.pattern.size()));
    };
    return order(left) < order(right);
  });
  for (const Row& row : table)
    for (std::size_t who = 0; who < kOwner && who < row.expected.size(); ++who)
      check(row, who);
  for (const Row& row : table)
    if (row.expected.size() > kOwner) check(row, kOwner);
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
}

}  // namespace
}  // namespace chaos::testing
