#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <latch>
#include <thread>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

/// Used to lose an update every third round.
constexpr int kRounds = 40;

/// Runs both at the same time.
void at_once(const std::function<void()>& one, const std::function<void()>& other) {
  std::latch start(2);
  const std::jthread second([&] {
    start.arrive_and_wait();
    other();
  });
  start.arrive_and_wait();
  one();
}

class HubConcurrency : public ::testing::Test {
 protected:
  HubReply change_organization(const Json& body, const std::string& version) {
    return ada.hub.call({.method = "PATCH",
                         .path = "/api/v1/organizations/" + ada.organization,
                         .token = ada.token,
                         .body = body,
                         .headers = {{"If-Match", version}}});
  }
  HubReply organization() {
    return ada.hub.call({.path = "/api/v1/organizations/" + ada.organization, .token = ada.token});
  }
  bool is_halted() {
    for (const Json& safeguard : ada.get("/safeguards").json)
      if (safeguard["kind"] == "halt" && safeguard["enabled"] == true) return true;
    return false;
  }

  TeamOfAda ada;
};

TEST_F(HubConcurrency, NeverLosesAHalt) {
  const std::string id = ada.post("/halt", {{"reason", "incident 42"}}).json["id"];
  const std::string safeguard = "/safeguards/" + id;
  for (int round = 0; round < kRounds; ++round) {
    ASSERT_EQ(ada.post("/resume", {}).status, 204);
    ASSERT_FALSE(is_halted());
    int status = 0;
    at_once([&] { status = ada.post("/halt", {}).status; },
            [&] {
              ada.patch(safeguard, {{"name", "Halt " + std::to_string(round)}});
            });
    ASSERT_EQ(status, 200);
    ASSERT_TRUE(is_halted()) << "in round " << round;
  }
  EXPECT_EQ(ada.get(safeguard).json["name"], "Halt " + std::to_string(kRounds - 1));
}

TEST_F(HubConcurrency, KeepsBothOfTwoChanges) {
  const std::string id = ada.post("/safeguards", {{"kind", "halt"}, {"enabled", false}}).json["id"];
  const std::string safeguard = "/safeguards/" + id;
  for (int round = 0; round < kRounds; ++round) {
    const bool enabled = round % 2 == 0;
    const std::string name = "Halt " + std::to_string(round);
    at_once(
        [&] {
          ada.patch(safeguard, {{"enabled", enabled}});
        },
        [&] {
          ada.patch(safeguard, {{"name", name}});
        });
    const Json now = ada.get(safeguard).json;
    ASSERT_EQ(now["enabled"], enabled) << "in round " << round;
    ASSERT_EQ(now["name"], name) << "in round " << round;
  }
}

TEST_F(HubConcurrency, LetsOnlyOneOfTwoReadersOverwriteWhatTheyHaveRead) {
  for (int round = 0; round < kRounds; ++round) {
    const std::string version = organization().headers.at("etag");
    const std::string text = std::to_string(round);
    int named = 0;
    int described = 0;
    at_once(
        [&] {
          named = change_organization({{"name", "Acme " + text}}, version).status;
        },
        [&] {
          described = change_organization({{"description", text}}, version).status;
        });
    ASSERT_THAT((std::vector{named, described}), UnorderedElementsAre(200, 412));
    const Json now = organization().json;
    ASSERT_EQ(now["name"] == "Acme " + text, named == 200) << "in round " << round;
    ASSERT_EQ(now["description"] == text, described == 200) << "in round " << round;
  }
}

TEST_F(HubConcurrency, CreatesOneHaltForConcurrentCalls) {
  at_once([&] { EXPECT_EQ(ada.post("/halt", {}).status, 200); },
          [&] { EXPECT_EQ(ada.post("/halt", {}).status, 200); });
  EXPECT_THAT(ada.get("/safeguards").json, SizeIs(1));
}

/// The number of records of the action in the audit log.
std::size_t audited(TeamOfAda& ada, const std::string& action) {
  return ada.hub
      .call({.path = "/api/v1/organizations/" + ada.organization + "/audit?action=" + action,
             .token = ada.token})
      .json.size();
}

TEST_F(HubConcurrency, NeverReopensAnExecution) {
  const std::string experiment = ada.publish("x");
  const Json running = {{"journal", running_journal(experiment_titled("a run"))}};
  const Json ended = {{"journal", finished_journal(experiment_titled("a run"), "failed")}};
  const auto put_late = [&](const std::string& execution) {  // such a journal is not in the API
    return send_to_hub("PUT", ada.hub.url_of(ada.path(execution)),
                       {{"Authorization", "Bearer " + ada.token}}, running.dump())
        .status;
  };
  for (int round = 0; round < kRounds; ++round) {
    const std::string execution = ada.open(experiment);
    int late = 0;
    at_once([&] { EXPECT_EQ(ada.put(execution, ended).status, 204); },
            [&] { late = put_late(execution); });
    EXPECT_THAT(late, ::testing::AnyOf(204, 409));
    const Json now = ada.get(execution).json;
    ASSERT_EQ(now["outcome"], "failed") << "in round " << round;
    ASSERT_EQ(now["journal"]["status"], "failed") << "in round " << round;
    ASSERT_FALSE(now["ended"].is_null()) << "in round " << round;
  }
}

TEST_F(HubConcurrency, EndsAnExecutionOnceForTwoJournals) {
  const std::string experiment = ada.publish("x");
  const Json ended = {{"journal", finished_journal(experiment_titled("a run"))}};
  const auto activities = "/api/v1/organizations/" + ada.organization + "/activities?limit=200";
  for (int round = 0; round < kRounds; ++round) {
    const std::string execution = ada.open(experiment);
    at_once([&] { EXPECT_EQ(ada.put(execution, ended).status, 204); },
            [&] { EXPECT_EQ(ada.put(execution, ended).status, 204); });
  }
  std::size_t ends = 0;
  for (const Json& entry : ada.hub.call({.path = activities, .token = ada.token}).json)
    if (entry["kind"] == "execution-ended") ++ends;
  EXPECT_EQ(ends, kRounds);
}

TEST_F(HubConcurrency, StopsAnExecutionUnlessItHasEnded) {
  const std::string experiment = ada.publish("x");
  const Json ended = {{"journal", finished_journal(experiment_titled("a run"))}};
  for (int round = 0; round < kRounds; ++round) {
    const std::string execution = ada.open(experiment);
    int stopped = 0;
    at_once([&] { EXPECT_EQ(ada.put(execution, ended).status, 204); },
            [&] { stopped = ada.post(execution + "/stop", Json::object()).status; });
    const Json now = ada.get(execution).json;
    ASSERT_EQ(now["outcome"], "passed") << "in round " << round;
    ASSERT_EQ(stopped, now["stop"].is_null() ? 409 : 204) << "in round " << round;
  }
}

TEST_F(HubConcurrency, StartsAVerificationAndEndsItsRunsOnce) {
  const std::string experiment = ada.publish("x");
  const std::string execution = ada.open(experiment);
  Json journal = finished_journal(experiment_titled("a run"));
  journal["measurements"] = Json::array();
  const Json results = {{"successful_samples", 1},
                        {"deviated_samples", 0},
                        {"not_run_samples", 0},
                        {"total_number_of_samples", 1},
                        {"total_duration", 1.0}};
  const Json start = {{"journal", running_journal(experiment_titled("a run"))},
                      {"status", "started"},
                      {"experiment_id", experiment},
                      {"execution_id", execution.substr(execution.rfind('/') + 1)}};
  for (int round = 0; round < kRounds; ++round) {
    const std::string runs = "/verifications/v" + std::to_string(round) + "/runs";
    std::string id;
    at_once([&] { id = ada.post(runs, start).json.value("id", ""); },
            [&] { EXPECT_EQ(ada.post(runs, start).status, 201); });
    const auto finish = [&](const std::string& status) {
      return ada
          .post(runs + "/" + id + "/finished",
                {{"journal", journal}, {"status", status}, {"results", results}})
          .status;
    };
    int completed = 0;
    int failed = 0;
    at_once([&] { completed = finish("completed"); }, [&] { failed = finish("failed"); });
    ASSERT_THAT((std::vector{completed, failed}), UnorderedElementsAre(200, 409));
    ASSERT_EQ(ada.get(runs + "/" + id).json["status"], completed == 200 ? "completed" : "failed");
  }
  EXPECT_EQ(audited(ada, "verification.create&limit=200"), kRounds);
  EXPECT_EQ(audited(ada, "verification.finish&limit=200"), kRounds);
}

class HubVersions : public HubConcurrency {};

TEST_F(HubVersions, AreRequiredWhereAnUpdateCouldBeLost) {
  const std::string safeguard =
      ada.post("/safeguards", {{"kind", "halt"}, {"enabled", false}}).json["id"];
  for (const std::string& path : {"/api/v1/organizations/" + ada.organization, ada.path(),
                                  ada.path("/safeguards/" + safeguard)}) {
    const HubRequest rename{
        .method = "PATCH", .path = path, .token = ada.token, .body = {{"name", "New"}}};
    const HubReply refused = ada.hub.call(rename);
    EXPECT_EQ(refused.status, 428) << path;
    EXPECT_THAT(refused.json["detail"].get<std::string>(), HasSubstr("If-Match"));
    const auto change = [&](const std::string& version) {
      HubRequest request = rename;
      request.headers = {{"If-Match", version}};
      return ada.hub.call(request);
    };
    EXPECT_EQ(change("\"7\"").status, 412) << path;
    EXPECT_EQ(change("W/\"1\"").status, 412) << path;
    EXPECT_EQ(change("\"7\", \"1\"").headers.at("etag"), "\"2\"") << path;
    EXPECT_EQ(change("\"1\"").status, 412) << path;
    EXPECT_EQ(change("*").headers.at("etag"), "\"3\"") << path;
    EXPECT_EQ(ada.hub.call({.path = path, .token = ada.token}).headers.at("etag"), "\"3\"") << path;
  }
}

TEST_F(HubVersions, PreventDeletingWhatHasChanged) {
  const std::string id = ada.post("/safeguards", {{"kind", "halt"}, {"enabled", false}}).json["id"];
  const auto remove = [&](const std::string& version) {
    return ada.hub
        .call({.method = "DELETE",
               .path = ada.path("/safeguards/" + id),
               .token = ada.token,
               .headers = {{"If-Match", version}}})
        .status;
  };
  ada.post("/halt", {{"reason", "incident 42"}});
  EXPECT_EQ(remove("\"1\""), 412);
  EXPECT_TRUE(is_halted());
  EXPECT_EQ(remove("\"2\""), 204);
}

TEST_F(HubVersions, OfExperimentsSayWhatIsApproved) {
  const std::string experiment = ada.publish("x");
  Json changed = experiment_titled("y");
  changed["extensions"] = {{{"name", "chaosiq"}, {"experiment_id", experiment}}};
  ada.post("/experiments", {{"experiment", changed}});
  const auto approve = [&](const std::string& version) {
    return ada.hub
        .call({.method = "PUT",
               .path = ada.path("/experiments/" + experiment + "/approval"),
               .token = ada.token,
               .headers = {{"If-Match", version}}})
        .status;
  };
  EXPECT_EQ(approve("\"1\""), 412);
  EXPECT_EQ(approve(ada.get("/experiments/" + experiment).headers.at("etag")), 204);
}

}  // namespace
}  // namespace chaos::testing
