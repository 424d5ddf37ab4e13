#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <filesystem>
#include <optional>
#include <string>

#include "json/json_reader.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

Json titled(const std::string& title, Json experiment) {
  experiment["title"] = title;
  return experiment;
}

/// Runs in separate directories, and what `stop` and `ps` report if their log or journal has been
/// moved.
class StopReport : public ::testing::Test {
 protected:
  StopReport() {
    for (const char* name : {"work", "tmp"})
      fs::create_directory(chaos_.path(name));
    chaos_.env("TMPDIR", chaos_.path("tmp"));
  }

  /// A run in "work" that has reported its start to the test.
  RunningChaos start(const std::string& title, const std::string& options = "",
                     const std::string& mend = "echo mend >> back") {
    const Json experiment =
        titled(title, experiment_of({shell_action("hang", "echo up > ../news; sleep 1000")},
                                    {shell_action("mend", mend)}));
    chaos_.file("work/" + title + ".json", to_json_text(experiment, 2));
    auto running = chaos_.start_script("cd work && exec \"$CHAOS\" run --no-watchdog " + options +
                                       " " + title + ".json");
    EXPECT_EQ(news_.read_line(), "up");
    return running;
  }
  Json listed() { return parse_json(chaos_.chaos("ps --all --format json").out); }
  std::string id() {
    const Json runs = listed();
    return runs.empty() ? "" : runs.at(0).at("id").get<std::string>();
  }

  /// A `stop` that notices the end of the run only after `meanwhile`.
  template <class Meanwhile>
  Outcome stop_with_delay(RunningChaos& running, const Meanwhile& meanwhile) {
    auto stopping = chaos_.start_chaos("stop " + id() + " >&2");
    stopping.wait_for_log("Stopping the run");
    stopping.signal(SIGSTOP);
    int status = 0;
    EXPECT_EQ(::waitpid(stopping.pid(), &status, WUNTRACED), stopping.pid());
    running.wait();
    meanwhile();
    stopping.signal(SIGCONT);
    return stopping.wait();
  }

  ShellCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(StopReport, DoesNotConfuseTheLogOfALaterRunWithThatOfTheStoppedOne) {
  auto first = start("first");
  std::optional<RunningChaos> second;
  const Outcome outcome = stop_with_delay(first, [&] { second.emplace(start("second")); });
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("The run 'first' has ended: interrupted."),
                                 Not(HasSubstr("without writing its journal"))));
  second->signal(SIGTERM).wait();
}

TEST_F(StopReport, SaysWhereTheJournalWentThatCannotBeReadAgain) {
  auto running = start("piped", "--journal-path /dev/stdout");
  const std::string name = id();
  const Outcome outcome = chaos_.chaos("stop " + name);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("The run 'piped' has ended: interrupted. Its journal was saved to "
                        "'/dev/stdout'.\nThe only rollback has not succeeded: mend (never ran)\nTo "
                        "play the remaining rollbacks:\n  chaos recover --rollback "));
  running.wait();
  EXPECT_THAT(chaos_.chaos("ps --all").out,
              ContainsRegex("\nRun " + name + " has ended with 1 rollback still to play."));
  EXPECT_THAT(chaos_.chaos("stop " + name).err,
              HasSubstr("the run 'piped' has ended with 1 rollback still to play"));
}

TEST_F(StopReport, SaysThatTheJournalWentElsewhereIfNothingIsLeft) {
  auto running = start("piped", "--journal-path /dev/stdout --rollback-strategy always");
  const Outcome outcome = chaos_.chaos("stop " + id());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("The run 'piped' has ended. Its journal was saved to '/dev/stdout'.\n"));
  running.wait();
}

TEST_F(StopReport, CannotReportTheEndOfARunWhoseJournalIsGone) {
  auto running = start("moved", "--rollback-strategy always", "exit 3");
  const Outcome outcome =
      stop_with_delay(running, [&] { fs::rename(chaos_.path("work"), chaos_.path("elsewhere")); });
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("The run 'moved' has ended, but its journal is not at '" +
                        chaos_.path("work/journal.json") + "', so it is unknown how."));
}

TEST_F(StopReport, FindsARunWhoseLogWasDeleted) {
  auto running = start("cleaned");
  fs::remove(chaos_.path("work/journal.json.wal"));
  for (int i = 0; i < 2; ++i) {
    const Json runs = listed();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0]["alive"], true);
    EXPECT_EQ(runs[0]["title"], "cleaned");
    EXPECT_EQ(runs[0]["owner"]["pid"], running.pid());
  }
  const Outcome outcome = chaos_.chaos("stop " + id());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("The run 'cleaned' has ended: interrupted."));
  running.wait();
  EXPECT_EQ(listed(), Json::array());
}

TEST_F(StopReport, FindsARunWhoseDirectoryWasMoved) {
  auto running = start("moved");
  fs::rename(chaos_.path("work"), chaos_.path("elsewhere"));
  const Json run = listed().at(0);
  EXPECT_EQ(run["owner"]["pid"], running.pid());
  EXPECT_EQ(run["log"], chaos_.path("elsewhere/journal.json.wal"));
  EXPECT_EQ(run["journal"], chaos_.path("elsewhere/journal.json"));
  const Outcome outcome = chaos_.chaos("stop " + std::to_string(running.pid()));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("has ended: interrupted. Its journal is '" +
                                     chaos_.path("elsewhere/journal.json") + "'.\n"));
  running.wait();
  EXPECT_EQ(chaos_.json("elsewhere/journal.json")["status"], "interrupted");
}

/// The journal cannot be written to its path, and the log has been moved.
TEST_F(StopReport, ReportsTheEndOfARunWhoseDirectoryAndJournalWereMoved) {
  auto running = start(
      "moved", "--rollback-strategy always --journal-path " + chaos_.path("work/journal.json"));
  fs::rename(chaos_.path("work"), chaos_.path("elsewhere"));
  const Outcome outcome = chaos_.chaos("stop " + id());
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out,
              HasSubstr("The run 'moved' has ended: interrupted. The output of the run "
                        "says where its journal is.\n"));
  EXPECT_THAT(outcome.out, Not(HasSubstr("chaos recover")));
  EXPECT_THAT(running.wait().err, HasSubstr("it was kept in '" + chaos_.path("tmp")));
}

/// The log of the later run has the name of the deleted one.
TEST_F(StopReport, DistinguishesARunWhoseLogWasDeletedFromALaterOne) {
  auto first = start("first");
  fs::remove(chaos_.path("work/journal.json.wal"));
  auto second = start("second");
  std::string name;
  const Json runs = listed();
  ASSERT_EQ(runs.size(), 2U);
  for (const auto& run : runs) {
    const bool is_first = run["title"] == "first";
    EXPECT_EQ(run["owner"]["pid"], (is_first ? first : second).pid());
    if (is_first) name = run["id"];
  }
  EXPECT_THAT(chaos_.chaos("stop " + name).out, HasSubstr("The run 'first' has ended"));
  first.wait();
  EXPECT_EQ(listed().at(0).at("owner").at("pid"), second.pid());
  second.signal(SIGTERM).wait();
}

}  // namespace
}  // namespace chaos::testing
