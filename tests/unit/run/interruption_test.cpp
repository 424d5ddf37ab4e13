#include "run/interruption.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "os/signals.h"

namespace chaos {
namespace {

using std::chrono::milliseconds;

/// An interruption with a clock that the test controls.
class TimedInterruption {
 public:
  Interruption interruption{[this] { return now_; }};
  TimedInterruption& after(milliseconds time) {
    now_ += time;
    return *this;
  }
  void request(Cause cause) { interruption.request(cause); }

 private:
  Interruption::TimePoint now_;
};

/// Whether the foreground and the background must stop.
struct Stops {
  bool foreground;
  bool background;
  bool operator==(const Stops&) const = default;
};

Stops stops_of(const Interruption& interruption) {
  return {interruption.foreground().stop_requested(), interruption.background().stop_requested()};
}

constexpr Stops kNone{false, false};
constexpr Stops kForeground{true, false};
constexpr Stops kBoth{true, true};

TEST(Interruption, StartsWithNothing) {
  const Interruption interruption;
  EXPECT_EQ(stops_of(interruption), kNone);
  EXPECT_EQ(interruption.cause(), std::nullopt);
}

TEST(Interruption, StopsTheForegroundFirst) {
  for (const Cause cause : {Cause::kInterrupt, Cause::kTerminate, Cause::kExitGracefully}) {
    Interruption interruption;
    interruption.request(cause);
    EXPECT_EQ(stops_of(interruption), kForeground);
    EXPECT_EQ(interruption.cause(), cause);
  }
}

TEST(Interruption, StopsTheBackgroundTheSecondTime) {
  TimedInterruption timed;
  timed.request(Cause::kTerminate);
  timed.after(milliseconds(1000)).request(Cause::kInterrupt);
  EXPECT_EQ(stops_of(timed.interruption), kBoth);
  EXPECT_EQ(timed.interruption.cause(), Cause::kTerminate) << "the first is what ended the run";
}

TEST(Interruption, CountsSignalsWithinASecondAsOne) {
  TimedInterruption timed;
  timed.request(Cause::kTerminate);
  for (const Cause cause : {Cause::kTerminate, Cause::kInterrupt, Cause::kExitGracefully})
    timed.after(milliseconds(333)).request(cause);
  EXPECT_EQ(stops_of(timed.interruption), kForeground);
  timed.after(milliseconds(1)).request(Cause::kTerminate);
  EXPECT_EQ(stops_of(timed.interruption), kBoth) << "the second begins with the first signal";
}

TEST(Interruption, DoesNotLetARepetitionStopTheRollbacks) {
  TimedInterruption timed;
  timed.request(Cause::kTerminate);
  timed.interruption.enter_rollbacks();
  timed.after(milliseconds(999)).request(Cause::kTerminate);
  EXPECT_EQ(stops_of(timed.interruption), kNone);
  EXPECT_EQ(timed.interruption.cause(), std::nullopt);
  timed.after(milliseconds(1)).request(Cause::kTerminate);
  EXPECT_EQ(stops_of(timed.interruption), kBoth);
}

TEST(Interruption, ObeysTheSignalAgainstRollbacksAtAnyTime) {
  TimedInterruption timed;
  timed.request(Cause::kTerminate);
  timed.after(milliseconds(1)).request(Cause::kExitUngracefully);
  EXPECT_EQ(timed.interruption.cause(), Cause::kExitUngracefully);
  EXPECT_EQ(stops_of(timed.interruption), kBoth);

  TimedInterruption rolling_back;
  rolling_back.request(Cause::kTerminate);
  rolling_back.interruption.enter_rollbacks();
  rolling_back.after(milliseconds(1)).request(Cause::kExitUngracefully);
  EXPECT_EQ(stops_of(rolling_back.interruption), kBoth);
}

TEST(Interruption, DoesNotCountAControlAsTheFirstSignal) {
  TimedInterruption timed;
  timed.request(Cause::kControl);
  timed.request(Cause::kInterrupt);
  timed.interruption.enter_rollbacks();
  timed.after(milliseconds(500)).request(Cause::kInterrupt);
  EXPECT_EQ(stops_of(timed.interruption), kNone);
}

TEST(Interruption, NamesTheSignalThatStoppedTheRun) {
  TimedInterruption timed;
  timed.interruption.request(Cause::kTerminate, "SIGHUP");
  timed.after(milliseconds(2000)).interruption.request(Cause::kTerminate, "SIGQUIT");
  EXPECT_EQ(timed.interruption.signal(), "SIGHUP");
}

TEST(Interruption, StopsAllWhenUngraceful) {
  Interruption interruption;
  interruption.request(Cause::kExitUngracefully);
  EXPECT_EQ(stops_of(interruption), kBoth);
}

TEST(Interruption, UngracefulOverridesAnEarlierCause) {
  Interruption interruption;
  interruption.request(Cause::kInterrupt);
  interruption.request(Cause::kExitUngracefully);
  EXPECT_EQ(interruption.cause(), Cause::kExitUngracefully);
  interruption.request(Cause::kInterrupt);
  EXPECT_EQ(interruption.cause(), Cause::kExitUngracefully);
}

TEST(Interruption, GivesRollbacksACleanSlate) {
  Interruption interruption;
  const std::stop_token former = interruption.foreground();
  interruption.request(Cause::kInterrupt);
  interruption.enter_rollbacks();
  EXPECT_EQ(stops_of(interruption), kNone);
  EXPECT_EQ(interruption.cause(), std::nullopt);
  EXPECT_TRUE(former.stop_requested());
}

TEST(Interruption, StopsRollbacksAtOnce) {
  Interruption interruption;
  interruption.enter_rollbacks();
  interruption.request(Cause::kInterrupt);
  EXPECT_EQ(stops_of(interruption), kBoth);
}

TEST(Interruption, LetsRollbacksFinishAtTheFirstStopByASupervisor) {
  TimedInterruption run;
  EXPECT_FALSE(run.interruption.let_rollbacks_finish("SIGTERM"));  // they have not begun
  run.interruption.enter_rollbacks();
  EXPECT_TRUE(run.interruption.let_rollbacks_finish("SIGTERM"));
  EXPECT_EQ(stops_of(run.interruption), kNone);

  run.after(milliseconds(500)).request(Cause::kTerminate);  // it repeats itself
  EXPECT_EQ(stops_of(run.interruption), kNone);
  run.after(milliseconds(1001));
  EXPECT_FALSE(run.interruption.let_rollbacks_finish("SIGTERM"));
}

TEST(Interruption, ReportsThatARepeatedStopDoesNotAffectRollbacks) {
  TimedInterruption run;
  run.interruption.enter_rollbacks();
  EXPECT_TRUE(run.interruption.let_rollbacks_finish("SIGTERM"));
  EXPECT_TRUE(run.after(milliseconds(999)).interruption.let_rollbacks_finish("SIGTERM"));
  EXPECT_FALSE(run.after(milliseconds(1)).interruption.let_rollbacks_finish("SIGTERM"));

  TimedInterruption stopped;
  stopped.interruption.enter_rollbacks();
  stopped.request(Cause::kInterrupt);  // this one has ended them
  EXPECT_FALSE(stopped.after(milliseconds(1)).interruption.let_rollbacks_finish("SIGTERM"));
}

TEST(Interruption, LetsRollbacksFinishWhenOnlyTheBackgroundIsToEnd) {
  TimedInterruption run;
  run.request(Cause::kTerminate);
  run.interruption.enter_rollbacks();
  EXPECT_TRUE(run.after(milliseconds(1001))
                  .interruption.let_rollbacks_finish(os::signal_name(os::stop_now_signal())));
  EXPECT_EQ(stops_of(run.interruption), kNone);
}

TEST(Interruption, ObeysTheSecondStopByASupervisor) {
  TimedInterruption run;
  run.request(Cause::kTerminate);
  run.interruption.enter_rollbacks();
  EXPECT_FALSE(run.after(milliseconds(1001)).interruption.let_rollbacks_finish("SIGTERM"));
}

TEST(Interruption, LetsRollbacksFinishWhenTheTerminalIsGone) {
  TimedInterruption run;
  run.request(Cause::kInterrupt);
  run.interruption.enter_rollbacks();
  EXPECT_TRUE(run.after(milliseconds(1001)).interruption.let_rollbacks_finish("SIGHUP"));
  EXPECT_TRUE(run.after(milliseconds(1001)).interruption.let_rollbacks_finish("SIGHUP"));
}

TEST(Interruption, EndsWhatFollowsTheRollbacksAtTheFirstStop) {
  for (const char* signal : {"SIGTERM", "SIGHUP"}) {
    TimedInterruption run;
    run.interruption.enter_rollbacks();
    run.interruption.leave_rollbacks();
    EXPECT_FALSE(run.interruption.let_rollbacks_finish(signal)) << "they are over";
    run.interruption.request_at_once(signal);
    EXPECT_EQ(stops_of(run.interruption), kBoth);
  }
}

TEST(Interruption, SaysNothingAboutRollbacksThatAreOver) {
  TimedInterruption run;
  std::vector<RollbackOrder> orders;
  run.interruption.follow_order([&](RollbackOrder order) { orders.push_back(order); });
  run.interruption.enter_rollbacks();
  run.interruption.leave_rollbacks();
  run.request(Cause::kInterrupt);
  run.interruption.force_end();
  EXPECT_TRUE(orders.empty());
}

TEST(Interruption, TakesARepetitionOfAStopThatLeftTheRollbacksAloneForThatStop) {
  TimedInterruption run;
  run.interruption.enter_rollbacks();
  EXPECT_TRUE(run.interruption.let_rollbacks_finish("SIGTERM"));
  run.interruption.leave_rollbacks();
  run.after(milliseconds(10)).request(Cause::kTerminate);
  EXPECT_EQ(stops_of(run.interruption), kNone);
}

TEST(Interruption, LetsAGuardStopTheForegroundAndTheBackground) {
  Interruption interruption;
  EXPECT_TRUE(interruption.stop({.guard = "halt file", .sentence = "Halted."}));
  EXPECT_EQ(stops_of(interruption), kBoth);
  EXPECT_EQ(interruption.cause(), Cause::kGuard);
  ASSERT_TRUE(interruption.reason());
  EXPECT_EQ(interruption.reason()->guard, "halt file");
  EXPECT_FALSE(interruption.demands_rollbacks());
}

TEST(Interruption, DoesNotStopTheBackgroundIfAGuardSparesIt) {
  Interruption interruption;
  interruption.stop({.guard = "g", .background = false});
  EXPECT_EQ(stops_of(interruption), kForeground);
}

TEST(Interruption, RemembersTheFirstGuardAndWhetherAnyRequestsRollbacks) {
  Interruption interruption;
  interruption.stop({.guard = "first"});
  interruption.stop({.guard = "second", .roll_back = true});
  EXPECT_EQ(interruption.reason()->guard, "first");
  EXPECT_TRUE(interruption.demands_rollbacks());
}

TEST(Interruption, DoesNotLetGuardsStopRollbacks) {
  Interruption interruption;
  interruption.enter_rollbacks();
  EXPECT_FALSE(interruption.stop({.guard = "late", .roll_back = true}));
  EXPECT_EQ(stops_of(interruption), kNone);
  EXPECT_EQ(interruption.cause(), std::nullopt);
  EXPECT_EQ(interruption.reason()->guard, "late");
}

TEST(Interruption, CountsTheFirstSignalAfterAGuardAsTheFirst) {
  Interruption interruption;
  interruption.stop({.guard = "g", .background = false});
  interruption.request(Cause::kTerminate);
  EXPECT_EQ(stops_of(interruption), kForeground);
  EXPECT_EQ(interruption.cause(), Cause::kGuard);
}

TEST(Interruption, LetsTheUserEndHooksThatFollowAGuardsStop) {
  Interruption interruption;
  interruption.stop({.guard = "g"});
  const std::stop_token hook = interruption.hook();
  EXPECT_FALSE(hook.stop_requested());
  interruption.request(Cause::kInterrupt);
  EXPECT_TRUE(hook.stop_requested());
  EXPECT_FALSE(interruption.hook().stop_requested());
}

TEST(Interruption, LetsTheUserEndEachHookThatFollowsTheirStops) {
  TimedInterruption timed;
  timed.request(Cause::kInterrupt);
  const std::stop_token first = timed.interruption.hook();
  timed.after(milliseconds(1000)).request(Cause::kInterrupt);
  const std::stop_token second = timed.interruption.hook();
  EXPECT_TRUE(first.stop_requested());
  EXPECT_FALSE(second.stop_requested());
  timed.after(milliseconds(999)).request(Cause::kInterrupt);
  EXPECT_FALSE(second.stop_requested()) << "this is still the same stop";
  timed.after(milliseconds(1)).request(Cause::kInterrupt);
  EXPECT_TRUE(second.stop_requested());
}

TEST(Interruption, EndsHooksThatFollowAStopWithoutEndingTheBackground) {
  Interruption interruption;
  interruption.stop({.guard = "g", .background = false});
  for (int i = 0; i < 2; ++i) {
    const std::stop_token hook = interruption.hook();
    EXPECT_FALSE(hook.stop_requested());
    interruption.end_hooks();
    EXPECT_TRUE(hook.stop_requested());
  }
  EXPECT_EQ(stops_of(interruption), kForeground);
}

TEST(Interruption, EndsHooksOnceAGuardEndsTheBackground) {
  Interruption interruption;
  interruption.request(Cause::kInterrupt);
  const std::stop_token first = interruption.hook();
  interruption.stop({.guard = "deadline"});
  EXPECT_TRUE(first.stop_requested());
  const std::stop_token second = interruption.hook();
  interruption.stop({.guard = "halt file"});
  EXPECT_FALSE(second.stop_requested()) << "everything had been stopped already";
}

TEST(Interruption, ReportsThatAGuardHasStoppedTheRunBeforeItsRollbacks) {
  Interruption stopped;
  stopped.request(Cause::kInterrupt);
  EXPECT_FALSE(stopped.stopped_by_guard().stop_requested());
  stopped.stop({.guard = "g"});
  EXPECT_TRUE(stopped.stopped_by_guard().stop_requested());

  Interruption rolling_back;
  rolling_back.enter_rollbacks();
  rolling_back.stop({.guard = "late"});
  EXPECT_FALSE(rolling_back.stopped_by_guard().stop_requested());
}

TEST(Interruption, CanBeForcedToEndRollbacks) {
  Interruption interruption;
  interruption.enter_rollbacks();
  interruption.force_end();
  EXPECT_EQ(stops_of(interruption), kBoth);
  const std::stop_token hook = interruption.hook();
  EXPECT_FALSE(hook.stop_requested());
  interruption.force_end();
  EXPECT_TRUE(hook.stop_requested());
  EXPECT_EQ(interruption.cause(), Cause::kGuard);
}

TEST(Interruption, ReportsWhatEndedTheMethodWhenItEntersTheRollbacks) {
  Interruption interruption;
  interruption.request(Cause::kTerminate);
  EXPECT_EQ(interruption.enter_rollbacks(), Cause::kTerminate);
  EXPECT_EQ(interruption.enter_rollbacks(), std::nullopt);
}

TEST(Interruption, EntersTheRollbacksOnce) {
  Interruption interruption;
  interruption.enter_rollbacks();
  interruption.request(Cause::kInterrupt);
  EXPECT_EQ(interruption.enter_rollbacks(), std::nullopt);
  EXPECT_EQ(interruption.cause(), Cause::kInterrupt);
  EXPECT_TRUE(interruption.foreground().stop_requested());
}

TEST(Interruption, CallsBackWithoutHoldingItsLock) {
  Interruption interruption;
  std::optional<Cause> seen;
  const std::stop_callback callback(interruption.foreground(),
                                    [&] { seen = interruption.cause(); });
  interruption.request(Cause::kTerminate);
  EXPECT_EQ(seen, Cause::kTerminate);
}

TEST(Interruption, MayBeRequestedFromManyThreads) {
  Interruption interruption;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] { interruption.request(Cause::kInterrupt); });
      threads.emplace_back([&] { interruption.foreground(); });
    }
  }
  EXPECT_EQ(stops_of(interruption), kForeground) << "it was all one stop";
}

}  // namespace
}  // namespace chaos
