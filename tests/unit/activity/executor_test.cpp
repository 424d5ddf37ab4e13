#include "activity/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "activity/provider_call.h"
#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items())
    keys.push_back(key);
  return keys;
}

/// A stage whose method is these activities, with a journal to record them in.
class ActivityExecution : public ::testing::Test {
 protected:
  void prepare(const std::vector<Json>& method, const std::vector<Json>& probes = {}) {
    stage_.context.experiment = scripted_experiment(probes, method, {});
    stage_.context.journal = {{"run", Json::array()}};
  }
  Json execute(const std::string& pointer = "/method/0", const char* runs = "run") {
    return execute_activity(stage_.context, Phase::kMethod, pointer, runs, stop_.get_token());
  }
  const Json& recorded() const { return stage_.context.journal["run"]; }

  Stage stage_;
  std::stop_source stop_;
};

TEST_F(ActivityExecution, RecordsARun) {
  stage_.provider->on("a", [](const ActivityCall&) { return Json{{"x", 1}}; });
  prepare({scripted_action("a")});
  const Json run = execute();
  EXPECT_THAT(keys_of(run),
              ElementsAre("activity", "output", "start", "status", "end", "duration"));
  EXPECT_EQ(run["activity"], scripted_action("a"));
  EXPECT_EQ(run["output"], (Json{{"x", 1}}));
  EXPECT_EQ(run["status"], "succeeded");
  EXPECT_EQ(recorded(), Json::array({run}));
  EXPECT_THAT(stage_.story.lines(), ElementsAre("start 0 a at /method/0 in method, durable",
                                                "execute a", "end 0 in method: succeeded"));
}

TEST_F(ActivityExecution, KeepsAProbeOffTheDiskUntilItMatters) {
  prepare({scripted_probe("p")});
  execute();
  EXPECT_EQ(stage_.story.lines().front(), "start 0 p at /method/0 in method");
}

TEST_F(ActivityExecution, RecordsAFailure) {
  const CapturedLog log;
  stage_.provider->on("a", [](const ActivityCall&) -> Json { throw ActivityFailed("no luck"); });
  prepare({scripted_action("a")});
  const Json run = execute();
  EXPECT_EQ(run["status"], "failed");
  EXPECT_TRUE(run["output"].is_null());
  EXPECT_EQ(run["exception"], Json::array({"chaoslib.exceptions.ActivityFailed: no luck\n"}));
  EXPECT_THAT(log.records(), ElementsAre("INFO Action: a", "ERROR   => failed: no luck"));
}

TEST_F(ActivityExecution, LeavesARunWithoutStatusWhenItCannotBeExecuted) {
  stage_.provider->on("a", [](const ActivityCall&) -> Json { throw std::out_of_range("index"); });
  prepare({scripted_action("a")});
  EXPECT_THROW(execute(), UnexpectedError);
  EXPECT_THAT(keys_of(recorded()[0]),
              ElementsAre("activity", "output", "start", "end", "duration"));
  EXPECT_THAT(stage_.story.lines(), Contains("end 0 in method: none"));
}

TEST_F(ActivityExecution, NamesAnUnknownProvider) {
  Json action = scripted_action("a");
  action["provider"]["type"] = "carrier pigeon";
  prepare({action});
  try {
    execute();
    FAIL() << "was executed";
  } catch (const UnexpectedError& error) {
    EXPECT_STREQ(error.what(), "unknown provider type 'carrier pigeon'");
    EXPECT_EQ(error.diagnostic().pointer, "/provider/type");
  }
}

TEST_F(ActivityExecution, ExecutesWhatAReferenceNames) {
  prepare({Json{{"ref", "p"}}}, {scripted_probe("p")});
  const Json run = execute();
  EXPECT_EQ(run["activity"], scripted_probe("p"));
  // The pointer is that of the reference to the activity: recovery must distinguish rollbacks.
  EXPECT_EQ(stage_.story.lines().front(), "start 0 p at /method/0 in method");
}

TEST_F(ActivityExecution, NamesAReferenceWithoutATarget) {
  prepare({Json{{"ref", "q"}}}, {scripted_probe("p")});
  try {
    execute();
    FAIL() << "was executed";
  } catch (const UnexpectedError& error) {
    EXPECT_STREQ(error.what(), "could not find referenced activity 'q'");
  }
}

TEST_F(ActivityExecution, PretendsInDryMode) {
  stage_.context.dry = Dry::kActions;
  prepare({scripted_action("a"), scripted_probe("p")});
  const Json run = execute();
  EXPECT_TRUE(run["output"].is_null());
  EXPECT_EQ(run["status"], "succeeded");
  execute("/method/1");
  EXPECT_THAT(
      stage_.story.lines(),
      ElementsAre("start 0 a at /method/0 in method", "end 0 in method: succeeded",
                  "start 1 p at /method/1 in method", "execute p", "end 1 in method: succeeded"));
}

TEST_F(ActivityExecution, StartsNothingOnceStopped) {
  stop_.request_stop();
  prepare({scripted_action("a")});
  EXPECT_THROW(execute(), Stopped);
  EXPECT_THAT(stage_.story.lines(), IsEmpty());
  EXPECT_THAT(recorded(), IsEmpty());
}

TEST_F(ActivityExecution, EndsAPauseWhenStopped) {
  Json action = scripted_action("a");
  action["pauses"] = {{"after", 1e6}};
  stage_.provider->on("a", [this](const ActivityCall&) {
    stop_.request_stop();
    return Json();
  });
  prepare({action});
  EXPECT_THROW(execute(), Stopped);
  EXPECT_EQ(recorded()[0]["status"], "succeeded");
}

TEST_F(ActivityExecution, PausesForAVariable) {
  const CapturedLog log;
  Json action = scripted_action("a");
  action["pauses"] = {{"before", "${short}"}, {"after", 0.001}};
  auto values = std::make_shared<Values>();
  values->configuration = {{"short", 0.002}};
  stage_.context.values = values;
  prepare({action});
  execute();
  EXPECT_THAT(log.records(), ElementsAre("INFO Pausing before next activity for 0.002s...",
                                         "INFO Action: a", "DEBUG   => succeeded with '1'",
                                         "INFO Pausing after activity for 0.001s..."));
}

TEST_F(ActivityExecution, RejectsAnInvalidPause) {
  for (const auto& [pause, message] :
       {std::pair{Json("long"), "a pause must be a number of seconds, not 'long'"},
        std::pair{Json(-1), "a pause must not be negative"}}) {
    Json action = scripted_action("a");
    action["pauses"] = {{"before", pause}};
    prepare({action});
    try {
      execute();
      ADD_FAILURE() << "was executed";
    } catch (const UnexpectedError& error) {
      EXPECT_STREQ(error.what(), message);
    }
  }
}

TEST_F(ActivityExecution, SetsTheDeadlineSlightlyAfterTheTimeout) {
  Json action = scripted_action("a");
  action["timeout"] = "${limit}";
  auto values = std::make_shared<Values>();
  values->configuration = {{"limit", 1000}};
  stage_.context.values = values;
  double left = 0;
  stage_.provider->on("a", [&left](const ActivityCall& call) {
    left = call.deadline.poll_timeout() / 1000.0;
    return Json();
  });
  prepare({action});
  execute();
  EXPECT_GT(left, 1000);
  EXPECT_LE(left, 1000 + kTimeoutMarginSeconds);
}

TEST_F(ActivityExecution, WithoutATimeoutHasNoDeadline) {
  bool never = false;
  stage_.provider->on("a", [&never](const ActivityCall& call) {
    never = call.deadline.is_never();
    return Json();
  });
  prepare({scripted_action("a")});
  execute();
  EXPECT_TRUE(never);
}

TEST_F(ActivityExecution, WithoutATypeIsRejected) {
  Json action = scripted_action("a");
  action.erase("type");
  prepare({action});
  try {
    execute();
    FAIL() << "was executed";
  } catch (const UnexpectedError& error) {
    EXPECT_STREQ(error.what(), "an activity must have a type");
  }
}

TEST_F(ActivityExecution, OfAProbeOutsideTheMethodIsNotKeptInTheJournal) {
  prepare({}, {scripted_probe("p")});
  const Json run = execute("/steady-state-hypothesis/probes/0", nullptr);
  EXPECT_EQ(run["status"], "succeeded");
  EXPECT_THAT(recorded(), IsEmpty());
}

}  // namespace
}  // namespace chaos
