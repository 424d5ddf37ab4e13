#include "run/undo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json process(const std::string& name) {
  return {
      {"type", "action"}, {"name", name}, {"provider", {{"type", "process"}, {"path", "true"}}}};
}

Json run_of(const Json& activity, const Json& members) {
  Json run = {{"activity", activity}};
  run.update(members);
  return run;
}

const Json kSucceeded = {{"status", "succeeded"}, {"output", {{"status", 0}}}};

Json journal_of(const Json& experiment, const std::vector<Json>& run,
                const std::vector<Json>& rollbacks) {
  return {{"experiment", experiment}, {"run", run}, {"rollbacks", rollbacks}};
}

std::vector<std::string> pointers_of(const std::vector<Undo>& undos) {
  std::vector<std::string> pointers;
  for (const auto& undo : undos)
    pointers.push_back(undo.pointer);
  return pointers;
}

/// An experiment with one rollback, "mend", and the journal with this run of it.
std::vector<Undo> left_after(const Json& members, const Json& more = Json::object()) {
  Json mend = process("mend");
  mend.update(more);
  return left_to_undo(
      journal_of({{"rollbacks", Json::array({mend})}}, {}, {run_of(mend, members)}));
}

TEST(Undo, IsDoneWhenItSucceeded) {
  EXPECT_THAT(left_after(kSucceeded), IsEmpty());
}

TEST(Undo, FailedIfTheServerRefused) {
  const Json provider = {{"provider", {{"type", "http"}, {"url", "http://localhost/"}}}};
  const auto answered = [&](int status) {
    return left_after({{"status", "succeeded"}, {"output", {{"status", status}, {"body", ""}}}},
                      provider);
  };
  EXPECT_THAT(answered(204), IsEmpty());
  EXPECT_EQ(names_of(answered(500)), "mend (HTTP status 500)");
  EXPECT_EQ(names_of(answered(404)), "mend (HTTP status 404)");
}

TEST(Undo, IsLeftIfItNeverRan) {
  const auto left =
      left_to_undo(journal_of({{"rollbacks", Json::array({process("mend")})}}, {}, {}));
  EXPECT_THAT(left, ElementsAre(Undo{
                        .pointer = "/rollbacks/0", .name = "mend", .state = UndoState::kNeverRan}));
  EXPECT_EQ(names_of(left), "mend (never ran)");
}

TEST(Undo, IsDescribedForOneAndForMany) {
  const Undo never{.pointer = "/rollbacks/0", .name = "mend"};
  const Undo failed{.pointer = "/rollbacks/1",
                    .name = "restart",
                    .state = UndoState::kFailed,
                    .reason = "exit status 7"};
  EXPECT_EQ(describe_left({never}, 1), "the only rollback has not succeeded: mend (never ran)");
  EXPECT_EQ(describe_left({failed}, 1), "the only rollback failed: restart (exit status 7)");
  EXPECT_EQ(describe_left({never}, 3), "1 of 3 rollbacks has not succeeded: mend (never ran)");
  EXPECT_EQ(describe_left({failed, failed}, 3),
            "2 of 3 rollbacks failed: restart (exit status 7), restart (exit status 7)");
  EXPECT_EQ(describe_left({never, failed}, 2),
            "2 of 2 rollbacks have not succeeded: mend (never ran), restart (exit status 7)");
}

TEST(Undo, FailsWithTheExitStatusOfItsProcess) {
  const auto left = left_after({{"status", "succeeded"}, {"output", {{"status", 7}}}});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(left[0].state, UndoState::kFailed);
  EXPECT_EQ(names_of(left), "mend (exit status 7)");
  EXPECT_EQ(names_of(left_after({{"status", "succeeded"}, {"output", {{"status", -9}}}})),
            "mend (killed by signal 9)");
}

TEST(Undo, IsJudgedByItsToleranceIfThereIsOne) {
  const Json exits_with_7 = {{"status", "succeeded"}, {"output", {{"status", 7}}}};
  EXPECT_THAT(left_after(exits_with_7, {{"tolerance", 7}}), IsEmpty());
  EXPECT_THAT(left_after(exits_with_7, {{"tolerance", {0, 7}}}), IsEmpty());
  EXPECT_EQ(names_of(left_after(exits_with_7, {{"tolerance", 0}})),
            "mend (its tolerance is not met)");
}

TEST(Undo, FailsWithTheLastLineOfItsException) {
  const auto left = left_after(
      {{"status", "failed"},
       {"exception",
        {"Traceback\n", "chaoslib.exceptions.ActivityFailed: took too long to complete\n"}}});
  EXPECT_EQ(names_of(left), "mend (took too long to complete)");
}

TEST(Undo, IsLeftIfItDidNotEnd) {
  for (const Json& members : {Json::object(), Json{{"status", "aborted"}}}) {
    const auto left = left_after(members);
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].state, UndoState::kInterrupted);
  }
}

TEST(Undo, HasTheResultOfItsLastAttempt) {
  const Json mend = process("mend");
  const Json experiment = {{"rollbacks", Json::array({mend})}};
  const Json failed = run_of(mend, {{"status", "failed"}});
  const Json done = run_of(mend, kSucceeded);
  EXPECT_THAT(left_to_undo(journal_of(experiment, {}, {failed, done})), IsEmpty());
  EXPECT_EQ(left_to_undo(journal_of(experiment, {}, {done, failed})).size(), 1U);
}

TEST(Undo, IsFoundByTheNameOfARun) {
  const Json experiment = {
      {"rollbacks", {process("a"), Json{{"ref", "b"}}, process("a"), process("c")}}};
  const auto left = [&](const std::vector<std::string>& played) {
    std::vector<Json> runs;
    for (const auto& name : played)
      runs.push_back(run_of(process(name), kSucceeded));
    return pointers_of(left_to_undo(journal_of(experiment, {}, runs)));
  };
  EXPECT_THAT(left({"a", "b"}), ElementsAre("/rollbacks/2", "/rollbacks/3"));
  EXPECT_THAT(left({"b", "a"}), ElementsAre("/rollbacks/0", "/rollbacks/3"));
  EXPECT_THAT(left({"a", "a", "b", "c"}), IsEmpty());
  EXPECT_EQ(left({"renamed"}).size(), 4U);
}

TEST(Undo, IsFoundByThePointersInTheJournal) {
  Json journal = journal_of({{"rollbacks", {process("a"), process("a")}}}, {},
                            {run_of(process("a"), kSucceeded)});
  EXPECT_THAT(pointers_of(left_to_undo(journal)), ElementsAre("/rollbacks/1"));
  journal["extensions"] = {
      {{"name", "chaos"}, {"places", {{"run", Json::array()}, {"rollbacks", {"/rollbacks/1"}}}}}};
  EXPECT_THAT(pointers_of(left_to_undo(journal)), ElementsAre("/rollbacks/0"));
}

TEST(Undo, BelongsToEveryActionThatBegan) {
  Json method = {process("a"), process("b"), process("c"), process("d")};
  method[0]["rollback"] = process("undo a");
  method[1]["rollback"] = {process("undo b1"), process("undo b2")};
  method[3]["rollback"] = process("undo d");
  const Json experiment = {{"method", method}, {"rollbacks", {process("r"), process("s")}}};
  const std::vector<Json> run{run_of(method[0], kSucceeded),
                              run_of(method[1], {{"status", "failed"}}),
                              run_of(method[2], Json::object())};
  EXPECT_THAT(pointers_of(undos_of(journal_of(experiment, run, {}))),
              ElementsAre("/method/1/rollback/0", "/method/1/rollback/1", "/method/0/rollback",
                          "/rollbacks/0", "/rollbacks/1"));
  EXPECT_THAT(pointers_of(left_to_undo(journal_of(
                  experiment, run,
                  {run_of(process("undo b1"), kSucceeded), run_of(process("undo a"), kSucceeded),
                   run_of(process("r"), kSucceeded)}))),
              ElementsAre("/method/1/rollback/1", "/rollbacks/1"));
}

TEST(Undo, OfAnActionThatBeganTwiceIsPlayedOnce) {
  Json a = process("a");
  a["rollback"] = process("undo a");
  const Json experiment = {{"method", {a, process("b"), Json{{"ref", "a"}}}}};
  EXPECT_THAT(undos_of_actions(experiment, {"/method/0", "/method/1", "/method/2"}),
              ElementsAre("/method/0/rollback"));
}

TEST(Undo, IsNotDueAfterADryRun) {
  const Json experiment = {{"dry", "actions"}, {"rollbacks", Json::array({process("r")})}};
  EXPECT_THAT(undos_of(journal_of(experiment, {}, {})), IsEmpty());
  Json pretended = process("a");
  pretended["rollback"] = process("undo a");
  pretended["dry"] = "actions";
  EXPECT_THAT(undos_of_actions({{"method", Json::array({pretended})}}, {"/method/0"}), IsEmpty());
}

TEST(Undo, IgnoresPointersWithoutATarget) {
  EXPECT_THAT(undos_of_actions({{"method", Json::array()}, {"rollback", process("x")}},
                               {"", "nonsense", "/method/7", "/method/~"}),
              IsEmpty());
}

}  // namespace
}  // namespace chaos
