#include "run/log_damage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "run/recovery.h"
#include "run/wal_format.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The records of a run with the action 'break', whose rollback uses the value `target`.
std::vector<WalRecord> records() {
  const Json undo = {{"type", "action"},
                     {"name", "mend"},
                     {"provider", {{"type", "process"}, {"path", "${target}"}}}};
  const Json action = {{"type", "action"}, {"name", "break"}, {"rollback", undo}};
  const Json run = {{"activity", action}};
  const Json experiment = {{"configuration", {{"target", "a"}, {"unused", "b"}}},
                           {"method", {action}}};
  const Json journal = {{"experiment", experiment},
                        {"run", Json::array()},
                        {"rollbacks", Json::array()},
                        {"steady_states", Json::object()}};
  return {{1, wal_record::kOwner, {{"command", "run"}}},
          {2, wal_record::kRunStarted, {{"journal", journal}}},
          {3, wal_record::kValues, {{"configuration", Json::object()}}},
          {4,
           wal_record::kActivityStarted,
           {{"id", 0}, {"phase", "method"}, {"pointer", "/method/0"}, {"run", run}}},
          {5, wal_record::kActivityEnded, {{"id", 0}, {"phase", "method"}, {"run", run}}}};
}

WalContent without(const std::set<std::uint64_t>& numbers) {
  std::string text = encode_wal_line(0, kWalHeaderType, R"({"version": 2, "header": {}})");
  for (const auto& record : records()) {
    if (!numbers.contains(record.sequence))
      text += encode_wal_line(record.sequence, record.type, to_json_text(record.payload, -1));
  }
  return parse_wal(text, "run.wal");
}

LogDamage damage_without(const std::set<std::uint64_t>& numbers) {
  return recover_run(without(numbers), "run.wal").damage;
}

TEST(LogDamage, IsEmptyIfNothingIsLost) {
  EXPECT_TRUE(damage_without({}).empty());
}

TEST(LogDamage, NamesTheValuesThatTheRollbacksUse) {
  const LogDamage damage = damage_without({3});
  EXPECT_TRUE(damage.only_values);
  EXPECT_THAT(damage.values, ElementsAre("target"));
  EXPECT_EQ(describe(damage),
            "record 3, written before any activity began, cannot be read. It held the values that "
            "the run used (target)");
}

TEST(LogDamage, SaysWhenTheRecordWasWritten) {
  EXPECT_EQ(describe(damage_without({4})),
            "record 4, written before any activity began, cannot be read. What the run did then is "
            "unknown");
}

TEST(LogDamage, OfValuesAndMoreIsNotOnlyOfValues) {
  const LogDamage damage = damage_without({3, 4});
  EXPECT_FALSE(damage.only_values);
  EXPECT_EQ(describe(damage),
            "records 3 to 4, written before any activity began, cannot be read. What the run did "
            "then is unknown, and so are the values that the run used (target)");
}

TEST(LogDamage, BeforeTheRunBeganIsNotOfValues) {
  const LogDamage damage = damage_without({1});
  EXPECT_FALSE(damage.empty());
  EXPECT_THAT(damage.values, IsEmpty());
}

TEST(LogDamage, InfersThePlaceOfAnActionFromItsName) {
  const RecoveredRun run = recover_run(without({4}), "run.wal");
  ASSERT_EQ(run.left.size(), 1U);
  EXPECT_EQ(run.left[0].pointer, "/method/0/rollback");
}

TEST(LogDamage, OfTheExperimentLeavesTheNamesOfActions) {
  try {
    recover_run(without({2}), "run.wal");
    FAIL() << "was accepted";
  } catch (const InvalidSource& error) {
    EXPECT_STREQ(error.what(),
                 "'run.wal' is damaged and does not say what was run: record 2 cannot be read; "
                 "these actions began: 'break'");
  }
}

}  // namespace
}  // namespace chaos
