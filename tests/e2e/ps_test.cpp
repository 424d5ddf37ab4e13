#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "json/json_reader.h"
#include "os/process_identity.h"
#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class Ps : public ::testing::Test {
 protected:
  Ps() {
    Json experiment = experiment_of({shell_action("wait here", "echo up > news; read go < calm")},
                                    {shell_action("mend", "touch mended")});
    experiment["title"] = "Waiting for it";
    chaos_.experiment(experiment);
  }

  /// A run that is waiting in its method.
  RunningChaos start(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"run", "--no-watchdog"});
    options.emplace_back(chaos_.path("experiment.json"));
    auto running = chaos_.start(options);
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }
  void let_end(RunningChaos& running) {
    calm_.write_line();
    EXPECT_EQ(running.wait().exit_code, 0);
  }
  std::string ps(std::vector<std::string> options = {}) {
    options.insert(options.begin(), "ps");
    const Outcome outcome = chaos_.run(options);
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    return outcome.out;
  }
  Json listed(bool all = false) {
    return parse_json(all ? ps({"--all", "--format", "json"}) : ps({"--format", "json"}));
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
  NamedPipe calm_{chaos_.path("calm")};
};

TEST_F(Ps, ReportsThatNothingIsRunning) {
  EXPECT_EQ(ps(), "No runs in progress.\n");
  EXPECT_EQ(ps({"--all"}), "No runs in progress, and no killed run left anything to roll back.\n");
  EXPECT_EQ(listed(), Json::array());
}

TEST_F(Ps, ShowsWhatARunDoes) {
  auto running = start();
  const std::string pid = std::to_string(running.pid());
  EXPECT_THAT(ps(), AllOf(ContainsRegex("^ID +PID +USER +STARTED \\(UTC\\) +PHASE +ACTIVITY +TITLE "
                                        "+JOURNAL\n[0-9a-f]{8}  " +
                                        pid + " +" + os::user_name() +
                                        "  [-0-9]{10} [:0-9]{8} +method +wait here +Waiting for it "
                                        "+/.*/journal.json\n$")));
  const Json runs = listed();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["alive"], true);
  EXPECT_EQ(runs[0]["title"], "Waiting for it");
  EXPECT_EQ(runs[0]["phase"], "method");
  EXPECT_EQ(runs[0]["activities"], Json({"wait here"}));
  EXPECT_EQ(runs[0]["owner"]["pid"], running.pid());
  EXPECT_EQ(runs[0]["owner"]["command"], "run");
  EXPECT_EQ(runs[0]["journal"], chaos_.path("journal.json"));
  EXPECT_EQ(runs[0]["log"], chaos_.path("journal.json.wal"));
  EXPECT_EQ(runs[0]["left_to_undo"], 1);
  EXPECT_FALSE(runs[0].contains("undo"));
  let_end(running);
  EXPECT_EQ(listed(true), Json::array());
}

TEST_F(Ps, ShowsRunsOfOtherDirectories) {
  std::filesystem::create_directory(chaos_.path("elsewhere"));
  auto here = start();
  auto there = start({"--journal-path", chaos_.path("elsewhere/j.json")});
  const Outcome outcome = chaos_.run({"--change-dir", "elsewhere", "ps", "--format", "json"});
  const Json runs = parse_json(outcome.out);
  std::vector<std::string> journals;
  for (const auto& run : runs)
    journals.push_back(run.at("journal"));
  EXPECT_THAT(journals,
              UnorderedElementsAre(chaos_.path("journal.json"), chaos_.path("elsewhere/j.json")));
  calm_.write_line();
  calm_.write_line();
  EXPECT_EQ(here.wait().exit_code, 0);
  EXPECT_EQ(there.wait().exit_code, 0);
}

TEST_F(Ps, ShowsAKilledRunAndHowToUndoItOnlyIfAsked) {
  start().signal(SIGKILL).wait();
  EXPECT_EQ(ps(), "No runs in progress.\n");
  const std::string undo = "chaos recover --rollback " + chaos_.path("journal.json.wal");
  const std::string text = ps({"--all"});
  EXPECT_THAT(text, ContainsRegex(" killed +1 to undo +Waiting for it "));
  EXPECT_THAT(text, ContainsRegex("\nRun [0-9a-f]{8} was killed with 1 rollback still to "
                                  "play. To roll it back:\n  " +
                                  undo + "\n$"));
  const Json runs = listed(true);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["alive"], false);
  EXPECT_EQ(runs[0]["undo"], undo);
  // The command does what it says.
  EXPECT_EQ(chaos_.run({"recover", "--rollback", chaos_.path("journal.json.wal")}).exit_code, 0);
  EXPECT_TRUE(chaos_.exists("mended"));
  EXPECT_EQ(listed(true), Json::array());
}

TEST_F(Ps, OmitsAKilledRunThatLeftNothing) {
  Json experiment = experiment_of({shell_action("wait", "echo up > news; read go < calm")});
  chaos_.experiment(experiment);
  start().signal(SIGKILL).wait();
  EXPECT_EQ(listed(true), Json::array());
}

TEST_F(Ps, DistinguishesARollbackFromARun) {
  Json experiment = experiment_of({shell_action("act", "true")},
                                  {shell_action("mend", "echo up > news; read go < calm")});
  chaos_.experiment(experiment).run({"run", "--rollback-strategy", "never", "experiment.json"});
  auto rollback = chaos_.start({"rollback", "journal.json"});
  EXPECT_EQ(news_.read_line(), "up");
  EXPECT_THAT(ps(), HasSubstr(" rolling back "));
  EXPECT_EQ(listed()[0]["owner"]["command"], "rollback");
  let_end(rollback);
}

TEST_F(Ps, RejectsAnUnknownFormat) {
  const Outcome outcome = chaos_.run({"ps", "--format", "xml"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("'xml' is not one of 'text', 'json'"));
}

}  // namespace
}  // namespace chaos::testing
