#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> kRun{"run", "experiment.json"};
const std::vector<std::string> kDetailed{"run", "--exit-codes", "detailed", "experiment.json"};

/// An experiment with one fact: the content of the file "leader".
Json with_fact(Json experiment) {
  Json fact = shell_probe("leader", "cat leader");
  fact.erase("tolerance");
  experiment["extensions"] = {{{"name", "chaos"}, {"facts", {fact}}}};
  return experiment;
}

Json electing(const std::string& undo) {
  return with_fact(
      experiment_of({shell_action("elect", "echo db-2 > leader")}, {shell_action("undo", undo)}));
}

const std::string kGoodUndo = "echo db-1 > leader";
const std::string kBadUndo = "echo db-3 > leader";

class LeftAsFoundTest : public ::testing::Test {
 protected:
  LeftAsFoundTest() { chaos_.file("leader", "db-1\n"); }

  Json facts() const { return chaos_.journal()["extensions"][0]["facts"]; }

  ChaosCommand chaos_;
};

TEST_F(LeftAsFoundTest, IsTheLastLineOfARun) {
  const Outcome outcome = chaos_.experiment(electing(kGoodUndo)).run(kDetailed);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, EndsWith("System left as found: yes\n"));
  EXPECT_EQ(facts()[0]["before"], (Json{{"status", 0}, {"stdout", "db-1\n"}}));
  EXPECT_EQ(facts()[0]["equal"], true);
}

TEST_F(LeftAsFoundTest, SaysWhatHasChanged) {
  const Outcome outcome = chaos_.experiment(electing(kBadUndo)).run(kRun);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, EndsWith("System left as found: no: leader was 'db-1', now 'db-3'\n"));
  EXPECT_EQ(facts()[0]["after"], (Json{{"status", 0}, {"stdout", "db-3\n"}}));
  chaos_.file("leader", "db-1\n");
  EXPECT_EQ(chaos_.run(kDetailed).exit_code, 10);
}

TEST_F(LeftAsFoundTest, RanksBelowAFailedRollbackInTheExitCode) {
  const Outcome outcome = chaos_.experiment(electing("exit 7")).run(kDetailed);
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(outcome.err, HasSubstr("System left as found: no: leader was 'db-1', now 'db-2'; the "
                                     "only rollback failed: undo (exit status 7)\n"
                                     "hint: to play the remaining rollbacks: chaos rollback "));
  EXPECT_THAT(outcome.err, Not(HasSubstr("hint: the only rollback")));
}

TEST_F(LeftAsFoundTest, RefusesToStartWithAFactThatCannotBeQueried) {
  Json experiment = electing(kGoodUndo);
  experiment["extensions"][0]["facts"][0]["provider"]["path"] = "no-such-program";
  const Outcome outcome =
      chaos_.experiment(experiment)
          .run({"run", "--no-validation", "--exit-codes", "detailed", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 11);
  EXPECT_THAT(outcome.log(),
              Contains(HasSubstr("CRITICAL The fact 'leader' cannot be queried: its probe")));
  EXPECT_EQ(chaos_.text("leader"), "db-1\n");
  EXPECT_FALSE(chaos_.exists("journal.json"));
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
}

TEST_F(LeftAsFoundTest, IsCheckedAgainByRollback) {
  chaos_.experiment(electing(kGoodUndo))
      .run({"run", "--rollback-strategy", "never", "experiment.json"});
  EXPECT_EQ(facts()[0]["equal"], false);
  const Outcome outcome = chaos_.run({"rollback", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.log().back(), "INFO System left as found: yes");
  EXPECT_EQ(facts()[0]["equal"], true);
}

TEST_F(LeftAsFoundTest, IsCheckedAgainWhenNoRollbackIsLeft) {
  chaos_.experiment(electing(kBadUndo)).run(kRun);
  const Outcome still = chaos_.run({"rollback", "journal.json"});
  EXPECT_EQ(still.exit_code, 10);
  EXPECT_THAT(still.log(),
              ElementsAre("INFO All rollbacks have run, there is nothing left to play",
                          "ERROR System left as found: no: leader was 'db-1', now 'db-3'"));
  chaos_.file("leader", "db-1\n");
  EXPECT_EQ(chaos_.run({"rollback", "--dry", "journal.json"}).log().size(), 1U);
  EXPECT_EQ(facts()[0]["equal"], false);
  const Outcome mended = chaos_.run({"rollback", "journal.json"});
  EXPECT_EQ(mended.exit_code, 0);
  EXPECT_EQ(mended.log().back(), "INFO System left as found: yes");
  EXPECT_EQ(facts()[0]["equal"], true);
  EXPECT_EQ(chaos_.journal()["rollbacks"].size(), 1U);
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
}

TEST_F(LeftAsFoundTest, ChecksTheHypothesisAgainWhenNoRollbackIsLeft) {
  Json experiment = with_hypothesis(experiment_of({shell_action("break", "touch broken")}),
                                    {shell_probe("whole", "test ! -e broken")});
  experiment["runtime"]["hypothesis"]["after-rollbacks"] = true;
  chaos_.experiment(experiment).run(kRun);
  EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 10);
  std::filesystem::remove(chaos_.path("broken"));
  const Outcome mended = chaos_.run({"rollback", "journal.json"});
  EXPECT_EQ(mended.exit_code, 0);
  EXPECT_EQ(mended.log().back(), "INFO System left as found: yes");
}

TEST_F(LeftAsFoundTest, IsCheckedByRecoveryWithTheFirstAnswersOfTheKilledRun) {
  Json experiment = electing(kBadUndo);
  experiment["method"].push_back(shell_action("hang", "sleep 1000"));
  auto running = chaos_.experiment(experiment).start({"run", "--no-watchdog", "experiment.json"});
  running.wait_for_log("Action: hang").signal(SIGKILL).wait();
  const Outcome outcome = chaos_.run({"recover", "--rollback", "journal.json.wal"});
  EXPECT_EQ(outcome.exit_code, 10);
  EXPECT_EQ(outcome.log().back(), "ERROR System left as found: no: leader was 'db-1', now 'db-3'");
}

TEST_F(LeftAsFoundTest, IsInEveryReport) {
  const Outcome outcome = chaos_.experiment(electing(kBadUndo))
                              .run({"run", "--report", "r.html", "--report", "r.md", "--report",
                                    "r.xml", "--report", "r.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(chaos_.text("r.html"),
              HasSubstr("<dt>Left as found</dt><dd>no: leader was &#39;db-1&#39;"));
  EXPECT_THAT(chaos_.text("r.md"), HasSubstr("| Left as found | no: leader was "));
  EXPECT_THAT(chaos_.text("r.xml"), AllOf(HasSubstr("leaves the system as it was found"),
                                          HasSubstr("type=\"NotLeftAsFound\"")));
  const Json summary = chaos_.json("r.json");
  EXPECT_EQ(summary["left_as_found"]["answer"], "no");
  EXPECT_EQ(summary["summary"], "completed, but the system was not left as it was found");
}

TEST_F(LeftAsFoundTest, ChecksTheHypothesisWhenTheExperimentSettingsOrCommandSaySo) {
  const Json plain = with_hypothesis(experiment_of({shell_action("break", "touch broken")}),
                                     {shell_probe("whole", "test ! -e broken")});
  const auto forget = [this] {
    chaos_.experiment(experiment_of({shell_action("a", "rm broken")})).run(kRun);
  };
  const std::string kNo =
      "System left as found: no: the hypothesis is not met after the rollbacks (probe 'whole')\n";

  chaos_.experiment(plain);
  EXPECT_THAT(chaos_.run({"run", "--check-after-rollbacks", "experiment.json"}).err, EndsWith(kNo));
  EXPECT_EQ(chaos_.journal()["steady_states"]["after_rollbacks"]["steady_state_met"], false);
  forget();

  Json own = plain;
  own["runtime"]["hypothesis"]["after-rollbacks"] = true;
  EXPECT_THAT(chaos_.experiment(own).run(kRun).err, EndsWith(kNo));
  forget();

  chaos_.experiment(plain).file("settings.yaml", "runtime: {hypothesis: {after-rollbacks: true}}");
  EXPECT_THAT(chaos_.run({"--settings", "settings.yaml", "run", "experiment.json"}).err,
              EndsWith(kNo));
}

TEST_F(LeftAsFoundTest, IsValidatedWithFileAndLine) {
  Json experiment = electing(kGoodUndo);
  experiment["extensions"][0]["facts"][0]["type"] = "action";
  const Outcome outcome = chaos_.experiment(experiment).run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("experiment.json:"), HasSubstr("a fact must be a probe")));
}

TEST(PlainRun, SaysNothingAboutHowItLeftTheSystem) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "true")}, {shell_action("undo", "true")}));
  const Outcome outcome = chaos.run(kRun);
  EXPECT_THAT(outcome.err, Not(HasSubstr("left as found")));
  EXPECT_FALSE(chaos.journal().contains("extensions"));
  EXPECT_FALSE(chaos.journal()["steady_states"].contains("after_rollbacks"));
}

}  // namespace
}  // namespace chaos::testing
