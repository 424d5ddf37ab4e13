#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "os/file_lock.h"
#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Json needing(Json experiment, const std::string& title, const Json& resource) {
  experiment["title"] = title;
  experiment["extensions"] = Json::array({{{"name", "chaos"}, {"resource", resource}}});
  return experiment;
}

/// Runs of two processes that need the same resource.
class Resource : public ::testing::Test {
 protected:
  Resource() {
    const Json hold = shell_action("hold", "echo first >> story; echo up > news; read go < calm");
    const Json mend =
        shell_action("mend", "echo mending > news; read go < calm; echo mended >> story");
    write("first.json", needing(experiment_of({hold}, {mend}), "The first", "db-1"));
    write("second.json", needing(experiment_of({shell_action("act", "echo second >> story")}),
                                 "The second", {"other", "db-1"}));
    write("unrelated.json", needing(experiment_of({}), "Unrelated", "db-2"));
  }

  void write(const std::string& name, const Json& experiment) {
    chaos_.file(name, to_json_text(experiment));
  }
  RunningChaos start_first() {
    auto running = chaos_.start({"run", "--rollback-strategy", "always", "first.json"});
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }
  /// Kills a run that has no watchdog.
  void kill_first() {
    auto first = chaos_.start({"run", "--no-watchdog", "first.json"});
    EXPECT_EQ(news_.read_line(), "up");
    first.signal(SIGKILL).wait();
  }
  /// Lets the method of the first run end, and its rollback.
  void let_end(RunningChaos& first) {
    calm_.write_line();
    EXPECT_EQ(news_.read_line(), "mending");
    calm_.write_line();
    EXPECT_EQ(first.wait().exit_code, 0);
  }
  static std::vector<std::string> second(const std::vector<std::string>& options = {}) {
    std::vector<std::string> arguments = {"run", "--journal-path", "second-journal.json",
                                          "--exit-codes", "detailed"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.emplace_back("second.json");
    return arguments;
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  NamedPipe calm_{chaos_.path("calm")};
  const std::string lock_ = chaos_.path(".local/state/chaos/runs/.resource-db-1");
};

TEST_F(Resource, IsRefusedToASecondRunWithTheHoldersName) {
  auto first = start_first();
  const Outcome outcome = chaos_.run(second());
  EXPECT_EQ(outcome.exit_code, 11);
  EXPECT_THAT(outcome.log(),
              Contains(ContainsRegex("^CRITICAL the resource 'db-1' is in use by 'The first', run "
                                     "[0-9a-f]{8} \\(pid " +
                                     std::to_string(first.pid()) + ", since .*\\)$")));
  EXPECT_THAT(outcome.err, ContainsRegex("hint: nothing was run; wait for the other run with "
                                         "--wait 10m, or stop it with `chaos stop [0-9a-f]{8}`"));
  EXPECT_FALSE(chaos_.exists("second-journal.json"));
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first"));
  EXPECT_EQ(chaos_.run({"run", "second.json"}).exit_code, 1);
  let_end(first);
  EXPECT_EQ(chaos_.run(second()).exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "mended", "second"));
}

TEST_F(Resource, OfAnotherNameIsFree) {
  auto first = start_first();
  EXPECT_EQ(chaos_.run({"run", "--journal-path", "j.json", "unrelated.json"}).exit_code, 0);
  let_end(first);
}

TEST_F(Resource, DoesNotDependOnTheDirectory) {
  std::filesystem::create_directory(chaos_.path("elsewhere"));
  auto first = start_first();
  const Outcome outcome = chaos_.run({"--change-dir", "elsewhere", "run", "../second.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("is in use by 'The first'"));
  let_end(first);
}

TEST_F(Resource, IsWaitedFor) {
  auto first = start_first();
  auto waiting = chaos_.start(second({"--wait", "10m"}));
  waiting.wait_for_log("Waiting for the resource 'db-1', which is in use by 'The first', run ");
  let_end(first);
  EXPECT_EQ(waiting.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "mended", "second"));
}

TEST_F(Resource, IsWaitedForOnlyAsLongAsAsked) {
  auto first = start_first();
  const Outcome outcome = chaos_.run(second({"--wait", "0.1s"}));
  EXPECT_EQ(outcome.exit_code, 11);
  EXPECT_THAT(outcome.err, HasSubstr("the resource 'db-1' is still in use by 'The first', run "));
  EXPECT_FALSE(chaos_.exists("second-journal.json"));
  let_end(first);
}

TEST_F(Resource, IsNoLongerWaitedForAfterAnInterruption) {
  auto first = start_first();
  auto waiting = chaos_.start(second({"--wait", "10m"}));
  waiting.wait_for_log("Waiting for the resource");
  const Outcome outcome = waiting.signal(SIGINT).wait();
  EXPECT_NE(outcome.exit_code, 0);
  EXPECT_GT(outcome.exit_code, 0) << "killed by a signal";
  EXPECT_FALSE(chaos_.exists("second-journal.json"));
  EXPECT_FALSE(chaos_.exists("second-journal.json.wal"));
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first"));
  // What it had locked before it waited is free again, and the first run still has its own.
  write("other.json", needing(experiment_of({}), "Other", "other"));
  EXPECT_EQ(chaos_.run({"run", "--journal-path", "j.json", "other.json"}).exit_code, 0);
  EXPECT_EQ(chaos_.run(second()).exit_code, 11);
  let_end(first);
}

TEST_F(Resource, IsHeldByTheWatchdogUntilItHasRestoredTheSystem) {
  auto first = start_first();
  first.signal(SIGKILL);
  EXPECT_EQ(news_.read_line(), "mending");  // written by the watchdog, which has the run's outputs
  const Outcome refused = chaos_.run(second());
  EXPECT_EQ(refused.exit_code, 11);
  EXPECT_THAT(refused.err, HasSubstr("the resource 'db-1' is in use by 'The first', run "));
  auto waiting = chaos_.start(second({"--wait", "10m"}));
  waiting.wait_for_log("Waiting for the resource 'db-1'");
  calm_.write_line();
  EXPECT_EQ(waiting.wait().exit_code, 0);
  EXPECT_EQ(first.wait().exit_code, -SIGKILL);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "mended", "second"));
}

TEST_F(Resource, IsFreeOnceAKilledRunHasLeftNothingToUndo) {
  write("first.json", needing(experiment_of({shell_action("hold",
                                                          "echo first >> story; echo up > news; "
                                                          "read go < calm")}),
                              "The first", "db-1"));
  kill_first();
  EXPECT_EQ(chaos_.run(second({"--wait", "10m"})).exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "second"));
}

TEST_F(Resource, IsRefusedAfterAKilledRunUntilThatIsRolledBack) {
  kill_first();
  const Outcome refused = chaos_.run(second({"--wait", "10m"}));
  EXPECT_EQ(refused.exit_code, 11);
  EXPECT_THAT(refused.log(),
              Contains(ContainsRegex("^CRITICAL the resource 'db-1' was left by 'The first', run "
                                     "[0-9a-f]{8}, which was killed with 1 rollback still to "
                                     "play$")));
  EXPECT_THAT(refused.err, HasSubstr("hint: nothing was run; to roll it back: chaos recover "
                                     "--rollback " +
                                     chaos_.path("journal.json.wal") + "; "));
  EXPECT_FALSE(chaos_.exists("second-journal.json"));
  EXPECT_EQ(chaos_.run({"run", "--journal-path", "j.json", "unrelated.json"}).exit_code, 0);

  auto recovery = chaos_.start({"recover", "--rollback", "journal.json.wal"});
  EXPECT_EQ(news_.read_line(), "mending");
  const Outcome early = chaos_.run(second());
  EXPECT_EQ(early.exit_code, 11);
  EXPECT_THAT(early.err,
              HasSubstr("the resource 'db-1' is being put back after 'The first', run "));
  EXPECT_THAT(early.err, HasSubstr("hint: nothing was run; wait for it to finish"));
  calm_.write_line();
  EXPECT_EQ(recovery.wait().exit_code, 0);
  EXPECT_EQ(chaos_.run(second()).exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "mended", "second"));
}

/// A run on the resource that has ended without being rolled back.
class ResourceOfARollback : public Resource {
 protected:
  ResourceOfARollback() {
    write("earlier.json",
          needing(experiment_of({shell_action("act", "echo earlier >> story")},
                                {shell_action("put-back",
                                              "echo mending > news; read go < calm; "
                                              "echo put back >> story")}),
                  "The earlier", "db-1"));
  }
  void run_earlier() {
    EXPECT_EQ(chaos_
                  .run({"run", "--rollback-strategy", "never", "--journal-path", "earlier-j.json",
                        "earlier.json"})
                  .exit_code,
              0);
  }
};

TEST_F(ResourceOfARollback, IsLeftToTheRunThatIsUsingIt) {
  run_earlier();
  auto first = start_first();
  const Outcome outcome = chaos_.run({"rollback", "earlier-j.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(
      outcome.err,
      ContainsRegex("the resource 'db-1' is in use by 'The first', run [0-9a-f]{8} \\(pid " +
                    std::to_string(first.pid()) + ", since "));
  EXPECT_THAT(outcome.err, ContainsRegex("hint: nothing was rolled back; wait for the other run to "
                                         "end, or stop it with `chaos stop [0-9a-f]{8}`"));
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("earlier", "first"));
  EXPECT_FALSE(chaos_.exists("earlier-j.json.wal"));
  EXPECT_EQ(chaos_.run({"rollback", "--dry", "earlier-j.json"}).exit_code, 0);
  let_end(first);

  auto rollback = chaos_.start({"rollback", "earlier-j.json"});
  EXPECT_EQ(news_.read_line(), "mending");
  const Outcome second_run = chaos_.run(second());
  EXPECT_EQ(second_run.exit_code, 11);
  EXPECT_THAT(second_run.err,
              HasSubstr("the resource 'db-1' is being put back after 'The earlier' (pid " +
                        std::to_string(rollback.pid()) + ", since "));
  EXPECT_THAT(second_run.err,
              HasSubstr("hint: nothing was run; wait for it to finish, e.g. with --wait 10m"));
  auto waiting = chaos_.start(second({"--wait", "10m"}));
  waiting.wait_for_log("Waiting for the resource 'db-1', which is being put back after");
  calm_.write_line();
  EXPECT_EQ(rollback.wait().exit_code, 0);
  EXPECT_EQ(waiting.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"),
              ElementsAre("earlier", "first", "mended", "put back", "second"));
}

/// As in the moment in which the lock of the resource is free but the log is still there.
TEST_F(ResourceOfARollback, IsWaitedForUntilTheRollbackHasEndedCompletely) {
  run_earlier();
  auto rollback = chaos_.start({"rollback", "earlier-j.json"});
  EXPECT_EQ(news_.read_line(), "mending");
  std::filesystem::remove(lock_);
  for (const auto& options : std::vector<std::vector<std::string>>{{}, {"--wait", "0.1s"}}) {
    const Outcome refused = chaos_.run(second(options));
    EXPECT_EQ(refused.exit_code, 11);
    EXPECT_THAT(refused.err,
                AllOf(HasSubstr("the resource 'db-1' is being put back after 'The earlier', run "),
                      HasSubstr("hint: nothing was run; wait for it to finish, e.g. with --wait")));
  }
  auto waiting = chaos_.start(second({"--wait", "10m"}));
  waiting.wait_for_log("WARNING] Waiting: the resource 'db-1' is being put back after");
  calm_.write_line();
  EXPECT_EQ(rollback.wait().exit_code, 0);
  EXPECT_EQ(waiting.wait().exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("earlier", "put back", "second"));
}

/// Whether a process waits for the lock of this file.
bool is_awaited(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  std::ifstream locks("/proc/locks");
  const std::string inode = ":" + std::to_string(info.st_ino) + " ";
  for (std::string line; std::getline(locks, line);)
    if (line.find("-> ") != line.npos && line.find(inode) != line.npos) return true;
  return false;
}

/// A run takes the resource for a moment, to see whether it can begin.
TEST_F(ResourceOfARollback, IsNotLeftToARunThatOnlyLooksWhetherItCanBegin) {
  run_earlier();
  std::optional<os::FileLock> starting(lock_);
  ASSERT_TRUE(starting->try_take());
  starting->write(R"({"pid": 1, "title": "Starting"})");
  auto rollback = chaos_.start({"rollback", "earlier-j.json"});
  while (!is_awaited(lock_) && !HasFailure())
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  starting.reset();
  EXPECT_EQ(news_.read_line(), "mending");
  calm_.write_line();
  EXPECT_EQ(rollback.wait().exit_code, 0);
}

TEST_F(ResourceOfARollback, IsRefusedIfARunThatIsStartingKeepsIt) {
  run_earlier();
  os::FileLock starting(lock_);
  ASSERT_TRUE(starting.try_take());
  starting.write(R"({"pid": 1, "title": "Starting"})");
  const Outcome refused = chaos_.run({"rollback", "earlier-j.json"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("the resource 'db-1' is in use by 'Starting' (pid 1, since "));
}

TEST_F(ResourceOfARollback, IsLeftToTheRunThatIsUsingItAfterAKillToo) {
  // Its log is not in the list of runs, so other runs on the resource start.
  write("killed.json", needing(experiment_of({shell_action("hang", "echo up > news; sleep 1000")},
                                             {shell_action("put-back", "echo put back >> story")}),
                               "The killed", "db-1"));
  chaos_.env("XDG_STATE_HOME", chaos_.path("elsewhere"));
  auto killed = chaos_.start({"run", "--no-watchdog", "--journal-path", "k.json", "killed.json"});
  EXPECT_EQ(news_.read_line(), "up");
  killed.signal(SIGKILL).wait();
  chaos_.env("XDG_STATE_HOME", chaos_.path(".local/state"));

  auto first = start_first();
  const Outcome outcome = chaos_.run({"recover", "--rollback", "k.json.wal"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the resource 'db-1' is in use by 'The first', run "));
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first"));
  EXPECT_EQ(chaos_.run({"recover", "k.json.wal"}).exit_code, 0);  // only rebuilds the journal
  let_end(first);
  const Outcome later = chaos_.run({"recover", "--rollback", "k.json.wal"});
  EXPECT_EQ(later.exit_code, 0) << later.err;
  EXPECT_THAT(later.err, HasSubstr("'hang' was still running (pid "));
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "mended", "put back"));
}

TEST_F(Resource, OfAKilledRunIsFreeOnceItsLogIsDeleted) {
  kill_first();
  EXPECT_EQ(chaos_.run(second()).exit_code, 11);
  std::filesystem::remove(chaos_.path("journal.json.wal"));
  EXPECT_EQ(chaos_.run(second()).exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "second"));
}

TEST_F(Resource, IsRefusedAfterAKilledRunWhoseLogIsDamaged) {
  kill_first();
  std::string log = chaos_.text("journal.json.wal");
  log[log.find("activity-started") + 30] ^= 1;
  chaos_.file("journal.json.wal", log);
  const Outcome refused = chaos_.run(second());
  EXPECT_EQ(refused.exit_code, 11);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("which was killed; its log is damaged: "),
                                 HasSubstr("to see what is known: chaos recover --list " +
                                           chaos_.path("journal.json.wal"))));
}

}  // namespace
}  // namespace chaos::testing
