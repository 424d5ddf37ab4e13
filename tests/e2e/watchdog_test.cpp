#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "os/clock.h"
#include "os/process_identity.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The guardian is not a child of this process, so its end is only visible in its effects.
bool becomes_true(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

class Watchdog : public ::testing::Test {
 protected:
  /// `runtime` is that of the experiment; `global` are options before the command.
  RunningChaos begin(std::vector<std::string> options = {}, const Json& runtime = Json(),
                     const std::vector<std::string>& global = {}) {
    const Json undo = shell_action("mend", "rm -f fault; echo mend >> undone");
    Json experiment =
        experiment_of({shell_action("break", "touch fault; sleep 30; touch fault again")}, {undo});
    if (!runtime.is_null()) experiment["runtime"] = runtime;
    chaos_.experiment(experiment);
    options.insert(options.begin(), "run");
    options.insert(options.begin(), global.begin(), global.end());
    options.emplace_back("experiment.json");
    RunningChaos run = chaos_.start(options);
    EXPECT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
    return run;
  }

  bool is_put_back() const {
    return chaos_.exists("journal.json") && !chaos_.exists("journal.json.wal");
  }

  ChaosCommand chaos_;
};

TEST_F(Watchdog, RestoresTheSystemIfTheRunIsKilled) {
  RunningChaos run = begin();
  run.signal(SIGKILL);
  ASSERT_TRUE(becomes_true([this] { return is_put_back(); }));
  run.wait();

  EXPECT_FALSE(chaos_.exists("fault"));
  EXPECT_FALSE(chaos_.exists("again"));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  const Json journal = chaos_.journal();
  EXPECT_EQ(journal.at("status"), "aborted");
  const Json& recovered = journal.at("extensions").at(0).at("recovered").at(0);
  EXPECT_EQ(recovered.at("by"), "watchdog");
  EXPECT_EQ(recovered.at("user"), os::user_name());
  EXPECT_GE(recovered.at("at"), journal.at("end"));
  EXPECT_LE(recovered.at("at").get<std::string>(), os::utc_now_iso());
}

TEST_F(Watchdog, IsNamedIfTheLogIsAlreadyGone) {
  begin().signal(SIGKILL).wait();
  ASSERT_TRUE(becomes_true([this] { return is_put_back(); }));
  const Outcome outcome = chaos_.run({"recover", "--rollback", "journal.json.wal"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("hint: according to 'journal.json', its run has already been "
                                     "recovered by the watchdog, at 20"));
}

TEST_F(Watchdog, ObeysTheStrategyNever) {
  RunningChaos run = begin({"--rollback-strategy", "never"});
  run.signal(SIGKILL);
  run.wait();

  EXPECT_TRUE(chaos_.exists("journal.json.wal"));
  EXPECT_THAT(chaos_.lines("undone"), IsEmpty());
}

TEST_F(Watchdog, IsNotStartedIfDisabled) {
  RunningChaos run = begin({"--no-watchdog"});
  run.signal(SIGKILL);
  run.wait();

  EXPECT_TRUE(chaos_.exists("journal.json.wal"));
  EXPECT_FALSE(chaos_.exists("journal.json"));
}

/// The experiment comes before the settings.
TEST_F(Watchdog, IsStartedIfTheExperimentOrTheSettingsWantIt) {
  const Json yes = {{"watchdog", true}};
  const Json no = {{"watchdog", false}};
  struct Case {
    Json experiment;
    Json settings;
    bool is_started;
  };
  for (const Case& wish : {Case{no, Json(), false}, Case{Json(), no, false}, Case{yes, no, true},
                           Case{no, yes, false}, Case{Json::object(), Json::object(), true}}) {
    chaos_.file("settings.json", to_json_text({{"runtime", wish.settings}}, 2));
    RunningChaos run = begin({}, wish.experiment, {"--settings", "settings.json"});
    run.signal(SIGKILL).wait();
    EXPECT_EQ(is_put_back(), wish.is_started) << wish.experiment << wish.settings;
    EXPECT_EQ(chaos_.exists("fault"), !wish.is_started) << wish.experiment << wish.settings;
    for (const char* file : {"fault", "journal.json", "journal.json.wal"})
      std::filesystem::remove(chaos_.path(file));
  }
}

TEST_F(Watchdog, DoesNothingAfterARunThatEnded) {
  RunningChaos run = begin({"--rollback-strategy", "always"});
  run.signal(SIGTERM);
  const Outcome outcome = run.wait();

  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("watchdog")));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  EXPECT_EQ(chaos_.journal().at("status"), "interrupted");
}

TEST_F(Watchdog, NamesTheUndosThatFailedAndTheirCommand) {
  chaos_.experiment(experiment_of({shell_action("break", "touch fault; exec sleep 30")},
                                  {shell_action("mend", "exit 3")}));
  RunningChaos run = chaos_.start({"run", "--rollback-strategy", "always", "experiment.json"});
  ASSERT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
  run.signal(SIGKILL);
  const Outcome outcome = run.wait();
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("mend (exit status 3)"),
                                 HasSubstr("chaos rollback " + chaos_.path("journal.json"))));
}

/// The parent of an undo records its end in case the watchdog dies; its own parent is the watchdog.
const char* const kFillTheDiskOfTheWatchdog =
    "prlimit --fsize=1 --pid $(sed -n 's/^PPid:[^0-9]*//p' /proc/$PPID/status)";

/// The log cannot say that the first one succeeded, so the command must exclude it.
TEST_F(Watchdog, NamesWhatIsLeftIfNothingCanBeWritten) {
  chaos_.experiment(experiment_of(
      {shell_action("break", "touch fault; exec sleep 30")},
      {shell_action("fill the disk", kFillTheDiskOfTheWatchdog), shell_action("mend", "exit 3")}));
  RunningChaos run = chaos_.start({"run", "--rollback-strategy", "always", "experiment.json"});
  ASSERT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
  run.signal(SIGKILL);
  const Outcome outcome = run.wait();
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("mend (exit status 3)"),
                                 HasSubstr("chaos recover --rollback --only mend " +
                                           chaos_.path("journal.json.wal"))));
}

TEST_F(Watchdog, RestoresTheSystemDespiteSettingsThatHaveBecomeInvalid) {
  chaos_.file("settings.yaml", "runtime: {}\n");
  chaos_.experiment(experiment_of({shell_action("break", "touch fault; exec sleep 30")},
                                  {shell_action("mend", "rm fault")}));
  RunningChaos run = chaos_.start({"--settings", "settings.yaml", "run", "experiment.json"});
  ASSERT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
  chaos_.file("settings.yaml", "runtime: {");
  run.signal(SIGKILL);
  EXPECT_THAT(run.wait().err, HasSubstr("Rolling back without the settings: "));
  EXPECT_FALSE(chaos_.exists("fault"));
}

TEST_F(Watchdog, NamesTheRollbacksThatTheStrategySkips) {
  Json breaks = shell_action("break", "touch fault; exec sleep 30");
  breaks["rollback"] = shell_action("unbreak", "rm fault");
  chaos_.experiment(experiment_of({breaks}, {shell_action("mend", "exit 0")}));
  RunningChaos run = chaos_.start({"run", "--rollback-strategy", "deviated", "experiment.json"});
  ASSERT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
  run.signal(SIGKILL);
  const Outcome outcome = run.wait();
  EXPECT_FALSE(chaos_.exists("fault"));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("mend (never ran)"),
                                 HasSubstr("chaos rollback " + chaos_.path("journal.json"))));
}

/// The undo records the value that it gets.
class WatchdogWithSecrets : public Watchdog {
 protected:
  RunningChaos begin_with(const std::vector<std::string>& options) {
    Json experiment = experiment_of({shell_action("break", "touch fault; exec sleep 30")},
                                    {shell_action("mend", "echo ${url} > undone; rm fault")});
    experiment["configuration"] = {{"url", "declared"}};
    experiment["secrets"] = {{"web", {{"token", {{"type", "env"}, {"key", "TOKEN"}}}}}};
    chaos_.env("TOKEN", "s3cr3t-value-9").experiment(experiment);
    std::vector<std::string> arguments = {"run"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.emplace_back("experiment.json");
    RunningChaos run = chaos_.start(arguments);
    EXPECT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
    return run;
  }
};

TEST_F(WatchdogWithSecrets, GetsTheValuesThatNoFileMayContain) {
  RunningChaos run = begin_with({"--var", "url=http://u:s3cr3t-value-9@h"});
  EXPECT_THAT(chaos_.text("journal.json.wal"), ::testing::Not(HasSubstr("s3cr3t-value-9")));
  run.signal(SIGKILL);
  run.wait();
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("http://u:s3cr3t-value-9@h"));
  EXPECT_THAT(chaos_.text("journal.json"), ::testing::Not(HasSubstr("s3cr3t-value-9")));
}

TEST_F(WatchdogWithSecrets, NeedsNoVariableFile) {
  chaos_.file("vars.json", R"({"configuration": {"url": "http://u:s3cr3t-value-9@h"}})");
  RunningChaos run = begin_with({"--var-file", "vars.json"});
  std::filesystem::remove(chaos_.path("vars.json"));
  run.signal(SIGKILL);
  run.wait();
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("http://u:s3cr3t-value-9@h"));
}

TEST_F(WatchdogWithSecrets, CommandsNameTheValuesThatTheUserMustProvide) {
  RunningChaos run = begin_with({"--no-watchdog", "--var", "url=http://u:s3cr3t-value-9@h"});
  run.signal(SIGKILL);
  run.wait();
  const Outcome refused = chaos_.run({"recover", "--rollback", "journal.json.wal"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("`chaos recover --rollback journal.json.wal --var url=...`"));
  EXPECT_EQ(chaos_.run({"recover", "--rollback", "journal.json.wal", "--var", "url=x"}).exit_code,
            0);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("x"));
}

TEST_F(Watchdog, PlaysTheOtherRollbacksIfOneCannotBePrepared) {
  Json lock = shell_action("lock", "echo id=7 in staging-eu");
  lock["rollback"] = shell_action("unlock", "echo ${activities[\"lock\"].output.stdout} >> undone");
  Json breaks = shell_action("break", "touch fault; exec sleep 30");
  breaks["rollback"] = shell_action("mend", "rm fault; echo mend >> undone");
  Json experiment = experiment_of({lock, breaks}, {shell_action("tidy", "echo tidy >> undone")});
  experiment["secrets"] = {{"web", {{"site", {{"type", "env"}, {"key", "SITE"}}}}}};
  chaos_.env("SITE", "staging").experiment(experiment);
  RunningChaos run = chaos_.start({"run", "--rollback-strategy", "always", "experiment.json"});
  ASSERT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
  run.signal(SIGKILL);
  const Outcome outcome = run.wait();

  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend", "tidy"));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("Cannot play the rollback 'unlock': "),
                    HasSubstr("unlock (never ran)"), HasSubstr("chaos recover --rollback ")));
  EXPECT_TRUE(chaos_.exists("journal.json.wal"));
}

/// The watchdog takes a while, and somebody wants to put the system back in the meantime.
class BusyWatchdog : public Watchdog {
 protected:
  /// Returns once the watchdog has begun to play an undo that ends with the command `undo`.
  void kill_run_with(const std::string& undo) {
    chaos_.experiment(
        experiment_of({shell_action("break", "touch fault; exec sleep 30")},
                      {shell_action("mend", "echo mend >> undone; sleep 1; " + undo)}));
    run_.emplace(chaos_.start({"run", "--rollback-strategy", "always", "experiment.json"}));
    ASSERT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
    run_->signal(SIGKILL);
    ASSERT_TRUE(becomes_true([this] { return chaos_.exists("undone"); }));
  }

  std::optional<RunningChaos> run_;
};

TEST_F(BusyWatchdog, KeepsRecoverWaitingForTheResult) {
  kill_run_with("rm fault");
  const Outcome outcome = chaos_.run({"recover", "--rollback", "journal.json.wal"});

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The watchdog of this run is rolling it back: pid "),
                                 HasSubstr("Waiting for it to finish"),
                                 HasSubstr("The watchdog has finished and saved the journal as '"),
                                 HasSubstr("1 rollback succeeded")));
  EXPECT_FALSE(chaos_.exists("fault"));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

TEST_F(BusyWatchdog, IsFoundByRecoverWithoutArguments) {
  kill_run_with("rm fault");
  const Outcome outcome = chaos_.run({"recover", "--rollback"});

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr("1 rollback succeeded"));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

TEST_F(BusyWatchdog, KeepsRecoverWaitingForAFailure) {
  kill_run_with("exit 3");
  const Outcome outcome = chaos_.run({"recover", "--rollback", "journal.json.wal"});

  EXPECT_EQ(outcome.exit_code, 9) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The rollback failed: mend (exit status 3)"),
                                 HasSubstr("To play the remaining rollbacks: chaos rollback ")));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

TEST_F(BusyWatchdog, KeepsRollbackWaitingInsteadOfReadingAnOlderJournal) {
  chaos_.experiment(experiment_of({}, {shell_action("old", "echo old >> other")}));
  ASSERT_EQ(chaos_.run({"run", "experiment.json"}).exit_code, 0);
  kill_run_with("rm fault");
  const Outcome outcome = chaos_.run({"rollback", "journal.json"});

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("Waiting for it to finish"),
                                 HasSubstr("All rollbacks have run, there is nothing left")));
  EXPECT_FALSE(chaos_.exists("fault"));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  EXPECT_THAT(chaos_.lines("other"), ElementsAre("old"));
}

TEST_F(BusyWatchdog, LetsSomebodyWhoWaitsStop) {
  kill_run_with("sleep 2; rm fault");
  RunningChaos waiting = chaos_.start({"recover", "--rollback", "journal.json.wal"});
  waiting.wait_for_log("Waiting for it to finish").signal(SIGINT);
  EXPECT_NE(waiting.wait().exit_code, 0);
  EXPECT_TRUE(becomes_true([this] { return is_put_back(); }));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing
