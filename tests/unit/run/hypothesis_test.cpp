#include "run/hypothesis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "run/journal.h"
#include "support/captured_log.h"
#include "support/chaos_command.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using testing::names_of;
using testing::scripted_experiment;
using testing::scripted_probe;
using testing::Stage;

class Hypothesis : public ::testing::Test {
 protected:
  void prepare(const std::vector<Json>& probes) {
    stage_.context.experiment = scripted_experiment(probes, {}, {});
    stage_.context.journal = new_journal(stage_.context.experiment);
  }
  void fail(const std::string& name) {
    stage_.provider->on(name, [](const ActivityCall&) -> Json { throw ActivityFailed("no luck"); });
  }
  Json play() { return run_hypothesis(stage_.context, Phase::kBefore, {}); }

  Stage stage_;
};

TEST_F(Hypothesis, IsMetIfEveryProbeIs) {
  const CapturedLog log;
  prepare({scripted_probe("a"), scripted_probe("b")});
  const Json state = play();
  EXPECT_EQ(state["steady_state_met"], true);
  EXPECT_THAT(names_of(state["probes"]), ElementsAre("a", "b"));
  EXPECT_EQ(state["probes"][0]["tolerance_met"], true);
  EXPECT_EQ(log.records().front(), "INFO Steady state hypothesis: h");
  EXPECT_EQ(log.records().back(), "INFO Steady state hypothesis is met!");
}

TEST_F(Hypothesis, EndsAtTheFirstProbeOutOfTolerance) {
  prepare({scripted_probe("a"), scripted_probe("b", 2), scripted_probe("c")});
  const Json state = play();
  EXPECT_EQ(state["steady_state_met"], false);
  EXPECT_THAT(names_of(state["probes"]), ElementsAre("a", "b"));
  EXPECT_EQ(state["probes"][1]["tolerance_met"], false);
}

TEST_F(Hypothesis, IsNotMetIfAProbeFails) {
  const CapturedLog log;
  fail("a");
  prepare({scripted_probe("a")});
  const Json state = play();
  EXPECT_EQ(state["steady_state_met"], false);
  EXPECT_EQ(state["probes"][0]["tolerance_met"], false);
  EXPECT_THAT(log.records(), Contains("WARNING Probe terminated unexpectedly, so its tolerance "
                                      "could not be validated"));
}

TEST_F(Hypothesis, IsNullIfThereIsNone) {
  prepare({});
  EXPECT_TRUE(play().is_null());
  EXPECT_TRUE(check_hypothesis_before(stage_.context, {}));
  EXPECT_TRUE(stage_.context.journal["steady_states"]["before"].is_null());
}

TEST_F(Hypothesis, CountsAsMetIfProbesAreOnlyPretended) {
  stage_.context.dry = Dry::kProbes;
  prepare({scripted_probe("a", 2)});
  EXPECT_EQ(play()["steady_state_met"], true);
}

TEST_F(Hypothesis, CannotBeJudgedByAnInvalidTolerance) {
  prepare({scripted_probe("a", Json{{"type", "range"}, {"range", {"x", "y"}}})});
  EXPECT_THROW(play(), UnexpectedError);
}

TEST_F(Hypothesis, BeforeSetsTheStatusButDoesNotDeviate) {
  const CapturedLog log;
  prepare({scripted_probe("a", 2)});
  EXPECT_FALSE(check_hypothesis_before(stage_.context, {}));
  const Json& journal = stage_.context.journal;
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], false);
  EXPECT_EQ(journal["steady_states"]["before"]["steady_state_met"], false);
  EXPECT_EQ(log.records().back(),
            "CRITICAL Steady state probe 'a' is not in the given tolerance so failing this "
            "experiment");
}

TEST_F(Hypothesis, BeforeFailsTheRunIfAProbeFailed) {
  fail("a");
  prepare({scripted_probe("a")});
  EXPECT_FALSE(check_hypothesis_before(stage_.context, {}));
  EXPECT_EQ(stage_.context.journal["status"], "failed");
}

TEST_F(Hypothesis, AfterDeviates) {
  prepare({scripted_probe("a", 2)});
  EXPECT_FALSE(check_hypothesis_after(stage_.context, {}));
  const Json& journal = stage_.context.journal;
  EXPECT_EQ(journal["deviated"], true);
  EXPECT_EQ(journal["steady_states"]["after"]["steady_state_met"], false);
}

TEST_F(Hypothesis, EndsWhenStopped) {
  std::stop_source source;
  source.request_stop();
  prepare({scripted_probe("a")});
  EXPECT_THROW(run_hypothesis(stage_.context, Phase::kBefore, source.get_token()), Stopped);
}

TEST_F(Hypothesis, GivesTheValueToAJudgingProbe) {
  Json seen;
  stage_.provider->on("judge", [&seen](const ActivityCall& call) {
    seen = call.activity.at("provider").at("arguments");
    return Json(true);
  });
  Json judge = testing::scripted_action("judge");
  judge["type"] = "probe";
  judge["provider"]["arguments"] = {{"limit", 3}};
  prepare({scripted_probe("a", judge)});
  const Json state = play();
  EXPECT_EQ(state["steady_state_met"], true);
  EXPECT_EQ(to_json_text(seen), R"({"limit": 3, "value": 1})");
  EXPECT_EQ(state["probes"][0]["activity"]["tolerance"]["provider"]["arguments"], seen);
}

}  // namespace
}  // namespace chaos
