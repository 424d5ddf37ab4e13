#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "json/json_reader.h"
#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// A directory that other users can write to.
class PlantedLog : public ::testing::Test {
 protected:
  /// A run that lasts until it is stopped.
  RunningChaos begin() {
    NamedPipe news(chaos_.path("news"));
    chaos_.experiment(experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                    {shell_action("mend", "echo mend >> back")}));
    auto running = chaos_.start({"run", "--no-watchdog", "experiment.json"});
    EXPECT_EQ(news.read_line(), "up");
    return running;
  }
  /// Leaves the log of a killed run.
  void crash() { begin().signal(SIGKILL).wait(); }
  /// Changes the log's owner. Returns whether that was possible.
  bool give_away() {
    constexpr int kNobody = 65534;
    return ::chown(chaos_.path("journal.json.wal").c_str(), kNobody, kNobody) == 0;
  }

  ChaosCommand chaos_;
};

TEST_F(PlantedLog, OfAnotherUserIsOnlyRecoveredByName) {
  crash();
  if (!give_away()) GTEST_SKIP() << "only root can give a file away";
  const Outcome outcome = chaos_.run({"recover", "--rollback"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("'journal.json.wal' is ignored, because it belongs to another "
                                     "user. If you trust its content, name it: chaos recover "
                                     "--rollback journal.json.wal\n"));
  EXPECT_FALSE(chaos_.exists("back"));
  EXPECT_EQ(chaos_.run({"recover", "--rollback", "journal.json.wal"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

/// A shell command line that runs chaos as nobody.
std::string as_nobody(const ChaosCommand& chaos, const std::string& arguments) {
  return "cd " + chaos.path("") +
         " && setpriv --reuid=65534 --regid=65534 --clear-groups env -i "
         "HOME=/nonexistent " +
         chaos.program() + " --no-log-file " + arguments;
}

TEST_F(PlantedLog, ThatMayNotBeReadIsRecoveredByItsOwner) {
  crash();
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  ::chmod(chaos_.path("").c_str(), 0777);
  ChaosCommand shell("/bin/sh");
  const auto run = [&](const std::string& arguments) {
    return shell.run({"-c", as_nobody(chaos_, arguments)});
  };
  const Outcome outcome = run("recover --rollback --only mend");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("'journal.json.wal' is ignored, because it belongs to another user. To "
                        "recover it, run this as root: chaos recover --rollback --only mend "
                        "journal.json.wal\n"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("there is nothing to recover")));
  for (const char* arguments :
       {"recover --rollback journal.json.wal", "recover --list journal.json.wal"})
    EXPECT_THAT(run(arguments).err, HasSubstr("hint: run the same command as root\n"));
}

TEST_F(PlantedLog, OfAnotherUserDoesNotBecomeOneOfTheUsersRuns) {
  crash();
  const Json runs = parse_json(chaos_.run({"ps", "--all", "--format", "json"}).out);
  ASSERT_EQ(runs.size(), 1U);
  if (!give_away()) GTEST_SKIP() << "only root can give a file away";
  chaos_.experiment(experiment_of({shell_action("act", "true")}));
  const Outcome outcome = chaos_.run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("A log of another user was in the way of this run's log. It "
                                     "is now './journal.json.wal."));
  const Json now = parse_json(chaos_.run({"ps", "--all", "--format", "json"}).out);
  ASSERT_EQ(now.size(), 1U);
  EXPECT_THAT(now[0]["unreadable"], HasSubstr("it does not exist"));
  EXPECT_FALSE(now[0].contains("undo"));
}

TEST_F(PlantedLog, OfAnotherUserDoesNotChooseWhichProcessIsStopped) {
  auto running = begin();
  if (!give_away()) GTEST_SKIP() << "only root can give a file away";
  const Outcome outcome = chaos_.run({"stop", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("names a process of another user (pid "));
  EXPECT_FALSE(chaos_.exists("journal.json"));
}

TEST_F(PlantedLog, ThatIsAPipeDoesNotKeepCommandsWaiting) {
  crash();
  for (const char* name : {"a.wal", "journal.json.wal.20260101T000000Z"})
    ASSERT_EQ(::mkfifo(chaos_.path(name).c_str(), 0600), 0);
  EXPECT_EQ(chaos_.run({"recover", "--rollback"}).exit_code, 0);
  EXPECT_EQ(chaos_.run({"rollback", "journal.json"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  ASSERT_EQ(::mkfifo(chaos_.path("journal.json.wal").c_str(), 0600), 0);
  chaos_.experiment(experiment_of({shell_action("act", "true")}));
  EXPECT_EQ(chaos_.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_TRUE(chaos_.exists("journal.json.wal"));
}

}  // namespace
}  // namespace chaos::testing
