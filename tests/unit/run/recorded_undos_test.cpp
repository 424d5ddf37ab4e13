#include "run/recorded_undos.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "run/undo.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json action(const std::string& name, const std::string& undo = "") {
  Json action = {
      {"type", "action"}, {"name", name}, {"provider", {{"type", "process"}, {"path", name}}}};
  if (!undo.empty()) action["rollback"] = {{"type", "action"}, {"name", undo}};
  return action;
}

/// The journal of a run in which every activity of the method began.
Json journal_of(const std::vector<Json>& method) {
  Json journal = {
      {"experiment", {{"method", method}}}, {"run", Json::array()}, {"rollbacks", Json::array()}};
  for (const auto& activity : method)
    journal["run"].push_back({{"activity", activity}, {"status", "succeeded"}});
  return journal;
}

std::vector<std::string> names_left(const Json& journal) {
  std::vector<std::string> names;
  for (const auto& undo : left_to_undo(journal))
    names.push_back(undo.name);
  return names;
}

TEST(RecordedUndos, OfAnUntouchedJournalAreThereAlready) {
  const Json untouched = journal_of({action("a", "undo a"), action("look"), action("b", "undo b")});
  Json journal = untouched;
  EXPECT_THAT(restore_recorded_undos(journal), IsEmpty());
  EXPECT_EQ(journal, untouched);
}

TEST(RecordedUndos, AreFoundIfTheActionWasRenamed) {
  const Json untouched = journal_of({action("a", "undo a"), action("look"), action("b", "undo b")});
  for (const char* place : {"/run/0/activity/name", "/experiment/method/0/name"}) {
    Json journal = untouched;
    journal[JsonPointer(place)] = "renamed";
    EXPECT_THAT(restore_recorded_undos(journal), IsEmpty());
    EXPECT_THAT(names_left(journal), ElementsAre("undo b", "undo a"));
    EXPECT_EQ(journal["experiment"]["method"].size(), 3U);
  }
}

TEST(RecordedUndos, AreRestoredIfTheActionIsNotInTheExperiment) {
  Json journal = journal_of({action("a", "undo a"), action("look")});
  journal["experiment"]["method"].erase(0);
  EXPECT_THAT(restore_recorded_undos(journal), ElementsAre("a"));
  EXPECT_THAT(names_left(journal), ElementsAre("undo a"));
  journal["experiment"].erase("method");
  EXPECT_THAT(restore_recorded_undos(journal), ElementsAre("a"));
  EXPECT_THAT(names_left(journal), ElementsAre("undo a"));
}

TEST(RecordedUndos, AreRestoredIfTheExperimentHasLostThem) {
  Json journal = journal_of({action("a", "undo a"), action("look")});
  journal["experiment"]["method"][0].erase("rollback");
  EXPECT_THAT(restore_recorded_undos(journal), ElementsAre("a"));
  EXPECT_THAT(names_left(journal), ElementsAre("undo a"));
}

TEST(RecordedUndos, AreRestoredIfTheNameIsNowThatOfAnotherAction) {
  Json journal = journal_of({action("a", "undo a"), action("look")});
  journal["run"][0]["activity"]["name"] = "look";
  restore_recorded_undos(journal);
  EXPECT_THAT(names_left(journal), ElementsAre("undo a"));
}

/// This is the meaning of an empty pointer that the run has stated.
TEST(RecordedUndos, OfAnActionThatWasNotStartedStayAway) {
  Json journal = journal_of({action("a", "undo a"), action("b", "undo b")});
  journal["extensions"] = {
      {{"name", "chaos"}, {"places", {{"run", {"/method/0", ""}}, {"rollbacks", Json::array()}}}}};
  EXPECT_THAT(restore_recorded_undos(journal), IsEmpty());
  EXPECT_THAT(names_left(journal), ElementsAre("undo a"));
}

}  // namespace
}  // namespace chaos
