#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <string>

#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A run in a directory that its user cannot write to any more once it has ended.
class ClosedDirectory : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
    shell_.script("mkdir -m 777 open work; chmod 711 .");
    if (shell_.script(as_user("test -x \"$CHAOS\" && cd work")).exit_code != 0) {
      GTEST_SKIP() << "the program is in a closed directory itself";
    }
  }

  /// The arguments of `chaos`, and a shell script for the method.
  RunningChaos run(const std::string& arguments, const std::string& method) {
    shell_.file("work/experiment.json",
                to_json_text(experiment_of({shell_action("act", method)},
                                           {shell_action("mend", "echo mend >> ../open/back")}),
                             2));
    return shell_.start_script(
        as_user("cd work && exec \"$CHAOS\" --no-log-file run " + arguments + " experiment.json"));
  }

  Outcome in_closed_directory(const std::string& arguments) {
    return shell_.script("chmod 755 work; " + as_user("cd work && exec \"$CHAOS\" " + arguments));
  }

  static std::string as_user(const std::string& script) {
    return "HOME=\"$PWD/open\" TMPDIR=\"$PWD/open\" exec setpriv --reuid 54321 --regid 54321 "
           "--clear-groups sh -c '" +
           script + "'";
  }

  static constexpr const char* kNoLogFile =
      "cannot open the log file 'chaostoolkit.log': Permission denied; continuing without it\n";

  ShellCommand shell_;
};

TEST_F(ClosedDirectory, DoesNotKeepAJournalFromBeingRolledBack) {
  run("--rollback-strategy never", "true").wait();
  const Outcome outcome = in_closed_directory("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(shell_.lines("open/back"), ElementsAre("mend"));
  EXPECT_THAT(outcome.err, HasSubstr(kNoLogFile));
}

/// Its journal cannot be written there, which is an error, but only after the rollbacks.
TEST_F(ClosedDirectory, DoesNotKeepAKilledRunFromBeingRecovered) {
  NamedPipe news(shell_.path("news"));
  shell_.script("chmod 666 news");
  RunningChaos running = run("--no-watchdog", "echo up > ../news; exec sleep 1000");
  EXPECT_EQ(news.read_line(), "up");
  running.signal(SIGKILL).wait();
  const Outcome outcome = in_closed_directory("recover --rollback journal.json.wal");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(shell_.lines("open/back"), ElementsAre("mend"));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr(kNoLogFile), HasSubstr("it was kept in '" + shell_.path("open/")),
                    HasSubstr("1 rollback succeeded")));
}

}  // namespace
}  // namespace chaos::testing
