#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/named_pipe.h"
#include "support/shell_command.h"
#include "support/small_disk.h"

// `chaos rollback` and `chaos recover` where nothing can be written: not the journal, not the log,
// and neither in the temporary directory nor in the list of runs.

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

class FullDiskRollback : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.mounted()) return;
    fs::create_directory(chaos_.path("disk/tmp"));
    fs::create_directory(chaos_.path("elsewhere"));
    chaos_.env("TMPDIR", chaos_.path("disk/tmp"))
        .env("XDG_STATE_HOME", chaos_.path("disk/state"))
        .env("DIR", chaos_.path(""));
  }

  /// An action whose undo leaves its mark on another disk, and does what it is told.
  static Json undone(const std::string& name, const std::string& script = ":") {
    Json action = shell_action("break-" + name, ":");
    action["rollback"] = shell_action(name, "echo " + name + " >> \"$DIR/story\"; " + script);
    return action;
  }
  /// Fills the disk, and says more than fits into the rest of the log's last block.
  static Json undone_by_filling() {
    return undone("fill",
                  "cat /dev/zero > fill 2> /dev/null; head -c 20000 /dev/zero | tr '\\0' x");
  }

  void write(const std::vector<Json>& method) {
    chaos_.file("disk/e.json", to_json_text(experiment_of(method), 2));
  }
  /// A run whose rollbacks are left to `chaos rollback`.
  void run(const std::vector<Json>& method) {
    write(method);
    EXPECT_EQ(chaos("run --rollback-strategy never e.json").exit_code, 0);
  }
  /// A run that is killed.
  void crash(std::vector<Json> method) {
    method.push_back(shell_action("hang", "echo up > \"$DIR/news\"; exec sleep 1000"));
    write(method);
    auto running = chaos_.start_chaos("--change-dir disk run --no-watchdog e.json");
    EXPECT_EQ(news_.read_line(), "up");
    running.signal(SIGKILL).wait();
  }
  Outcome chaos(const std::string& arguments) {
    return chaos_.script("cd disk && exec \"$CHAOS\" --no-log-file " + arguments);
  }
  void make_room() const { fs::remove(chaos_.path("disk/fill")); }

  ShellCommand chaos_;
  const SmallDisk disk_{chaos_.path("disk"), "256k"};
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(FullDiskRollback, SaysThatNothingRecordsIt) {
  REQUIRE_OR_SKIP(disk_);
  run({undone("mend"), undone("fail", "exit 7")});
  disk_.fill();
  const std::string before = chaos_.text("disk/journal.json");
  const Outcome outcome = chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("fail", "mend"));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("If this rollback is killed, there is no record"),
                    HasSubstr("the journal cannot be written to '"),
                    HasSubstr("ERROR] Nothing records that 'mend' succeeded: 'journal.json' is as "
                              "it was before, and would have them played again"),
                    HasSubstr("To play the remaining rollbacks: chaos rollback journal.json --only "
                              "fail\n")));
  EXPECT_EQ(chaos_.text("disk/journal.json"), before);
  EXPECT_FALSE(chaos_.exists("disk/journal.json.wal"));
  make_room();
  EXPECT_EQ(chaos("rollback journal.json --only fail").exit_code, 9);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("fail", "mend", "fail"));
}

TEST_F(FullDiskRollback, FailsIfOnlyItsRecordIsLost) {
  REQUIRE_OR_SKIP(disk_);
  run({undone("mend")});
  disk_.fill();
  EXPECT_EQ(chaos("rollback journal.json").exit_code, 1);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("mend"));
}

TEST_F(FullDiskRollback, KeepsTheLogOfWhatItCouldRecord) {
  REQUIRE_OR_SKIP(disk_);
  run({undone("fail", "exit 7"), undone("last"), undone_by_filling(), undone("first")});
  const std::string before = chaos_.text("disk/journal.json");
  const Outcome outcome = chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "fill", "last", "fail"));
  const std::string log = chaos_.path("disk/journal.json.wal");
  EXPECT_THAT(
      outcome.err,
      AllOf(HasSubstr("Continuing without it: after a crash, there is no record of what happened"),
            HasSubstr("The log '" + log +
                      "', which is kept, does not say that 'fill', 'last' "
                      "succeeded"),
            Not(HasSubstr("delete it")),
            HasSubstr("To play the remaining rollbacks: chaos recover --rollback --only fail " +
                      log + "\n")));
  EXPECT_EQ(chaos_.text("disk/journal.json"), before);
  make_room();
  EXPECT_EQ(chaos("rollback journal.json").exit_code, 1) << "the log says more";
  EXPECT_EQ(chaos("recover --rollback --only fail " + log).exit_code, 9);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "fill", "last", "fail", "fail"));
}

TEST_F(FullDiskRollback, SaysThatALogIsOfNoUseOnceNothingIsLeft) {
  REQUIRE_OR_SKIP(disk_);
  run({undone_by_filling(), undone("first")});
  const Outcome outcome = chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("ERROR] Nothing is left to play, so delete it, or they would "
                                     "be played again: rm " +
                                     chaos_.path("disk/journal.json.wal")));
}

TEST_F(FullDiskRollback, OfAKilledRunKeepsItsLogAndSaysWhatItLacks) {
  REQUIRE_OR_SKIP(disk_);
  crash({undone("fail", "exit 7"), undone("last"), undone_by_filling(), undone("first")});
  const std::string before = chaos_.text("disk/journal.json.wal");
  const Outcome outcome = chaos("recover --rollback journal.json.wal");
  EXPECT_EQ(outcome.exit_code, 9);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "fill", "last", "fail"));
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("The log 'journal.json.wal', which is kept, does not say that "
                              "'fill', 'last' succeeded"),
                    HasSubstr("To play the remaining rollbacks: chaos recover --rollback --only "
                              "fail journal.json.wal\n")));
  EXPECT_TRUE(chaos_.text("disk/journal.json.wal").starts_with(before));
  make_room();
  EXPECT_EQ(chaos("recover --rollback --only fail journal.json.wal").exit_code, 9);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("first", "fill", "last", "fail", "fail"));
}

TEST_F(FullDiskRollback, LosesNothingIfOnlyTheJournalIsRebuilt) {
  REQUIRE_OR_SKIP(disk_);
  crash({undone("mend")});
  disk_.fill();
  const std::string before = chaos_.text("disk/journal.json.wal");
  const Outcome outcome = chaos("recover journal.json.wal");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("Once the journal can be written: chaos recover "
                                     "journal.json.wal"));
  EXPECT_TRUE(chaos_.text("disk/journal.json.wal").starts_with(before));
  make_room();
  EXPECT_EQ(chaos("recover --rollback journal.json.wal").exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("mend"));
}

TEST_F(FullDiskRollback, WhoseJournalIsKeptElsewhereIsNotRepeatedFromTheOldOne) {
  REQUIRE_OR_SKIP(disk_);
  chaos_.env("TMPDIR", chaos_.path("elsewhere")).env("XDG_STATE_HOME", chaos_.path("elsewhere"));
  run({undone("mend")});
  disk_.fill();
  const Outcome outcome = chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 1);
  const std::string hint = "'journal.json' is as it was before. Once it can be written: ";
  ASSERT_THAT(outcome.err, HasSubstr(hint + "mv " + chaos_.path("elsewhere/chaos-journal-")));
  std::string move = outcome.err.substr(outcome.err.find(hint) + hint.size());
  move.erase(move.find('\n'));
  make_room();
  EXPECT_THAT(chaos("rollback journal.json").err,
              HasSubstr("'journal.json' is an old copy of the journal of this run"));
  EXPECT_EQ(chaos_.script("cd disk && " + move).exit_code, 0);
  EXPECT_EQ(chaos("rollback journal.json").exit_code, 0);
  EXPECT_THAT(chaos_.lines("story"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing
