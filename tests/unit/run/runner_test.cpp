#include "run/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::in_background;
using ::testing::IsEmpty;
using testing::names_of;
using ::testing::Not;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;
using testing::wait_for_stop;

Json throw_unexpected(const ActivityCall&) {
  throw UnexpectedError("it is broken");
}

Json story_of_one_each() {
  return scripted_experiment({scripted_probe("p")}, {scripted_action("a")}, {scripted_action("r")});
}

TEST(Runner, PlaysHypothesisMethodHypothesisRollbacks) {
  Stage stage;
  const Json journal = stage.play(story_of_one_each());
  EXPECT_THAT(stage.story.lines(),
              ElementsAre("run started",                                               //
                          "hypothesis before",                                         //
                          "start 0 p at /steady-state-hypothesis/probes/0 in before",  //
                          "execute p",                                                 //
                          "end 0 in before: succeeded",                                //
                          "method",                                                    //
                          "start 1 a at /method/0 in method, durable",                 //
                          "execute a",                                                 //
                          "end 1 in method: succeeded",                                //
                          "method completed",                                          //
                          "hypothesis after",                                          //
                          "start 2 p at /steady-state-hypothesis/probes/0 in after",   //
                          "execute p",                                                 //
                          "end 2 in after: succeeded",                                 //
                          "rollbacks",                                                 //
                          "start 3 r at /rollbacks/0 in rollbacks, durable",           //
                          "execute r",                                                 //
                          "end 3 in rollbacks: succeeded",                             //
                          "rolled back",                                               //
                          "finish"));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], false);
}

TEST(Runner, ChecksTheHypothesisAsTheStrategySays) {
  struct Case {
    HypothesisStrategy strategy;
    std::vector<std::string> checks;
  };
  for (const auto& [strategy, checks] :
       {Case{HypothesisStrategy::kDefault, {"hypothesis before", "hypothesis after"}},
        Case{HypothesisStrategy::kBeforeMethod, {"hypothesis before"}},
        Case{HypothesisStrategy::kAfterMethod, {"hypothesis after"}},
        Case{HypothesisStrategy::kSkip, {}}}) {
    Stage stage;
    stage.play(story_of_one_each(), {.hypothesis = strategy});
    std::vector<std::string> seen;
    for (const auto& line : stage.story.lines()) {
      if (line.starts_with("hypothesis")) seen.push_back(line);
    }
    EXPECT_EQ(seen, checks);
  }
}

TEST(Runner, DoesNotTouchAnUnsteadySystem) {
  Stage stage;
  const Json journal =
      stage.play(scripted_experiment({scripted_probe("p", 2)}, {scripted_action("a")}, {}));
  EXPECT_THAT(stage.story.lines(), Not(Contains("execute a")));
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], false);
}

TEST(Runner, ReportsThatTheSystemDeviated) {
  const CapturedLog log;
  Stage stage;
  int value = 1;
  stage.provider->on("p", [&](const ActivityCall&) { return Json(value); });
  stage.provider->on("a", [&](const ActivityCall&) { return Json(value = 2); });
  const Json journal = stage.play(story_of_one_each());
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], true);
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("r"));
  EXPECT_THAT(log.records(), Contains("INFO Experiment ended with status: deviated"));
}

TEST(Runner, ContinuesAfterAFailedActivity) {
  Stage stage;
  stage.provider->on("a", [](const ActivityCall&) -> Json { throw ActivityFailed("no luck"); });
  const Json journal =
      stage.play(scripted_experiment({}, {scripted_action("a"), scripted_action("b")}, {}));
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("a:failed", "b"));
  EXPECT_EQ(journal["status"], "completed");
}

TEST(Runner, AbortsTheMethodAndRollsBackWhenAnActivityCannotBeExecuted) {
  const CapturedLog log;
  Stage stage;
  stage.provider->on("a", throw_unexpected);
  const Json journal = stage.play(scripted_experiment(
      {}, {scripted_action("a"), scripted_action("b")}, {scripted_action("r")}));
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("a:none"));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("r"));
  EXPECT_EQ(journal["status"], "aborted");
  EXPECT_THAT(log.records(),
              Contains("CRITICAL Experiment ran into an un expected fatal error, aborting now.\n"
                       "Traceback (most recent call last):\n  it is broken"));
}

TEST(Runner, PlaysEveryRollbackEvenIfOneCannotBeExecuted) {
  const CapturedLog log;
  Stage stage;
  stage.provider->on("r", throw_unexpected);
  const Json journal = stage.play(scripted_experiment(
      {}, {scripted_action("a")}, {scripted_action("r"), scripted_action("s")}));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("r:failed", "s"));
  EXPECT_EQ(journal["status"], "aborted");
  EXPECT_THAT(log.records(), Contains("CRITICAL A rollback could not be executed: it is broken"));
}

TEST(Runner, EndsTheMethodWhenInterrupted) {
  struct Case {
    Cause cause;
    const char* record;
    const char* event;
    bool rolls_back;
  };
  for (const auto& [cause, record, event, rolls_back] :
       {Case{Cause::kInterrupt, "WARNING Received a termination signal (Ctrl-C)...", "signal exit",
             true},
        Case{Cause::kTerminate, "CRITICAL SIGTERM signal received", "interrupted", true},
        Case{Cause::kExitGracefully, "WARNING Received the exit signal: 20", "signal exit", true},
        Case{Cause::kExitUngracefully, "WARNING Ignoring rollbacks as per signal", "signal exit",
             false}}) {
    const CapturedLog log;
    Stage stage;
    stage.provider->on("a", [&stage, why = cause](const ActivityCall& call) -> Json {
      stage.interruption.request(why);
      wait_for_stop(call.stop);
    });
    const Json journal =
        stage.play(scripted_experiment({}, {scripted_action("a"), scripted_action("b")},
                                       {scripted_action("r")}),
                   {.rollbacks = "always"});
    EXPECT_EQ(journal["status"], "interrupted");
    EXPECT_THAT(names_of(journal["run"]), ElementsAre("a:none"));
    EXPECT_EQ(journal["rollbacks"].size(), rolls_back ? 1U : 0U) << record;
    EXPECT_THAT(log.records(), Contains(record));
    EXPECT_THAT(stage.story.lines(), Contains(event));
  }
}

TEST(Runner, EndsTheRollbacksWhenInterruptedAgain) {
  Stage stage;
  stage.provider->on("r", [&stage](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kInterrupt);
    wait_for_stop(call.stop);
  });
  const Json journal = stage.play(scripted_experiment(
      {}, {scripted_action("a")}, {scripted_action("r"), scripted_action("s")}));
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("r:none"));
}

TEST(Runner, LetsBackgroundActivitiesFinishWhenInterruptedOnce) {
  Stage stage;
  std::stop_source foreground_left;
  stage.provider->on("long", [&](const ActivityCall& call) {
    EXPECT_THROW(wait_for_stop(foreground_left.get_token()), Stopped);
    EXPECT_FALSE(call.stop.stop_requested());
    return Json("done");
  });
  stage.provider->on("a", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kInterrupt);
    foreground_left.request_stop();
    wait_for_stop(call.stop);
  });
  const Json journal = stage.play(
      scripted_experiment({}, {in_background(scripted_action("long")), scripted_action("a")}, {}));
  EXPECT_THAT(names_of(journal["run"]), ::testing::UnorderedElementsAre("long", "a:none"));
}

TEST(Runner, EndsBackgroundActivitiesWhenInterruptedUngracefully) {
  Stage stage;
  stage.provider->on("long", [](const ActivityCall& call) -> Json { wait_for_stop(call.stop); });
  stage.provider->on("a", [&](const ActivityCall& call) -> Json {
    stage.interruption.request(Cause::kExitUngracefully);
    wait_for_stop(call.stop);
  });
  const Json journal = stage.play(
      scripted_experiment({}, {in_background(scripted_action("long")), scripted_action("a")}, {}));
  EXPECT_EQ(journal["status"], "interrupted");
  for (const auto& run : journal["run"])
    EXPECT_FALSE(run.contains("status"));
}

TEST(Runner, PlaysTheHypothesisDuringTheMethod) {
  Stage stage;
  std::stop_source third_pass;
  int passes = 0;
  stage.provider->on("p", [&](const ActivityCall&) {
    if (++passes == 3) third_pass.request_stop();
    return Json(1);
  });
  stage.provider->on("a", [&](const ActivityCall&) -> Json {
    EXPECT_THROW(wait_for_stop(third_pass.get_token()), Stopped);
    return {};
  });
  const Json journal = stage.play(
      story_of_one_each(),
      {.hypothesis = HypothesisStrategy::kDuringMethod, .schedule = {.frequency_seconds = 0}});
  EXPECT_GE(journal["steady_states"]["during"].size(), 3U);
  EXPECT_EQ(journal["status"], "completed");
}

TEST(Runner, ReportsAnInterruptionBeforeTheEndOfTheContinuousHypothesis) {
  const auto interrupt = [](const ActivityCall&) -> Json { throw InterruptExecution("enough"); };
  for (const bool by_signal : {false, true}) {
    Stage stage;
    const auto terminate = [&stage](const ActivityCall& call) -> Json {
      stage.interruption.request(Cause::kTerminate);
      wait_for_stop(call.stop);
    };
    if (by_signal)
      stage.provider->on("a", terminate);
    else
      stage.provider->on("a", interrupt);
    const CapturedLog log;
    stage.play(story_of_one_each(), {.hypothesis = HypothesisStrategy::kDuringMethod,
                                     .schedule = {.frequency_seconds = 3600}});
    const auto records = log.records();
    const auto place = [&](const char* record) { return std::ranges::find(records, record); };
    EXPECT_LT(place(by_signal ? "CRITICAL SIGTERM signal received" : "CRITICAL enough"),
              place("INFO Continuous steady state hypothesis terminated"));
    EXPECT_NE(place("INFO Continuous steady state hypothesis terminated"), records.end());
  }
}

TEST(Runner, ResolvesConfigurationAndSecretsFirst) {
  Stage stage;
  Json experiment = story_of_one_each();
  experiment["title"] = "for ${who}";
  experiment["configuration"] = {
      {"who", "me"},
      {"found", {{"type", "probe"}, {"name", "find"}, {"provider", {{"type", "scripted"}}}}}};
  experiment["secrets"] = {{"target", {{"key", "runner-test-value"}}}};
  Json given_secrets;
  stage.provider->on("find", [&](const ActivityCall& call) {
    given_secrets = call.secrets;
    return Json("it");
  });
  Json found;
  stage.provider->on("a", [&](const ActivityCall& call) {
    found = call.configuration;
    return Json();
  });
  const Json journal = stage.play(experiment);
  EXPECT_EQ(to_json_text(found), R"({"who": "me", "found": "it"})");
  EXPECT_EQ(given_secrets["target"]["key"], "runner-test-value");
  EXPECT_EQ(journal["experiment"]["title"], "for me");
}

TEST(Runner, RejectsAnExperimentWithoutATitle) {
  Stage stage;
  Json experiment = story_of_one_each();
  experiment.erase("title");
  EXPECT_THROW(stage.play(experiment), InvalidExperiment);
  EXPECT_THAT(stage.story.lines(), IsEmpty());
}

/// A handler that throws on every event.
class ThrowingHandler final : public RunEventHandler {
 public:
  void started(const Json&, const Json&) override { throw std::runtime_error("clumsy"); }
  void finish(const Json&) override { throw std::runtime_error("clumsy"); }
};

TEST(Runner, IsNotDisturbedByAHandler) {
  const CapturedLog log;
  Stage stage;
  stage.context.events.add(std::make_shared<ThrowingHandler>());
  EXPECT_EQ(stage.play(story_of_one_each())["status"], "completed");
  EXPECT_THAT(log.records(), Contains("DEBUG An event handler failed: clumsy"));
}

TEST(Runner, PlaysManyBackgroundActivitiesAtOnce) {
  Stage stage;
  std::vector<Json> method;
  for (int i = 0; i < 20; ++i)
    method.push_back(in_background(scripted_action("b")));
  const Json journal = stage.play(scripted_experiment({}, method, {}));
  EXPECT_EQ(journal["run"].size(), 20U);
  for (const auto& run : journal["run"])
    EXPECT_EQ(run["status"], "succeeded");
}

}  // namespace
}  // namespace chaos
