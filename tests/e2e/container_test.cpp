#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The program as process 1 of a container.
class ProcessOne : public ::testing::Test {
 protected:
  void SetUp() override {
    if (shell_.script("unshare -p -f --mount-proc true").exit_code != 0) {
      GTEST_SKIP() << "no namespaces can be made here";
    }
  }

  Outcome run(const std::string& options = {}) {
    return shell_.script("exec unshare -p -f --mount-proc \"$CHAOS\" run " + options +
                         " experiment.json");
  }

  ShellCommand shell_;
};

TEST_F(ProcessOne, ReapsProcessesThatActivitiesLeaveBehind) {
  shell_.experiment(experiment_of(
      {shell_action("leave", "(sleep 0.05 >/dev/null 2>&1 &)"),
       shell_action("look",
                    "for i in $(seq 200); do grep -q sleep /proc/[0-9]*/comm || exit 0; "
                    "sleep 0.05; done; exit 1")}));
  EXPECT_EQ(run().exit_code, 0);
  EXPECT_EQ(shell_.journal()["run"][1]["output"]["status"], 0) << "a zombie is left";
}

TEST_F(ProcessOne, IsInterruptedBySignals) {
  for (const std::string signal : {"TERM", "HUP", "INT", "QUIT"}) {
    shell_.experiment(experiment_of({shell_action("break", "touch broken"),
                                     shell_action("hang", "kill -" + signal + " 1; sleep 1000")},
                                    {shell_action("mend", "rm broken")}));
    EXPECT_EQ(run("--rollback-strategy always").exit_code, 1);
    EXPECT_EQ(shell_.journal()["status"], "interrupted") << signal;
    EXPECT_FALSE(shell_.exists("broken")) << signal;
  }
}

TEST_F(ProcessOne, EndsWithTheExitCodeOfTheRun) {
  shell_.experiment(experiment_of({shell_action("act", "true")}));
  EXPECT_EQ(run().exit_code, 0);
  EXPECT_EQ(run("--rollback-strategy nonsense").exit_code, 2);
}

/// Its watchdog would be killed with it.
TEST_F(ProcessOne, SaysAtTheStartThatNoWatchdogCanRollBack) {
  const std::string notice = "so no watchdog can roll back if it is killed";
  const Json act = shell_action("act", "echo acted >&2");
  shell_.experiment(experiment_of({act}, {shell_action("mend", "true")}));
  const Outcome outcome = run();
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("keep the journal on a volume, where `chaos recover` can find "
                                     "the log"));
  EXPECT_LT(outcome.err.find(notice), outcome.err.find("Action: act")) << outcome.err;
  EXPECT_THAT(run("--no-watchdog").err, Not(HasSubstr(notice)));
  EXPECT_THAT(run("--rollback-strategy never").err, Not(HasSubstr(notice)));
  shell_.experiment(experiment_of({act}));
  EXPECT_THAT(run().err, Not(HasSubstr(notice)));
}

/// Somebody for whom the HOME they were given is closed, as in a container with another user.
class ClosedHome : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
    shell_.experiment(experiment_of({shell_action("act", "true")}));
    if (as_somebody("test -x \"$CHAOS\" && test -r experiment.json").exit_code != 0) {
      GTEST_SKIP() << "the program is in a closed directory itself";
    }
  }

  Outcome as_somebody(const std::string& script) {
    return shell_.script(
        "chmod 777 .; mkdir -p home; HOME=$PWD/home setpriv --reuid 54321 --regid 54321 "
        "--clear-groups sh -c '" +
        script + "'");
  }

  ShellCommand shell_;
};

TEST_F(ClosedHome, MeansNoSettings) {
  for (const std::string closed :
       {"chmod 700 home",
        "chmod 755 home; mkdir home/.chaostoolkit; chmod 700 home/.chaostoolkit"}) {
    shell_.script("mkdir -p home; " + closed);
    for (const std::string command : {"run experiment.json", "validate experiment.json"}) {
      const Outcome outcome = as_somebody("\"$CHAOS\" " + command);
      EXPECT_EQ(outcome.exit_code, 0) << closed << ": " << outcome.err;
    }
    EXPECT_THAT(as_somebody("\"$CHAOS\" info settings").out,
                HasSubstr("No settings file found at"));
  }
}

TEST_F(ClosedHome, DoesNotMatterToRootWhoRecoversTheirRun) {
  shell_.experiment(experiment_of({shell_action("break", "touch fault; kill -9 $PPID; sleep 9")},
                                  {shell_action("mend", "rm fault")}));
  as_somebody("\"$CHAOS\" run --no-watchdog experiment.json");
  ASSERT_TRUE(shell_.exists("journal.json.wal"));
  EXPECT_EQ(shell_.script("\"$CHAOS\" recover --rollback journal.json.wal").exit_code, 0);
  EXPECT_FALSE(shell_.exists("fault"));
  EXPECT_EQ(shell_.script("stat -c %u:%g journal.json").out, "54321:54321\n");
  shell_.experiment(experiment_of({shell_action("act", "true")}));
  EXPECT_EQ(as_somebody("\"$CHAOS\" run experiment.json").exit_code, 0);
}

}  // namespace
}  // namespace chaos::testing
