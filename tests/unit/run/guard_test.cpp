#include "run/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "support/captured_log.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;

/// Objects to the start if it is asked to, and counts its notifications.
class FakeGuard final : public Guard {
 public:
  explicit FakeGuard(std::optional<StopReason> objection = {}) : objection_(std::move(objection)) {}

  std::optional<StopReason> objection(const std::stop_token&) override { return objection_; }
  void watch() override { calls += "watch "; }
  void end_watch() override { calls += "end-watch "; }
  void leave_method() override { calls += "leave "; }
  void leave_rollbacks() override { calls += "rolled-back "; }
  void end() override { calls += "end "; }
  void note(Json& block) const override { block["checks"] = 3; }

  std::string calls;

 private:
  const std::optional<StopReason> objection_;
};

TEST(Guards, ReportTheFirstObjection) {
  const Interruption interruption;
  Guards guards(interruption);
  EXPECT_FALSE(guards.objection({}));
  guards.add(std::make_shared<FakeGuard>());
  guards.add(std::make_shared<FakeGuard>(StopReason{.guard = "a"}));
  guards.add(std::make_shared<FakeGuard>(StopReason{.guard = "b"}));
  EXPECT_EQ(guards.objection({})->guard, "a");
}

TEST(Guards, FollowTheRun) {
  const Interruption interruption;
  Guards guards(interruption);
  const auto guard = std::make_shared<FakeGuard>();
  guards.add(guard);
  guards.watch();
  guards.leave_method();
  guards.leave_rollbacks();
  guards.end();
  EXPECT_EQ(guard->calls, "watch end-watch leave rolled-back end ");
}

TEST(Guards, AreAllToldToEndBeforeAnyIsWaitedFor) {
  class Waits final : public Guard {
   public:
    explicit Waits(const FakeGuard& other) : other_(other) {}
    void leave_method() override { seen = other_.calls; }

    std::string seen;

   private:
    const FakeGuard& other_;
  };
  const Interruption interruption;
  Guards guards(interruption);
  const auto last = std::make_shared<FakeGuard>();
  const auto first = std::make_shared<Waits>(*last);
  guards.add(first);
  guards.add(last);
  guards.leave_method();
  EXPECT_EQ(first->seen, "end-watch ");
}

TEST(Guards, AddNothingToTheJournalWithoutAStop) {
  const Interruption interruption;
  Json journal = {{"status", "completed"}};
  Guards(interruption).note(journal);
  EXPECT_EQ(journal, (Json{{"status", "completed"}}));
}

TEST(Guards, RecordWhoStoppedTheRun) {
  Interruption interruption;
  Guards guards(interruption);
  guards.add(std::make_shared<FakeGuard>());
  interruption.stop({.guard = "halt file", .sentence = "Halted."});
  Json journal = {{"extensions", {{{"name", "other"}}}}};
  guards.note(journal);
  EXPECT_EQ(journal["extensions"],
            (Json{{{"name", "other"}},
                  {{"name", "chaos"},
                   {"checks", 3},
                   {"stopped", {{"by", "halt file"}, {"reason", "Halted."}}}}}));
}

TEST(Guards, DoNotRecordStopsOfOthers) {
  Interruption interruption;
  interruption.stop({.guard = "hub", .in_journal = true});
  Json journal = Json::object();
  Guards(interruption).note(journal);
  EXPECT_EQ(journal, Json::object());
}

TEST(HaltRun, StopsTheRunAndSaysWhy) {
  const testing::CapturedLog log;
  Interruption interruption;
  EXPECT_TRUE(halt_run(interruption, {.guard = "g", .sentence = "Enough."}));
  EXPECT_TRUE(interruption.foreground().stop_requested());
  EXPECT_THAT(log.records(), ElementsAre("CRITICAL Enough."));
}

TEST(HaltRun, OnlyReportsWhileTheRunIsRollingBack) {
  const testing::CapturedLog log;
  Interruption interruption;
  interruption.enter_rollbacks();
  EXPECT_FALSE(halt_run(interruption, {.guard = "g", .sentence = "Enough."}));
  EXPECT_FALSE(interruption.foreground().stop_requested());
  EXPECT_THAT(log.records(), ElementsAre("WARNING Enough. The rollbacks continue."));
}

}  // namespace
}  // namespace chaos
