#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "json/json_reader.h"
#include "support/shell_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// A journal that was edited after its run.
class EditedJournal : public ::testing::Test {
 protected:
  EditedJournal() {
    Json breaks = shell_action("break", "true");
    breaks["rollback"] = shell_action("mend", "echo mend >> undone");
    chaos_.experiment(experiment_of({breaks}, {shell_action("flat", "echo flat >> undone")}));
    chaos_.chaos("run --rollback-strategy never experiment.json");
  }
  void edit(const std::string& pointer, Json value) {
    Json journal = chaos_.json("journal.json");
    journal[JsonPointer(pointer)] = std::move(value);
    chaos_.file("journal.json", to_json_text(journal, 2));
  }
  /// All values that could replace it.
  static Json odd_values() { return {Json::object(), Json::array(), "x", Json::array({Json()})}; }

  ShellCommand chaos_;
};

TEST_F(EditedJournal, OfAnotherShapeIsRefusedBeforeAnythingIsPlayed) {
  edit("/rollbacks", Json::object());
  const Outcome outcome = chaos_.chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              ElementsAre("ERROR the journal 'journal.json' cannot be used: '/rollbacks' in it "
                          "must be a list, but it is a mapping"));
  EXPECT_FALSE(chaos_.exists("undone"));
  EXPECT_FALSE(chaos_.exists("journal.json.wal"));
  EXPECT_EQ(chaos_.chaos("ps --all --format json").out, "[]\n");
}

TEST_F(EditedJournal, KeepsTheUndoOfARenamedAction) {
  edit("/run/0/activity/name", "renamed");
  EXPECT_EQ(chaos_.chaos("rollback journal.json").exit_code, 0);
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend", "flat"));
  EXPECT_THAT(chaos_.chaos("rollback journal.json").err, HasSubstr("nothing left to play"));
}

TEST_F(EditedJournal, RestoresAnUndoThatTheExperimentHasLost) {
  edit("/experiment/method", Json::array());
  const Outcome outcome = chaos_.chaos("rollback journal.json");
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(
      outcome.log().front(),
      "WARNING The rollback of 'break' is missing from the experiment in 'journal.json': using "
      "the one that was recorded during the run");
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend", "flat"));
  EXPECT_THAT(chaos_.chaos("rollback journal.json").err, HasSubstr("nothing left to play"));
}

// Controls can do the same to the state that they get.
TEST_F(EditedJournal, IsRolledBackEvenIfTheRecordOfAnActionIsIncomplete) {
  const std::string good = chaos_.text("journal.json");
  for (const char* key : {"status", "start", "output"}) {
    for (const Json& value : {Json(), Json(5)}) {
      chaos_.file("journal.json", good);
      edit(std::string("/run/0/") + key, value);
      EXPECT_EQ(chaos_.chaos("rollback journal.json").exit_code, 0) << key;
      EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend", "flat")) << key;
      EXPECT_THAT(chaos_.chaos("rollback journal.json").err, HasSubstr("nothing left to play"));
      chaos_.script("rm -f undone .local/state/chaos/runs/.settled-*");  // as if never played
    }
  }
}

TEST_F(EditedJournal, IsRefusedIfNothingSaysWhichActionBegan) {
  edit("/run/0/activity", Json());
  EXPECT_THAT(chaos_.chaos("rollback journal.json").err,
              HasSubstr("'/run/0/activity' in it must be a mapping, but it is null"));
  EXPECT_FALSE(chaos_.exists("undone"));
}

/// Either it is rejected, or it is rolled back completely.
TEST_F(EditedJournal, NeverFailsHalfway) {
  const std::string good = chaos_.text("journal.json");
  for (const char* place : {"/experiment/method",
                            "/experiment/method/0",
                            "/experiment/method/0/rollback",
                            "/experiment/rollbacks",
                            "/experiment/configuration",
                            "/experiment/secrets",
                            "/experiment/controls",
                            "/experiment/extensions",
                            "/experiment/runtime",
                            "/experiment/title",
                            "/experiment/steady-state-hypothesis",
                            "/run",
                            "/run/0",
                            "/run/0/activity",
                            "/run/0/status",
                            "/rollbacks",
                            "/steady_states",
                            "/steady_states/before",
                            "/start",
                            "/end",
                            "/node",
                            "/status",
                            "/deviated",
                            "/duration",
                            "/extensions"}) {
    for (const auto& value : odd_values()) {
      chaos_.file("journal.json", good);
      edit(place, value);
      const Outcome outcome = chaos_.chaos("rollback journal.json");
      EXPECT_THAT(outcome.err, Not(HasSubstr("json.exception")))
          << place << ": " << to_json_text(value, -1);
      EXPECT_FALSE(chaos_.exists("journal.json.wal")) << place << ": " << to_json_text(value, -1);
      chaos_.script("rm -f journal.json.wal journal-*; rm -rf .local");
    }
  }
}

}  // namespace
}  // namespace chaos::testing
