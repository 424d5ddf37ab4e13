#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Json with_rollbacks(const std::string& second = "echo second >> back") {
  return experiment_of({shell_action("act", "true")},
                       {shell_action("first", "echo first >> back"), shell_action("second", second),
                        shell_action("third", "echo third >> back")});
}

/// A run whose rollbacks were not to be played.
void run_without_rollbacks(ChaosCommand& chaos, const Json& experiment) {
  chaos.experiment(experiment).run({"run", "--rollback-strategy", "never", "experiment.json"});
  ASSERT_THAT(chaos.journal()["rollbacks"], IsEmpty());
}

TEST(Rollback, PlaysWhatTheRunDidNot) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  const Json before = chaos.journal();
  const Outcome outcome = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.log().back(), "INFO The rollbacks were added to 'journal.json'");
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second", "third"));
  Json after = chaos.journal();
  EXPECT_THAT(names_of(after["rollbacks"]), ElementsAre("first", "second", "third"));
  after["rollbacks"] = Json::array();
  EXPECT_EQ(after, before);
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, PlaysEachOnce) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks());
  chaos.run({"rollback", "journal.json"});
  const Outcome again = chaos.run({"rollback", "journal.json"});
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.log(),
              ElementsAre("INFO All rollbacks have run, there is nothing left to play"));
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "second", "third"));
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, TakesVariables) {
  ChaosCommand chaos;
  Json experiment = experiment_of(
      {}, {{{"type", "action"},
            {"name", "back"},
            {"provider",
             {{"type", "process"}, {"path", "echo"}, {"arguments", Json::array({"${who}"})}}}}});
  experiment["configuration"] = {{"who", "nobody"}};
  run_without_rollbacks(chaos, experiment);
  chaos.run({"rollback", "--var", "who=me", "journal.json"});
  EXPECT_EQ(chaos.journal()["rollbacks"][0]["output"]["stdout"], "me\n");
  EXPECT_EQ(chaos.run({"rollback", "--var", "who", "journal.json"}).exit_code, 2);
}

TEST(Rollback, ThatIsInterruptedLeavesTheRest) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks("sleep 1000"));
  auto rollback = chaos.start({"rollback", "journal.json"});
  rollback.wait_for_log("Action: second");
  EXPECT_EQ(rollback.signal(SIGINT).wait().exit_code, 1);
  EXPECT_EQ(names_of(chaos.journal()["rollbacks"]).front(), "first");
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(Rollback, ThatIsKilledCanBeRecovered) {
  ChaosCommand chaos;
  run_without_rollbacks(chaos, with_rollbacks("test -e proceed || sleep 1000"));
  auto rollback = chaos.start({"rollback", "journal.json"});
  rollback.wait_for_log("Action: second").signal(SIGKILL).wait();
  chaos.file("proceed", "");
  EXPECT_EQ(chaos.run({"recover", "--rollback", "journal.json.wal"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("first", "third"));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_THAT(names_of(journal["rollbacks"]), Contains("third"));
}

TEST(Rollback, RefusesWhatIsNoJournal) {
  ChaosCommand chaos;
  chaos.experiment(with_rollbacks());
  const Outcome outcome = chaos.run({"rollback", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("ERROR 'experiment.json' holds no journal"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: this is an experiment: `chaos run` runs it"));
  EXPECT_EQ(chaos.run({"rollback", "missing.json"}).exit_code, 1);
  EXPECT_FALSE(chaos.exists("back"));
}

}  // namespace
}  // namespace chaos::testing
