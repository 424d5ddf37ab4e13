#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/http_server.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// How a run ends that leaves its rollbacks to a later command, or to its watchdog.
enum class End { kInterrupted, kKilled, kWatched };

/// A run with a .env file as its variable file, whose variables are not set afterwards.
class EnvFileRollback : public ::testing::TestWithParam<End> {
 protected:
  void run() {
    Json by_program = shell_action("program", "echo program $WHERE $PASSWORD >> undone");
    Json by_python = python_action("mend");
    Json by_request = {{"type", "action"},
                       {"name", "request"},
                       {"provider", {{"type", "http"}, {"url", "http://system.test/mend"}}}};
    Json action = shell_action("hang", "exec sleep 1000");
    action["rollback"] = {by_program, by_python, by_request};
    chaos_
        .file("tools.py",
              "import os\n"
              "def mend():\n"
              "    with open('undone', 'a') as file: print('python', os.environ['WHERE'], "
              "os.environ['PASSWORD'], file=file)\n")
        .file("run.env", "WHERE=here\nPASSWORD=s3cr3t-word\nhttp_proxy=" + proxy_.url("") + "\n")
        .experiment(experiment_of({action}, {shell_action("flat", "echo flat $WHERE >> undone")}));
    std::filesystem::create_directory(chaos_.path("elsewhere"));
    std::vector<std::string> words = {"run", "--rollback-strategy", "always", "--var-file",
                                      "run.env"};
    if (GetParam() != End::kWatched) words.emplace_back("--no-watchdog");
    words.emplace_back("experiment.json");
    RunningChaos run = chaos_.start(words);
    run.wait_for_log("Action: hang");
    if (GetParam() == End::kInterrupted) run.signal(SIGUSR2).wait();
    if (GetParam() != End::kInterrupted) run.signal(SIGKILL).wait();
    for (const char* file : {"journal.json", "journal.json.wal", "chaostoolkit.log"})
      EXPECT_THAT(chaos_.text(file), Not(HasSubstr("s3cr3t-word"))) << file;
  }

  Outcome put_back(const std::vector<std::string>& options = {}) {
    std::vector<std::string> words = {"--change-dir", chaos_.path("elsewhere")};
    if (GetParam() == End::kKilled)
      words.insert(words.end(), {"recover", "--rollback", chaos_.path("journal.json.wal")});
    else
      words.insert(words.end(), {"rollback", chaos_.path("journal.json")});
    words.insert(words.end(), options.begin(), options.end());
    return chaos_.run(words);
  }

  void expect_undone(const std::string& where = "here") {
    EXPECT_THAT(chaos_.lines("undone"),
                ElementsAre("program " + where + " s3cr3t-word", "python " + where + " s3cr3t-word",
                            "flat " + where));
    EXPECT_THAT(proxy_.requests(), ::testing::SizeIs(1));
  }

  PythonCommand chaos_{""};
  HttpServer proxy_{{reply(200)}};
};

INSTANTIATE_TEST_SUITE_P(After, EnvFileRollback, ::testing::Values(End::kInterrupted, End::kKilled),
                         [](const auto& end) {
                           return end.param == End::kKilled ? "AKill" : "AnInterruption";
                         });

TEST_P(EnvFileRollback, HasTheVariablesOfTheRun) {
  run();
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, Not(HasSubstr("environment of this command")));
  EXPECT_THAT(outcome.err, Not(HasSubstr("s3cr3t-word")));
  expect_undone();
}

TEST_P(EnvFileRollback, LetsAnotherFileReplaceThem) {
  run();
  chaos_.file("other.env", "WHERE=there\n");
  EXPECT_EQ(put_back({"--var-file", chaos_.path("other.env")}).exit_code, 0);
  expect_undone("there");
}

TEST_P(EnvFileRollback, IsRefusedIfTheFileIsGone) {
  run();
  std::filesystem::remove(chaos_.path("run.env"));
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the variable file '" + chaos_.path("run.env") +
                                     "', which the run used, no longer exists"));
  EXPECT_THAT(outcome.err, HasSubstr("--var-file FILE.env"));
  EXPECT_FALSE(chaos_.exists("undone"));
}

TEST_P(EnvFileRollback, DoesNotNeedTheFileIfItsVariablesAreSet) {
  run();
  std::filesystem::remove(chaos_.path("run.env"));
  chaos_.env("WHERE", "here").env("PASSWORD", "s3cr3t-word").env("http_proxy", proxy_.url(""));
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  expect_undone();
}

class WatchedEnvFileRollback : public EnvFileRollback {};

INSTANTIATE_TEST_SUITE_P(By, WatchedEnvFileRollback, ::testing::Values(End::kWatched),
                         [](const auto&) { return "TheWatchdog"; });

TEST_P(WatchedEnvFileRollback, HasTheVariablesOfTheRun) {
  run();
  expect_undone();
}

}  // namespace
}  // namespace chaos::testing
