#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/named_pipe.h"

// One run, several journals or logs: what was played from one of them is not played again from
// another one.

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

namespace fs = std::filesystem;

class TwoJournals : public ::testing::Test {
 protected:
  /// Kills a run that is to be rolled back.
  void crash() {
    chaos_.experiment(experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                    {shell_action("mend", "echo mend >> back")}));
    auto running = chaos_.start({"run", "--no-watchdog", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "up");
    running.signal(SIGKILL).wait();
  }

  /// A run that was not rolled back: "mend" succeeds, and "fix" as soon as there is a file "fixed".
  void run_without_rollbacks() {
    chaos_.experiment(experiment_of({shell_action("act", "true")},
                                    {shell_action("mend", "echo mend >> back"),
                                     shell_action("fix", "test -e fixed && echo fix >> back")}));
    EXPECT_EQ(chaos_.run({"run", "--rollback-strategy", "never", "experiment.json"}).exit_code, 0);
  }

  void run_something_else() {
    chaos_.file("next.json", to_json_text(experiment_of({shell_action("next", "true")})));
    EXPECT_EQ(chaos_.run({"run", "next.json"}).exit_code, 0);
  }

  int exit_code(const std::vector<std::string>& arguments) {
    return chaos_.run(arguments).exit_code;
  }

  void copy(const std::string& from, const std::string& to) const {
    fs::copy_file(chaos_.path(from), chaos_.path(to));
  }

  void expect_refusal(const std::vector<std::string>& arguments, const std::string& journal,
                      const std::string& names) {
    const auto before = chaos_.lines("back");
    const Outcome outcome = chaos_.run(arguments);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err,
                HasSubstr("of this run, whose rollbacks have been played since: according to '" +
                          journal + "', these have succeeded: " + names + "\n"));
    EXPECT_EQ(chaos_.lines("back"), before);
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(TwoJournals, OfWhichOneWasRebuiltEarlierAreBothBroughtUpToDate) {
  crash();
  EXPECT_EQ(exit_code({"recover"}), 0);
  const Outcome outcome = chaos_.run({"recover", "--rollback", "--journal-path", "other.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("The earlier journal of the run in '" +
                                     chaos_.path("journal.json") + "' was brought up to date"));
  for (const char* journal : {"journal.json", "other.json"}) {
    EXPECT_EQ(names_of(chaos_.json(journal)["rollbacks"]), std::vector<std::string>{"mend"});
    EXPECT_THAT(chaos_.run({"rollback", journal}).log(),
                ElementsAre("INFO All rollbacks have run, there is nothing left to play"));
  }
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_F(TwoJournals, OfWhichTheFirstBelongsToALaterRunLeaveThatAlone) {
  crash();
  run_something_else();
  EXPECT_EQ(exit_code({"recover", "--rollback", "--journal-path", "other.json"}), 0);
  EXPECT_EQ(names_of(chaos_.journal()["run"]), std::vector<std::string>{"next"});
}

TEST_F(TwoJournals, ThatWereWrittenElsewhereAreToldApart) {
  crash();
  EXPECT_EQ(exit_code({"recover", "--journal-path", "a.json"}), 0);
  EXPECT_EQ(exit_code({"recover", "--rollback", "--journal-path", "b.json"}), 0);
  expect_refusal({"rollback", "a.json"}, chaos_.path("b.json"), "mend");
  expect_refusal({"rollback", "--dry", "a.json"}, chaos_.path("b.json"), "mend");
  const Outcome listed = chaos_.run({"rollback", "--list", "a.json"});
  EXPECT_EQ(listed.exit_code, 0);
  EXPECT_THAT(listed.err, HasSubstr("'a.json' is an old copy of the journal of this run"));
  EXPECT_EQ(exit_code({"rollback", "--again", "a.json"}), 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend", "mend"));
}

TEST_F(TwoJournals, AreToldApartEvenIfTheLaterOneWasDeleted) {
  crash();
  EXPECT_EQ(exit_code({"recover", "--journal-path", "a.json"}), 0);
  EXPECT_EQ(exit_code({"recover", "--rollback", "--journal-path", "b.json"}), 0);
  fs::remove(chaos_.path("b.json"));
  const Outcome outcome = chaos_.run({"rollback", "a.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("according to '" + chaos_.path(".local/state/chaos/")),
                                 HasSubstr("these have succeeded: mend\n")));
}

TEST_F(TwoJournals, OfWhichTheCopyWasRolledBack) {
  run_without_rollbacks();
  chaos_.file("fixed", "");
  copy("journal.json", "copy.json");
  EXPECT_EQ(exit_code({"rollback", "copy.json"}), 0);
  expect_refusal({"rollback", "journal.json"}, chaos_.path("copy.json"), "mend, fix");
  EXPECT_EQ(exit_code({"rollback", "copy.json"}), 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend", "fix"));
}

TEST_F(TwoJournals, OfWhichEachLetsTheRestBePlayed) {
  run_without_rollbacks();
  copy("journal.json", "copy.json");
  EXPECT_EQ(exit_code({"rollback", "copy.json"}), 9);
  chaos_.file("fixed", "");
  expect_refusal({"rollback", "journal.json"}, chaos_.path("copy.json"), "mend");
  EXPECT_THAT(chaos_.run({"rollback", "journal.json"}).err,
              HasSubstr("hint: nothing was rolled back; to play only the others: chaos rollback "
                        "journal.json --only fix; to play all of its rollbacks again: chaos "
                        "rollback journal.json --again"));
  EXPECT_EQ(exit_code({"rollback", "journal.json", "--only", "fix"}), 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend", "fix"));
  expect_refusal({"rollback", "copy.json"}, chaos_.path("journal.json"), "fix");
}

TEST_F(TwoJournals, DoNotKeepARollbackFromBeingPlayedThatFailedLater) {
  run_without_rollbacks();
  chaos_.file("fixed", "");
  EXPECT_EQ(exit_code({"rollback", "journal.json"}), 0);
  fs::remove(chaos_.path("fixed"));
  EXPECT_EQ(exit_code({"rollback", "--again", "--only", "fix", "journal.json"}), 9);
  chaos_.file("fixed", "");
  EXPECT_EQ(exit_code({"rollback", "journal.json"}), 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend", "fix", "fix"));
}

TEST_F(TwoJournals, OrACopyOfTheLogAfterItsWatchdogHasRolledBack) {
  chaos_.experiment(experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                  {shell_action("mend", "echo mend >> back; echo up > news")}));
  auto running = chaos_.start({"run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_EQ(news_.read_line(), "up");
  copy("journal.json.wal", "copy.wal");
  running.signal(SIGKILL);
  EXPECT_EQ(news_.read_line(), "up");
  running.wait();
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
  run_something_else();  // its journal takes the place of the other one
  const Outcome outcome = chaos_.run({"recover", "--rollback", "copy.wal"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("'copy.wal' is an old copy of the log of this run"));
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing
