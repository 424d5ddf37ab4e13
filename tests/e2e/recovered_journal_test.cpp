#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>

#include "support/chaos_command.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kWal = "journal.json.wal";

/// The log of a killed run, and a journal of that run: only the log says what is played from now
/// on.
class RecoveredJournal : public ::testing::Test {
 protected:
  /// Kills a run whose action continues afterwards.
  void crash() {
    chaos_.experiment(experiment_of({shell_action("hang", "echo up > news; exec sleep 1000")},
                                    {shell_action("mend", "echo mend >> back")}));
    auto running = chaos_.start({"run", "--no-watchdog", "experiment.json"});
    EXPECT_EQ(news_.read_line(), "up");
    running.signal(SIGKILL).wait();
  }

  void run_something_else() {
    chaos_.file("next.json", to_json_text(experiment_of({shell_action("next", "true")})));
    EXPECT_EQ(chaos_.run({"run", "next.json"}).exit_code, 0);
  }

  /// From now on, there is another list of runs, as in another container.
  void forget_the_list_of_runs() { chaos_.env("XDG_STATE_HOME", chaos_.path("elsewhere")); }

  /// The log that was renamed by a later run.
  std::string log_set_aside() const {
    for (const auto& entry : std::filesystem::directory_iterator(chaos_.path("."))) {
      const std::string name = entry.path().filename();
      if (name.starts_with("journal.json.wal.") && !name.ends_with(".json")) return name;
    }
    ADD_FAILURE() << "no log was set aside";
    return {};
  }

  void expect_refusal(const std::string& journal, const std::string& log) {
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"rollback", journal},
                                               {"rollback", "--dry", journal},
                                               {"rollback", "--list", journal}}) {
      const Outcome outcome = chaos_.run(arguments);
      EXPECT_EQ(outcome.exit_code, 1) << arguments[1];
      EXPECT_THAT(outcome.err,
                  AllOf(HasSubstr("the log of the run of '" + journal + "' still exists: '"),
                        HasSubstr("hint: nothing was rolled back; to play the "
                                  "remaining rollbacks: chaos recover --rollback "),
                        HasSubstr(log), Not(HasSubstr("earlier run"))));
    }
    EXPECT_FALSE(chaos_.exists("back"));
    EXPECT_FALSE(chaos_.exists(journal + ".wal") && journal + ".wal" != log);
  }

  void expect_recovery(const std::string& log) {
    const Outcome outcome = chaos_.run({"recover", "--rollback", log});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr("'hang' was still running (pid "));
    EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
    EXPECT_FALSE(chaos_.exists(log));
  }

  ChaosCommand chaos_;
  NamedPipe news_{chaos_.path("news")};
};

TEST_F(RecoveredJournal, IsNotRolledBackWhileItsLogIsNextToIt) {
  crash();
  EXPECT_EQ(chaos_.run({"recover"}).exit_code, 0);
  EXPECT_EQ(chaos_.journal()["extensions"][0]["log"], chaos_.path(kWal));
  expect_refusal("journal.json", kWal);
  expect_recovery(kWal);
  EXPECT_FALSE(chaos_.journal()["extensions"][0].contains("log"));
  EXPECT_THAT(chaos_.run({"rollback", "journal.json"}).log(),
              ElementsAre("INFO All rollbacks have run, there is nothing left to play"));
}

TEST_F(RecoveredJournal, IsNotRolledBackWhileItsLogIsElsewhere) {
  crash();
  EXPECT_EQ(chaos_.run({"recover", "--journal-path", "other.json"}).exit_code, 0);
  expect_refusal("other.json", kWal);
  forget_the_list_of_runs();
  expect_refusal("other.json", kWal);
  expect_recovery(kWal);
}

TEST_F(RecoveredJournal, IsNotRolledBackWhileItsLogIsSetAside) {
  crash();
  run_something_else();
  const std::string log = log_set_aside();
  EXPECT_EQ(chaos_.run({"recover"}).exit_code, 0);
  expect_refusal(log + ".json", log);
  expect_recovery(log);
}

TEST_F(RecoveredJournal, IsNotRolledBackAfterItsLogWasSetAside) {
  crash();
  EXPECT_EQ(chaos_.run({"recover", "--journal-path", "other.json"}).exit_code, 0);
  run_something_else();
  forget_the_list_of_runs();
  const std::string log = log_set_aside();
  expect_refusal("other.json", log);
  expect_recovery(log);
}

TEST_F(RecoveredJournal, IsRolledBackOnceItsLogIsDeleted) {
  crash();
  EXPECT_EQ(chaos_.run({"recover", "--journal-path", "other.json"}).exit_code, 0);
  std::filesystem::remove(chaos_.path(kWal));
  EXPECT_EQ(chaos_.run({"rollback", "other.json"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  EXPECT_FALSE(chaos_.text("other.json").find("\"log\"") != std::string::npos);
}

TEST_F(RecoveredJournal, IsRolledBackWhateverTheLogOfAnotherRunSays) {
  crash();
  EXPECT_EQ(chaos_.run({"recover", "--journal-path", "other.json"}).exit_code, 0);
  std::filesystem::remove(chaos_.path(kWal));
  crash();  // leaves a log with the same name
  EXPECT_EQ(chaos_.run({"rollback", "other.json"}).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
  EXPECT_TRUE(chaos_.exists(kWal));
}

/// The log is kept because the journal is not in a file that can be read again.
TEST(PipedJournal, IsNotRolledBackWhileItsLogExists) {
  ChaosCommand chaos;
  chaos.experiment(
      experiment_of({shell_action("act", "true")}, {shell_action("mend", "echo mend >> back")}));
  const Outcome run = chaos.run(
      {"run", "--rollback-strategy", "never", "--journal-path", "/dev/stdout", "experiment.json"});
  chaos.file("saved.json", run.out);
  const Outcome outcome = chaos.run({"rollback", "saved.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the log of the run of 'saved.json' still exists: '"));
  EXPECT_FALSE(chaos.exists("back"));
  EXPECT_EQ(chaos.run({"recover", "--rollback"}).exit_code, 0);
  EXPECT_THAT(chaos.lines("back"), ElementsAre("mend"));
}

}  // namespace
}  // namespace chaos::testing
