#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// From the stop until the program has written its journal and exited.
constexpr std::chrono::seconds kPrompt(5);

const std::vector<Json> kPutBack{shell_action("put back", "touch back")};
/// An action that reports its start.
const Json kHang = shell_action("hang", "echo up > news; sleep 1000");
const std::vector<std::string> kRun{"run", "experiment.json"};
const std::vector<std::string> kRollBack{"run", "--rollback-strategy", "always", "experiment.json"};

Outcome wait_promptly(RunningChaos& running) {
  const auto stopped = std::chrono::steady_clock::now();
  Outcome outcome = running.wait();
  EXPECT_LT(std::chrono::steady_clock::now() - stopped, kPrompt);
  return outcome;
}

Json block_of(const Json& journal) {
  for (const auto& block : journal.value("extensions", Json::array()))
    if (block.value("name", "") == "chaos") return block;
  return Json();
}

Json guarded(Json experiment, const Json& safeguard) {
  experiment["extensions"] = {{{"name", "chaos"}, {"safeguards", {safeguard}}}};
  return experiment;
}

/// A run that hangs, and may get a halt file.
class HaltedRun {
 public:
  explicit HaltedRun(const std::vector<std::string>& arguments, const std::string& halt = "halt",
                     Json experiment = experiment_of({kHang}, kPutBack)) {
    chaos.experiment(experiment).env("CHAOS_HALT_FILE", chaos.path(halt));
    NamedPipe news(chaos.path("news"));
    running_.emplace(chaos.start(arguments));
    news.read_line();
  }
  Outcome end() { return wait_promptly(*running_); }

  ChaosCommand chaos;

 private:
  std::optional<RunningChaos> running_;
};

TEST(HaltFile, PreventsARunFromStarting) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "touch acted")}))
      .file("halt", "maintenance\n")
      .env("CHAOS_HALT_FILE", chaos.path("halt"));
  const Outcome outcome = chaos.run(kRun);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("CRITICAL Experiments are halted: maintenance (" +
                                         chaos.path("halt") + ")"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: nothing was run"));
  EXPECT_FALSE(chaos.exists("acted"));
  EXPECT_FALSE(chaos.exists("journal.json"));
  EXPECT_EQ(chaos.run({"run", "--exit-codes", "detailed", "experiment.json"}).exit_code, 11);
}

TEST(HaltFile, SendsOnlyPrintableTextToTheTerminal) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "true")}))
      .file("halt",
            "no\x1b[2J\a \xc2\x9b"
            "1mtoday\xc3\xa9\n")
      .env("CHAOS_HALT_FILE", chaos.path("halt"));
  EXPECT_THAT(chaos.run(kRun).log(),
              ElementsAre("CRITICAL Experiments are halted: no?[2J? ?1mtoday\xc3\xa9 (" +
                          chaos.path("halt") + ")"));
}

TEST(HaltFile, AllowsRollbacksToBePlayedManually) {
  HaltedRun run(kRun);
  run.chaos.file("halt", "incident");
  run.end();
  EXPECT_FALSE(run.chaos.exists("back"));
  EXPECT_EQ(run.chaos.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_TRUE(run.chaos.exists("back"));
}

TEST(HaltFile, InterruptsTheCurrentActivity) {
  HaltedRun run(kRollBack);
  run.chaos.file("halt", "incident 42\n");
  const Outcome outcome = run.end();
  const std::string sentence =
      "Experiments are halted: incident 42 (" + run.chaos.path("halt") + ")";
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("CRITICAL " + sentence));
  EXPECT_TRUE(run.chaos.exists("back"));
  const Json journal = run.chaos.journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(block_of(journal)["stopped"], (Json{{"by", "halt file"}, {"reason", sentence}}));
}

TEST(HaltFile, FollowsTheStrategyOfTheRollbacks) {
  HaltedRun run(kRun);
  run.chaos.file("halt", "incident");
  run.end();
  EXPECT_FALSE(run.chaos.exists("back"));
}

TEST(HaltFile, EndsBackgroundActivities) {
  Json behind = kHang;
  behind["background"] = true;
  HaltedRun run(kRun, "halt", experiment_of({behind}));
  run.chaos.file("halt", "incident");
  run.end();
  EXPECT_EQ(run.chaos.journal()["status"], "interrupted");
}

TEST(HaltFile, MayComeWithItsDirectory) {
  HaltedRun run(kRun, "etc/chaos/halt");
  namespace fs = std::filesystem;
  fs::create_directories(run.chaos.path("made/chaos"));
  run.chaos.file("made/chaos/halt", "incident");
  fs::rename(run.chaos.path("made"), run.chaos.path("etc"));
  EXPECT_EQ(run.end().exit_code, 1);
}

TEST(LocalSafeguard, LetsARunContinueIfItIsMet) {
  ChaosCommand chaos;
  chaos.experiment(
      guarded(experiment_of({shell_action("act", "touch acted")}), shell_probe("healthy", "true")));
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);
  EXPECT_TRUE(chaos.exists("acted"));
  EXPECT_EQ(block_of(chaos.journal())["safeguards"],
            (Json{{{"name", "healthy"}, {"checks", 1}, {"breach", nullptr}}}));
}

TEST(LocalSafeguard, PreventsARunFromStarting) {
  ChaosCommand chaos;
  chaos.experiment(guarded(experiment_of({shell_action("act", "touch acted")}),
                           shell_probe("healthy", "exit 3")));
  const Outcome outcome = chaos.run({"run", "--exit-codes", "detailed", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 11);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("CRITICAL Safeguard 'healthy' was breached: its "
                                                "probe returned {'status': 3")));
  EXPECT_FALSE(chaos.exists("acted"));
  EXPECT_FALSE(chaos.exists("journal.json"));
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
}

TEST(LocalSafeguard, InterruptsTheCurrentActivityAtItsFirstBreach) {
  Json safeguard = shell_probe("healthy", "test ! -e broken");
  safeguard["interval"] = 0.05;
  ChaosCommand chaos;
  chaos.experiment(guarded(
      experiment_of({shell_action("break", "touch broken; sleep 1000")}, kPutBack), safeguard));
  RunningChaos running = chaos.start(kRollBack);
  running.wait_for_log("Action: break");
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("CRITICAL Safeguard 'healthy' was breached")));
  EXPECT_TRUE(chaos.exists("back"));
  const Json block = block_of(chaos.journal());
  EXPECT_EQ(block["stopped"]["by"], "safeguard 'healthy'");
  EXPECT_THAT(block["safeguards"][0]["breach"]["reason"].get<std::string>(),
              HasSubstr("which is not within the tolerance"));
}

TEST(LocalSafeguard, ThatCannotBeExecutedIsBreached) {
  Json safeguard = shell_probe("healthy", "true");
  safeguard["provider"]["path"] = "no-such-program-anywhere";
  ChaosCommand chaos;
  chaos.experiment(guarded(experiment_of({shell_action("act", "touch acted")}), safeguard));
  EXPECT_EQ(chaos.run({"run", "--no-validation", "experiment.json"}).exit_code, 1);
  EXPECT_FALSE(chaos.exists("acted"));
}

TEST(LocalSafeguard, DoesNotStopRollbacks) {
  Json safeguard = shell_probe("healthy", "test ! -e broken");
  safeguard["interval"] = 0.02;
  ChaosCommand chaos;
  chaos.experiment(guarded(
      experiment_of({}, {shell_action("undo", "touch broken; sleep 0.5; touch back")}), safeguard));
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);
  EXPECT_TRUE(chaos.exists("back"));
  EXPECT_EQ(chaos.journal()["status"], "completed");
}

TEST(LocalSafeguard, MayBeInTheSettings) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "touch acted")}))
      .file("settings.yaml", to_json_text({{"safeguards", {shell_probe("healthy", "false")}}}));
  const Outcome outcome = chaos.run({"--settings", "settings.yaml", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("Safeguard 'healthy' was breached")));
  EXPECT_FALSE(chaos.exists("acted"));
}

TEST(LocalSafeguard, IsValidated) {
  ChaosCommand chaos;
  Json safeguard = shell_probe("healthy", "true");
  safeguard["interval"] = "often";
  chaos.experiment(guarded(experiment_of({}), safeguard));
  const Outcome outcome = chaos.run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("the interval of a safeguard must be a duration"),
                                 HasSubstr("experiment.json:")));
}

TEST(RunDeadline, InterruptsAndRollsBack) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("hang", "sleep 1000")}, kPutBack));
  RunningChaos running = chaos.start({"run", "--deadline", "0.5s", "experiment.json"});
  running.wait_for_log("The run exceeded its deadline");
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("CRITICAL The run exceeded its deadline of 0.5s."));
  EXPECT_TRUE(chaos.exists("back"));
  EXPECT_EQ(block_of(chaos.journal())["stopped"]["by"], "deadline");
}

TEST(RunDeadline, PlaysNoRollbacksIfTheUserForbidsThem) {
  ChaosCommand chaos;
  Json experiment = experiment_of({shell_action("hang", "sleep 1000")}, kPutBack);
  experiment["runtime"] = {{"deadline", 0.3}};
  chaos.experiment(experiment).run({"run", "--rollback-strategy", "never", "experiment.json"});
  EXPECT_FALSE(chaos.exists("back"));
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(RunDeadline, ForcesTheRunToEnd) {
  ChaosCommand chaos;
  Json experiment = experiment_of({shell_action("hang", "sleep 1000")},
                                  {shell_action("stuck", "sleep 1000"), kPutBack[0]});
  experiment["runtime"] = {{"deadline", 0.3}, {"deadline-grace", 0.3}};
  RunningChaos running = chaos.experiment(experiment).start(kRun);
  running.wait_for_log("The rollbacks did not finish");
  const Outcome outcome = wait_promptly(running);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Not(Contains(HasSubstr("Received an exit signal"))));
  EXPECT_FALSE(chaos.exists("back"));
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "interrupted");
  EXPECT_EQ(block_of(journal)["forced"], true);
}

TEST(RunDeadline, LeavesInterruptedRollbacksToBePlayedLater) {
  ChaosCommand chaos;
  Json hang = shell_action("hang", "sleep 1000");
  hang["rollback"] = shell_action("stuck", "test -e fixed || sleep 1000; echo stuck >> undone");
  Json experiment = experiment_of({hang}, {shell_action("rest", "echo rest >> undone")});
  experiment["runtime"] = {{"deadline-grace", 0.3}};
  RunningChaos running =
      chaos.experiment(experiment).start({"run", "--deadline", "0.3s", "experiment.json"});
  running.wait_for_log("The rollbacks did not finish");
  const Outcome outcome = wait_promptly(running);
  EXPECT_THAT(
      outcome.err,
      HasSubstr(
          "hint: 2 of 2 rollbacks have not succeeded: stuck (was interrupted), rest "
          "(never ran)\nhint: to play the remaining rollbacks: chaos rollback ./journal.json\n"));
  EXPECT_FALSE(chaos.exists("undone"));
  EXPECT_FALSE(chaos.exists("journal.json.wal"));
  chaos.file("fixed", "");
  EXPECT_EQ(chaos.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("undone"), ElementsAre("stuck", "rest"));
}

TEST(RunDeadline, MustBeADuration) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({}));
  const Outcome outcome = chaos.run({"run", "--deadline", "soon", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'soon' is not a duration"));
}

TEST(PlainRun, HasNothingAboutGuardsInItsJournal) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("act", "true")}, kPutBack));
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);
  EXPECT_FALSE(chaos.journal().contains("extensions"));
}

}  // namespace
}  // namespace chaos::testing
