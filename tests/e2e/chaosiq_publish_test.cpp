#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> kRun{"run", "experiment.json"};
const std::vector<std::string> kPublish{"publish", "journal.json"};
const char* const kUnsent = "journal.json.unsent";

/// A hub, a user who has signed in to it, and an experiment.
class ChaosiqPublish : public ::testing::Test {
 protected:
  ChaosiqPublish() {
    hub.sign_in(chaos);
    chaos.experiment(
        experiment_of({shell_action("break", "touch x"), shell_action("wait", "true")}));
  }

  /// From the second action on, this is the hub's only response.
  void break_down_midway(const ScriptedReply& reply) {
    hub.on_every_call([this, reply](const HubCall& call) -> std::optional<ScriptedReply> {
      if (call.step() == "starting-activity wait") broken_ = true;
      return broken_ ? std::optional(reply) : std::nullopt;
    });
  }

  void recover() {
    hub.recover();
    broken_ = false;
  }

  ChaosCommand chaos;
  std::atomic<bool> broken_ = false;  // declared before the hub, whose handlers use it
  ChaosiqHub hub;
};

TEST_F(ChaosiqPublish, SendsANewJournal) {
  chaos.run({"disable", "publish"});
  chaos.run(kRun);
  const Outcome outcome = chaos.run(kPublish);

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(hub.calls(), ElementsAre("publishExperiment", "createExecution", "finishExecution"));
  EXPECT_THAT(outcome.log(), Contains("INFO Execution available at " + hub.url() +
                                      "/Acme/Payments/executions/execution-1"));
  EXPECT_EQ(hub.execution().journal["status"], "completed");
  EXPECT_EQ(hub.execution().journal["run"], chaos.journal()["run"]);
}

TEST_F(ChaosiqPublish, ReportsHowAFailedRunEnded) {
  const ClosedPort closed;
  const Json probe = {{"type", "probe"},
                      {"name", "works"},
                      {"tolerance", 200},
                      {"provider", {{"type", "http"}, {"url", closed.url()}}}};
  chaos.run({"disable", "publish"});
  chaos.experiment(with_hypothesis(experiment_of({}), {probe}));
  EXPECT_EQ(chaos.run(kRun).exit_code, 1);
  EXPECT_EQ(chaos.run(kPublish).exit_code, 0);
  EXPECT_EQ(chaos.journal()["status"], "failed");
  EXPECT_EQ(hub.execution().journal["status"], "failed");
}

TEST_F(ChaosiqPublish, DoesNotSendAJournalTwice) {
  chaos.run(kRun);
  const auto before = hub.calls().size();
  const Outcome outcome = chaos.run(kPublish);
  EXPECT_EQ(outcome.exit_code, 0);
  auto calls = hub.calls();
  calls.erase(calls.begin(), calls.begin() + static_cast<std::ptrdiff_t>(before));
  EXPECT_THAT(calls, ElementsAre("publishExperiment", "findExecution"));
  EXPECT_THAT(outcome.log(), Contains("INFO Execution findings available at " + hub.url() +
                                      "/api/Acme/Payments/executions/execution-1"));
  EXPECT_EQ(hub.executions().size(), 1U);
  EXPECT_FALSE(chaos.exists(kUnsent));
}

TEST_F(ChaosiqPublish, WorksWhileFeaturesAreDisabled) {
  chaos.run(kRun);
  chaos.run({"disable", "publish"});
  EXPECT_EQ(chaos.run(kPublish).exit_code, 0);
  EXPECT_EQ(hub.count("findExecution"), 1U);
}

TEST_F(ChaosiqPublish, SendsUnsentMessagesInOrder) {
  break_down_midway(trouble(503, "come back later"));
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);
  EXPECT_TRUE(chaos.exists(kUnsent));
  EXPECT_EQ(hub.execution().journal, Json());

  recover();
  const Outcome outcome = chaos.run(kPublish);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_FALSE(chaos.exists(kUnsent));
  const HubExecution execution = hub.execution();
  EXPECT_THAT(execution.steps,
              ElementsAre("starting-experiment", "starting-method", "starting-activity break",
                          "activity-finished break", "starting-activity wait",
                          "activity-finished wait", "method-finished", "starting-rollback",
                          "rollback-finished", "experiment-finished"));
  EXPECT_EQ(execution.journal["status"], "completed");
  EXPECT_EQ(execution.journal["duration"], chaos.journal()["duration"]);
  EXPECT_THAT(outcome.log(), Contains("INFO 7 of the 7 messages kept in 'journal.json.unsent' have "
                                      "been sent"));
}

TEST_F(ChaosiqPublish, ReportsTheTrueStatusOfUnsentMessages) {
  hub.refuse_at("starting-activity break", {"enough"});
  hub.on("finishExecution", [](const HubCall&) { return trouble(500, "broken"); });
  const Outcome run = chaos.run(kRun);
  EXPECT_EQ(run.exit_code, 1);
  EXPECT_THAT(run.log(),
              Contains("WARNING Execution journal failed to be published: {'message': 'broken'}"));
  hub.recover();
  chaos.run(kPublish);
  EXPECT_EQ(hub.execution().journal["status"], "interrupted");
  EXPECT_FALSE(chaos.exists(kUnsent));
}

TEST_F(ChaosiqPublish, KeepsMessagesThatAreStillRefused) {
  break_down_midway(trouble(503, "come back later"));
  chaos.run(kRun);
  recover();
  hub.on("finishExecution", [](const HubCall&) { return trouble(500, "broken"); });
  const Outcome outcome = chaos.run(kPublish);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(), Contains("INFO 6 of the 7 messages kept in 'journal.json.unsent' have "
                                      "been sent"));
  EXPECT_TRUE(chaos.exists(kUnsent));
  EXPECT_EQ(hub.execution().journal, Json());

  hub.recover();
  chaos.run(kPublish);
  EXPECT_EQ(hub.execution().journal["status"], "completed");
  EXPECT_FALSE(chaos.exists(kUnsent));
}

TEST_F(ChaosiqPublish, SendsUnsentMessagesOfEarlierRuns) {
  break_down_midway(drop());
  chaos.run(kRun);
  recover();
  break_down_midway(drop());
  chaos.run(kRun);
  recover();
  EXPECT_EQ(chaos.run(kPublish).exit_code, 0);
  ASSERT_THAT(hub.executions(), SizeIs(2));
  for (const auto& execution : hub.executions()) {
    EXPECT_EQ(execution.journal["status"], "completed");
    EXPECT_EQ(execution.steps.size(), 10U);
  }
  EXPECT_FALSE(chaos.exists(kUnsent));
}

TEST_F(ChaosiqPublish, SucceedsIfTheHubRefuses) {
  chaos.run({"disable", "publish"});
  chaos.run(kRun);
  hub.on("publishExperiment", [](const HubCall&) { return trouble(422, "no"); });
  const Outcome outcome = chaos.run(kPublish);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(),
              Contains("WARNING Experiment failed to be published: {'message': 'no'}"));
}

TEST_F(ChaosiqPublish, NeedsAJournal) {
  const Outcome missing = chaos.run(kPublish);
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("the journal 'journal.json' cannot be read"));
  const Outcome none = chaos.run({"publish", "experiment.json"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("hint: this is an experiment: `chaos run` runs it"));
  EXPECT_EQ(chaos.file("journal.json", "{").run(kPublish).exit_code, 1);
  EXPECT_EQ(chaos.run({"publish"}).exit_code, 2);
  EXPECT_THAT(hub.calls(), IsEmpty());
}

TEST_F(ChaosiqPublish, RequiresSignIn) {
  chaos.run(kRun);
  const auto before = hub.calls().size();
  chaos.file(".chaostoolkit/settings.yaml", "{}");
  const Outcome outcome = chaos.run(kPublish);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("You have not signed in yet, or have not chosen a team"),
                                 HasSubstr("hint: sign in first: chaos signin")));
  EXPECT_EQ(hub.calls().size(), before);
}

TEST_F(ChaosiqPublish, DoesNotChangeADamagedFileOfUnsentMessages) {
  chaos.run(kRun);
  const Outcome outcome = chaos.file(kUnsent, "{\"format\": 1, ").run(kPublish);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("hint: move the file away to continue without it"));
  EXPECT_EQ(chaos.text(kUnsent), "{\"format\": 1, ");
}

}  // namespace
}  // namespace chaos::testing
