#include "chaosiq/verification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "chaos/error.h"
#include "run/journal.h"
#include "support/captured_log.h"
#include "support/chaosiq_server.h"
#include "support/story.h"
#include "support/verification_experiment.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::ChaosiqServer;
using chaos::testing::scripted_action;
using chaos::testing::verification_block;
using chaos::testing::verification_experiment;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A verification in progress, and a server that follows it.
class VerificationTest : public ::testing::Test {
 protected:
  void start(const Json& block = verification_block(), double patience_seconds = 3600) {
    Json settings = server_.settings();
    settings["controls"]["chaosiq-cloud"]["safeguards"] = {{"timeout", patience_seconds}};
    stage_.context.settings = settings;
    stage_.context.experiment = verification_experiment(block);
    stage_.context.journal = new_journal(stage_.context.experiment);
    verification_ = std::make_shared<Verification>(read_verification(stage_.context.experiment),
                                                   stage_.context, session_);
    emit([this](RunEventHandler& handler) { handler.started(experiment(), journal()); });
  }
  template <class Event>
  void emit(const Event& event) {
    stage_.context.step([&] { event(*verification_); });
  }
  Json& experiment() { return stage_.context.experiment; }
  Json& journal() { return stage_.context.journal; }
  /// The steps of the run that the server received, with their data.
  std::vector<std::string> steps() {
    session_.end();
    std::vector<std::string> steps;
    for (const auto& event : server_.bodies("run event")) {
      std::string step = event.at("category").get<std::string>().substr(13);
      if (const Json* payload = find(event, "payload")) step += " " + to_json_text(*payload);
      steps.push_back(step);
    }
    return steps;
  }
  void before() { verification_->around_method().before(stop_.get_token()); }
  void after() { verification_->around_method().after(stop_.get_token()); }

  CapturedLog log_;
  ChaosiqServer server_;
  chaos::testing::Stage stage_;
  Session session_{{}};
  std::shared_ptr<Verification> verification_;
  std::stop_source stop_;
};

TEST_F(VerificationTest, OpensItsExecutionAndItsRun) {
  start();
  EXPECT_THAT(server_.calls(), ElementsAre("execution", "run"));
  EXPECT_TRUE(session_.is_open());
  const Json execution = server_.bodies("execution").front()["journal"];
  EXPECT_EQ(execution["status"], "running");
  EXPECT_EQ(execution["measurements"], Json::array());
  const Json run = server_.bodies("run").front();
  EXPECT_EQ(run["status"], "started");
  EXPECT_EQ(run["experiment_id"], "x1");
  EXPECT_EQ(run["execution_id"], "e1");
  const Json& block = experiment()["extensions"][0];
  EXPECT_EQ(block["execution_id"], "e1");
  EXPECT_EQ(block["verification"]["run_id"], "r1");
}

TEST_F(VerificationTest, IsAnOrdinaryRunIfItCannotBeOpened) {
  for (const char* call : {"execution", "run"}) {
    session_.end();
    server_.answers.set(call, {.status = 500});
    start();
    EXPECT_FALSE(session_.is_open()) << call;
    EXPECT_TRUE(session_.active()) << call;
    emit([this](RunEventHandler& handler) { handler.start_method(experiment()); });
    emit([this](RunEventHandler& handler) { handler.finish(journal()); });
    before();
    after();
    EXPECT_THAT(steps(), IsEmpty()) << call;
    EXPECT_THAT(server_.bodies("run end"), IsEmpty()) << call;
    server_.answers.set("execution", {.status = 201, .body = {{"id", "e1"}}, .location = "x"});
  }
}

TEST_F(VerificationTest, KeepsNothingOfAnExecutionThatWasNotCreated) {
  server_.answers.set("execution", {.status = 0});
  start();
  EXPECT_THAT(server_.calls(), ElementsAre("execution"));
  EXPECT_FALSE(session_.is_open());
}

TEST_F(VerificationTest, ReportsEveryStep) {
  start();
  const Json probes = {{"steady_state_met", true}, {"probes", Json::array()}};
  const Json runs = {{{"activity", scripted_action("a")}, {"status", "succeeded"}}};
  const std::vector<std::function<void(RunEventHandler&)>> events = {
      [&](auto& to) { to.start_hypothesis_before(experiment()); },
      [&](auto& to) { to.hypothesis_before_completed(experiment(), probes, journal()); },
      [&](auto& to) { to.start_continuous_hypothesis(2.0); },
      [&](auto& to) { to.continuous_hypothesis_iteration(1, probes); },
      [&](auto& to) { to.start_method(experiment()); },
      [&](auto& to) { to.method_completed(experiment(), runs); },
      [&](auto& to) { to.continuous_hypothesis_completed(experiment(), journal(), ""); },
      [&](auto& to) { to.start_hypothesis_after(experiment()); },
      [&](auto& to) { to.hypothesis_after_completed(experiment(), probes, journal()); },
      [&](auto& to) { to.start_rollbacks(experiment()); },
      [&](auto& to) { to.rollbacks_completed(experiment(), journal()); }};
  for (const auto& event : events)
    emit(event);
  EXPECT_THAT(
      steps(),
      ElementsAre("hypothesis-before-method-started", "hypothesis-before-method-completed",
                  R"(sample-started {"frequency": 2.0})",
                  "sample {\"iteration\": 1, \"state\": " + to_json_text(probes) + "}",
                  "condition-started {}",
                  "condition-completed {\"state\": " + to_json_text(runs) + "}",
                  "sampling-completed", "hypothesis-after-method-started",
                  "hypothesis-after-method-completed", "rollbacks-started", "rollbacks-completed"));
}

TEST_F(VerificationTest, ReportsTheEarlyEndOfARun) {
  start();
  emit([&](RunEventHandler& to) { to.method_completed(experiment(), Json()); });
  emit([&](RunEventHandler& to) { to.interrupted(experiment(), journal()); });
  emit([&](RunEventHandler& to) { to.signal_exit(); });
  EXPECT_THAT(steps(), ElementsAre(R"(condition-completed {"state": null})", "interrupted",
                                   "exited-by-signal"));
}

TEST_F(VerificationTest, DoesNotDelaySamples) {
  start();
  server_.hold("run event");
  emit([&](RunEventHandler& to) { to.start_continuous_hypothesis(2.0); });
  emit([&](RunEventHandler& to) { to.continuous_hypothesis_iteration(1, Json()); });
  emit([&](RunEventHandler& to) { to.continuous_hypothesis_completed({}, {}, ""); });
  server_.release();
}

TEST_F(VerificationTest, KeepsAndSummarizesItsSamples) {
  start();
  emit([&](RunEventHandler& to) { to.running({}, {}, {}, {}, {}, {}); });
  EXPECT_EQ(journal()["measurements"], Json::array());
  const auto sample = [](const Json& met) {
    return Json{{"steady_state_met", met}, {"probes", Json::array()}};
  };
  const Json during = {sample(true), sample(false), sample(nullptr), sample(true), nullptr};
  journal()["steady_states"]["during"] = during;
  journal()["status"] = "completed";
  journal()["duration"] = 1.5;
  emit([&](RunEventHandler& to) { to.finish(journal()); });
  EXPECT_EQ(journal()["measurements"], during);
  const auto ends = server_.bodies("run end");
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0]["status"], "completed");
  EXPECT_EQ(ends[0]["journal"]["measurements"].size(), 5U);
  EXPECT_EQ(ends[0]["results"],
            Json::parse(R"({"successful_samples": 2, "deviated_samples": 1, "not_run_samples": 2,
                            "total_number_of_samples": 5, "total_duration": 1.5})"));
  EXPECT_EQ(server_.bodies("run event").at(0)["category"], "verification-completed");
  emit([&](RunEventHandler& to) { to.finish(journal()); });  // it is over
  EXPECT_EQ(server_.bodies("run end").size(), 1U);
}

TEST_F(VerificationTest, DoesNotSendThePathOfTheFile) {
  Json block = verification_block();
  start(block);
  experiment()["extensions"][0]["experiment_path"] = "/home/me/v.json";
  journal()["experiment"] = experiment();
  journal()["status"] = "completed";
  emit([&](RunEventHandler& to) { to.finish(journal()); });
  EXPECT_EQ(to_json_text(server_.bodies("run end").at(0)).find("/home/me"), std::string::npos);
  EXPECT_EQ(to_json_text(server_.bodies("run event").at(0)).find("/home/me"), std::string::npos);
}

TEST_F(VerificationTest, WarmsUpAndKeepsTheConditions) {
  start();
  before();
  after();
  EXPECT_THAT(log_.records(),
              ::testing::IsSupersetOf({"INFO Starting verification warm-up period of 0.001 seconds",
                                       "INFO Finished verification warm-up",
                                       "INFO Triggering verification conditions",
                                       "INFO Starting verification conditions for 0.002 seconds",
                                       "INFO Finished verification conditions duration"}));
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(VerificationTest, CoolsDown) {
  Json block = verification_block();
  block["cool-down-duration"] = 0.003;
  start(block);
  after();
  EXPECT_THAT(steps(),
              ElementsAre(R"(cooldown-started {"duration": 0.003})", "cooldown-completed"));
  EXPECT_THAT(log_.records(), ::testing::IsSupersetOf(
                                  {"INFO Starting verification cool-down period of 0.003 seconds",
                                   "INFO Finished verification cool-down"}));
}

TEST_F(VerificationTest, EndsItsWaitsOnRequest) {
  Json block = verification_block();
  block["warm-up-duration"] = 3600;
  start(block);
  stop_.request_stop();
  EXPECT_THROW(before(), Stopped);
  EXPECT_THAT(log_.records(),
              ::testing::Not(::testing::Contains("INFO Finished verification warm-up")));
}

TEST_F(VerificationTest, EndsTheConditionsImmediatelyAfterAnInterruption) {
  Json block = verification_block();
  block["duration-of-conditions"] = 3600;
  block["cool-down-duration"] = 3600;
  start(block);
  stop_.request_stop();
  after();
  EXPECT_EQ(log_.records().back(), "INFO Finished verification conditions duration");
  EXPECT_THAT(steps(), IsEmpty());
}

/// Durations that are not numbers: the cool-down is announced although the run was interrupted.
TEST_F(VerificationTest, DoesNotCoolDownAfterAnInterruption) {
  Json block = verification_block();
  block["duration-of-conditions"] = {{"seconds", 5}};
  block["cool-down-duration"] = 3600;
  start(block);
  stop_.request_stop();
  EXPECT_NO_THROW(after());
  EXPECT_THAT(steps(), IsEmpty());
}

TEST_F(VerificationTest, DoesNotWaitForADurationThatIsNotANumber) {
  Json block = verification_block();
  block["warm-up-duration"] = {{"seconds", 5}};
  block["duration-of-conditions"] = "5";
  start(block);
  before();
  emit([&](RunEventHandler& to) { to.start_method(experiment()); });
  after();
  EXPECT_THAT(steps(), IsEmpty());
  EXPECT_THAT(log_.records(),
              ::testing::IsSupersetOf(
                  {"INFO Starting verification warm-up period of {'seconds': 5} seconds",
                   "INFO Starting verification conditions for 5 seconds"}));
}

TEST_F(VerificationTest, IsOpenWhileTheServerIsBusy) {
  server_.hold("run");
  start(verification_block(), 0.001);
  EXPECT_TRUE(session_.is_open());
  emit([&](RunEventHandler& to) { to.start_rollbacks(experiment()); });
  server_.release();
  while (session_.identifiers().run.empty())
    std::this_thread::yield();
  emit([&](RunEventHandler& to) { to.signal_exit(); });
  EXPECT_EQ(experiment()["extensions"][0]["verification"]["run_id"], "r1");
  server_.wait_for_requests(4);  // an impatient session does not wait at its end
  EXPECT_THAT(steps(), ElementsAre("rollbacks-started", "exited-by-signal"));
}

}  // namespace
}  // namespace chaos::chaosiq
