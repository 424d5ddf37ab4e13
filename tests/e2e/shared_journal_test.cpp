#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "json/json_reader.h"
#include "support/named_pipe.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// Runs with the same journal path, whose rollbacks fail until the file "fixed" exists.
class SharedJournal : public ::testing::Test {
 protected:
  static Json experiment(const std::string& title, const std::string& action = "true") {
    Json act = shell_action("break", action);
    act["rollback"] = shell_action("mend", "test -e fixed && echo " + title + " >> back");
    Json experiment = experiment_of({act});
    experiment["title"] = title;
    return experiment;
  }

  /// A run that continues until it is killed.
  RunningChaos start(const std::string& title, const std::string& options = "") {
    chaos_.file(title + ".json", to_json_text(experiment(title, "echo up > news; sleep 1000")));
    auto run = chaos_.start_chaos("run " + options + " " + title + ".json");
    EXPECT_EQ(news_.read_line(), "up");
    return run;
  }

  Outcome run(const std::string& title) {
    chaos_.file(title + ".json", to_json_text(experiment(title)));
    return chaos_.chaos("run " + title + ".json");
  }

  /// The titles in all journals.
  std::vector<std::string> titles() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(chaos_.path("."))) {
      const std::string name = entry.path().filename();
      if (!name.starts_with("journal") || !name.ends_with(".json")) continue;
      found.push_back(chaos_.json(name)["experiment"]["title"]);
    }
    return found;
  }

  /// Plays the remaining rollbacks of the journal that this output names.
  void play_kept(const std::string& output) {
    std::smatch match;
    const std::regex hint("to play the remaining rollbacks: (chaos rollback .*/journal-.*\\.json)");
    ASSERT_TRUE(std::regex_search(output, match, hint)) << output;
    chaos_.file("fixed", "");
    const std::string command = match.str(1);
    EXPECT_EQ(chaos_.chaos(command.substr(command.find(' ') + 1)).exit_code, 0);
  }

  ShellCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(SharedJournal, OfARunWithAFailedRollbackIsKeptByTheNextRun) {
  run("first");
  chaos_.file("second.json", to_json_text(experiment_of({shell_action("next", "true")})));
  const Outcome next = chaos_.chaos("run second.json");
  EXPECT_EQ(next.exit_code, 0);
  EXPECT_THAT(next.err, HasSubstr("warning: the earlier run that wrote './journal.json' still has "
                                  "rollbacks to play\nhint: its journal is now './journal-"));
  play_kept(next.err);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("first"));
}

TEST_F(SharedJournal, OfARunWhoseUndosNeverRanIsKeptByTheNextRun) {
  start("first").signal(SIGUSR2).wait();
  play_kept(run("second").err);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("first"));
}

TEST_F(SharedJournal, OfARunWithNothingToUndoIsReplaced) {
  for (const char* title : {"first", "second"}) {
    chaos_.file("fixed", "");
    chaos_.file("next.json", to_json_text(experiment(title)));
    const Outcome outcome = chaos_.chaos("run --rollback-strategy never next.json");
    EXPECT_THAT(outcome.err, Not(HasSubstr("journal-")));
  }
  EXPECT_THAT(titles(), ElementsAre("second"));
}

TEST_F(SharedJournal, OfARunThatWasRolledBackIsReplaced) {
  chaos_.file("fixed", "");
  run("first");
  EXPECT_THAT(run("second").err, Not(HasSubstr("journal-")));
  EXPECT_THAT(titles(), ElementsAre("second"));
}

TEST_F(SharedJournal, OfALaterRunIsKeptByRecover) {
  auto killed = start("killed", "--no-watchdog");
  run("other");
  killed.signal(SIGKILL).wait();
  const Outcome recovery = chaos_.chaos("recover --rollback journal.json.wal");
  EXPECT_THAT(recovery.err, HasSubstr("WARNING] another run wrote '"));
  EXPECT_THAT(titles(), UnorderedElementsAre("killed", "other"));
  EXPECT_EQ(chaos_.journal()["experiment"]["title"], "killed");
  play_kept(recovery.err);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("other"));
}

TEST_F(SharedJournal, OfAKilledRunIsKeptByAnotherWatchdog) {
  auto one = start("one");
  auto two = start("two");
  two.signal(SIGKILL).wait();  // waits for its watchdog, too
  const Outcome outcome = one.signal(SIGKILL).wait();
  EXPECT_THAT(titles(), UnorderedElementsAre("one", "two"));
  play_kept(outcome.err);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("two"));
}

TEST_F(SharedJournal, ThatWasNotInAFileDoesNotLookLikeALog) {
  start("killed", "--journal-path /dev/stdout").signal(SIGKILL).wait();
  std::vector<std::string> kept;
  const std::string runs = chaos_.path(".local/state/chaos/runs");
  for (const auto& entry : std::filesystem::directory_iterator(runs))
    kept.push_back(entry.path().extension());
  EXPECT_THAT(kept, ElementsAre(".json"));
  EXPECT_THAT(chaos_.chaos("recover").err, Not(HasSubstr("cannot be recovered")));
  EXPECT_THAT(chaos_.chaos("ps --all --format json").out, HasSubstr("[]"));
}

}  // namespace
}  // namespace chaos::testing
