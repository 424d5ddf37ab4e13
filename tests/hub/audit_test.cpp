#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class HubAudit : public ::testing::Test {
 protected:
  HubReply get(const std::string& rest) {
    return ada.hub.call({.path = "/api/v1/organizations/" + ada.organization + "/audit" + rest,
                         .token = ada.token});
  }
  std::vector<std::string> actions(const std::string& query) {
    std::vector<std::string> actions;
    for (const Json& entry : get(query).json)
      actions.push_back(entry["action"]);
    return actions;
  }
  std::string make_safeguard(const std::string& name) {
    return ada.post("/safeguards", {{"kind", "halt"}, {"name", name}, {"enabled", false}})
        .json.value("id", "");
  }

  TeamOfAda ada;
};

TEST_F(HubAudit, RecordsWhoChangedWhatInAllServices) {
  const std::string safeguard = make_safeguard("Stop");
  ada.hub.call({.method = "POST",
                .path = "/api/v1/account/tokens",
                .token = ada.token,
                .body = {{"name", "agent"}, {"org_id", ada.organization}, {"team_id", ada.team}}});
  const Json entries = get("").json;
  EXPECT_THAT(actions(""), ElementsAre("token.create", "safeguard.create", "team.create",
                                       "organization.create"));
  EXPECT_EQ(entries[1]["actor"]["name"], "ada");
  EXPECT_EQ(entries[1]["subject"], safeguard);
  EXPECT_THAT(entries[1]["detail"].get<std::string>(), HasSubstr("Stop"));
}

/// Whoever created an agent has not done what it does.
TEST_F(HubAudit, SaysWhichAgentMadeAChange) {
  const std::string agent = ada.hub
                                .call({.method = "POST",
                                       .path = "/api/v1/account/tokens",
                                       .token = ada.token,
                                       .body = {{"name", "CI"},
                                                {"org_id", ada.organization},
                                                {"team_id", ada.team},
                                                {"scopes", {"read", "write"}}}})
                                .json["token"];
  const auto post = [&](const std::string& rest, const Json& body) {
    return ada.hub.call({.method = "POST", .path = ada.path(rest), .token = agent, .body = body});
  };
  const std::string label = "agent CI (created by ada)";
  EXPECT_EQ(post("/halt", {{"reason", "incident 42"}}).status, 200);
  const Json entry = get("").json[0];
  EXPECT_EQ(entry["action"], "safeguard.create");
  EXPECT_EQ(entry["actor"]["name"], label);
  EXPECT_EQ(entry["actor"]["kind"], "agent");
  EXPECT_EQ(get("?actor=" + entry["actor"]["id"].get<std::string>()).json[0], entry);
  EXPECT_THAT(get("/export?format=csv").body, HasSubstr(",\"" + label + "\","));
  const auto page = [&](const std::string& path) {
    return ada.hub
        .call({.path = "/organizations/" + ada.organization + path,
               .token = ada.token,
               .headers = {{"Accept", "text/html"}}})
        .body;
  };
  EXPECT_THAT(page("/audit"), HasSubstr(label));
  EXPECT_THAT(page(""), HasSubstr(label)) << "in the feed";
  const std::string experiment =
      post("/experiments", {{"experiment", experiment_titled("x")}}).json["id"];
  const Json execution = post("/experiments/" + experiment + "/executions",
                              {{"journal", running_journal(experiment_titled("x"))}})
                             .json;
  EXPECT_EQ(execution["author"]["name"], label);
  const std::string path =
      "/experiments/" + experiment + "/executions/" + execution["id"].get<std::string>();
  EXPECT_EQ(post(path + "/stop", Json::object()).status, 204);
  EXPECT_EQ(ada.get(path).json["stop"]["by"], label);
  EXPECT_EQ(get("").json[0]["actor"]["name"], label);
  make_safeguard("by ada");
  EXPECT_EQ(get("").json[0]["actor"]["name"], "ada");
  EXPECT_EQ(get("").json[0]["actor"]["kind"], "person");
}

TEST_F(HubAudit, CanBeFilteredByPersonActionSubjectAndDay) {
  const std::string one = make_safeguard("Kölner \"Dom\"");
  make_safeguard("Other");
  const std::string ada_id = get("").json[0]["actor"]["id"];
  EXPECT_THAT(actions("?action=safeguard"), SizeIs(2));
  EXPECT_THAT(actions("?action=team"), ElementsAre("team.create"));
  EXPECT_THAT(actions("?action=%C3%A9"), IsEmpty());
  EXPECT_THAT(actions("?subject=" + one), ElementsAre("safeguard.create"));
  EXPECT_THAT(actions("?subject=K%C3%B6lner%20%22Dom"), ElementsAre("safeguard.create"));
  EXPECT_THAT(actions("?subject=%25"), IsEmpty());
  EXPECT_THAT(actions("?actor=" + ada_id), SizeIs(4));
  EXPECT_THAT(actions("?actor=command-line"), IsEmpty());
  EXPECT_THAT(actions("?from=2000-01-01&to=2100-01-01"), SizeIs(4));
  EXPECT_THAT(actions("?to=2000-01-01"), IsEmpty());
  EXPECT_THAT(actions("?from=2100-01-01"), IsEmpty());
  EXPECT_EQ(get("?from=yesterday").status, 422);
  EXPECT_EQ(get("?before=x").status, 422);
}

TEST_F(HubAudit, HasPages) {
  for (int i = 0; i < 5; ++i)
    make_safeguard(fmt::format("{}", i));
  std::vector<std::string> details;
  for (std::string query = "?limit=2&action=safeguard"; !query.empty();) {
    const HubReply reply = get(query);
    for (const Json& entry : reply.json)
      details.push_back(entry["detail"]);
    const auto link = reply.headers.find("link");
    query.clear();
    if (link == reply.headers.end()) break;
    const auto begin = link->second.find('?');
    query = link->second.substr(begin, link->second.find('>') - begin);
  }
  EXPECT_THAT(details, ElementsAre("4, off", "3, off", "2, off", "1, off", "0, off"));
}

TEST_F(HubAudit, IsExportedCompletely) {
  constexpr int kMany = 505;  // more than one batch
  for (int i = 0; i < kMany; ++i)
    make_safeguard(i == 0 ? "=HYPERLINK(1)" : "x");
  const HubReply table = get("/export?action=safeguard");
  EXPECT_THAT(table.headers.at("content-type"), StartsWith("text/csv"));
  EXPECT_EQ(std::ranges::count(table.body, '\n'), kMany + 1);
  EXPECT_THAT(table.body, HasSubstr("\"'=HYPERLINK(1), off\""));
  std::istringstream lines(get("/export?action=safeguard&format=json-lines").body);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count)
    EXPECT_EQ(Json::parse(line)["action"], "safeguard.create");
  EXPECT_EQ(count, kMany);
  EXPECT_EQ(get("/export?format=pdf").status, 422);
}

TEST_F(HubAudit, ShowsNothingOfOtherOrganizations) {
  ada.hub.add_user("eve");
  ada.hub.admin({"create-organization", "Elsewhere", "--owner", "eve"});
  for (const Json& entry : get("").json)
    EXPECT_THAT(entry["detail"].get<std::string>(), Not(HasSubstr("Elsewhere")));
}

}  // namespace
}  // namespace chaos::testing
