#include "os/virtual_clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <list>
#include <string>
#include <thread>
#include <vector>

namespace chaos::os {
namespace {

using ::testing::ElementsAre;
using Seconds = std::chrono::duration<double>;

constexpr double kForever = std::numeric_limits<double>::infinity();

TEST(VirtualClock, StandsStillWhileNobodyWaits) {
  const VirtualClock clock;
  const auto before = clock.now();
  EXPECT_EQ(clock.now(), before);
  EXPECT_EQ(clock.utc_now_iso(), "1970-01-01T00:00:00+00:00");
}

TEST(VirtualClock, MovesOnByAWholeWait) {
  VirtualClock clock;
  EXPECT_TRUE(clock.wait_for(Seconds(2400.5), {}));
  EXPECT_EQ(clock.elapsed().count(), 2400.5);
  EXPECT_EQ(clock.utc_now_iso(), "1970-01-01T00:40:00.500000+00:00");
}

TEST(VirtualClock, TakesNoTimeForWaitsOfZero) {
  VirtualClock clock;
  EXPECT_TRUE(clock.wait_for(Seconds(0), {}));
  EXPECT_TRUE(clock.wait_for(Seconds(-1), {}));
  EXPECT_EQ(clock.elapsed().count(), 0);
}

TEST(VirtualClock, ReturnsAtOnceWhenStoppedBefore) {
  VirtualClock clock;
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(clock.wait_for(Seconds(1000), source.get_token()));
  EXPECT_EQ(clock.elapsed().count(), 0);
}

TEST(VirtualClock, AStopEndsAWaitWhereItIsRequested) {
  VirtualClock clock;
  std::stop_source source;
  ClockThread stopper(clock, [&](const std::stop_token&) {
    clock.wait_for(Seconds(3), {});
    source.request_stop();
  });
  EXPECT_FALSE(clock.wait_for(Seconds(kForever), source.get_token()));
  EXPECT_EQ(clock.elapsed().count(), 3);
}

TEST(VirtualClock, AStopFromAnUnknownThreadEndsAWait) {
  VirtualClock clock;
  std::stop_source source;
  std::jthread([&] { source.request_stop(); }).join();
  EXPECT_FALSE(clock.wait_for(Seconds(kForever), source.get_token()));
}

TEST(VirtualClock, DoesNotMoveOnWhileAThreadIsBusy) {
  VirtualClock clock;
  ClockThread busy(clock, [&](const std::stop_token&) {
    for (int i = 0; i < 1000; ++i) {
      std::this_thread::yield();
      EXPECT_EQ(clock.elapsed().count(), 0);
    }
  });
  clock.wait_for(Seconds(1), {});
}

TEST(VirtualClock, SchedulesThreadsDeterministically) {
  std::vector<std::string> first;
  for (int repetition = 0; repetition < 50; ++repetition) {
    VirtualClock clock;
    std::vector<std::string> story;  // needs no lock: only one thread runs at a time
    {
      std::list<ClockThread> threads;
      for (const char* name : {"a", "b", "c"}) {
        threads.emplace_back(clock, [&clock, &story, name](const std::stop_token&) {
          for (int i = 0; i < 3; ++i) {
            story.push_back(name + std::to_string(static_cast<int>(clock.elapsed().count())));
            clock.wait_for(Seconds(name[0] - 'a' + 1), {});
          }
        });
      }
    }
    if (repetition == 0) first = story;
    EXPECT_EQ(story, first);
  }
  EXPECT_THAT(first, ElementsAre("a0", "b0", "c0", "a1", "b2", "a2", "c3", "b4", "c6"));
}

TEST(ClockThread, IsJoinedAtItsEndNotBefore) {
  VirtualClock clock;
  ClockThread thread(clock, [&](const std::stop_token&) { clock.wait_for(Seconds(7), {}); });
  thread.join();
  EXPECT_EQ(clock.elapsed().count(), 7);
  thread.join();
}

TEST(ClockThread, IsStoppedWhenItIsDestroyed) {
  VirtualClock clock;
  {
    const ClockThread thread(
        clock, [&](const std::stop_token& stop) { clock.wait_for(Seconds(1000), stop); });
  }
  EXPECT_EQ(clock.elapsed().count(), 0);
  {
    const ClockThread real(Clock::real(),
                           [](const std::stop_token& stop) { wait_for(Seconds(kForever), stop); });
  }
}

TEST(ClockEvent, IsWaitedForWithoutALimit) {
  VirtualClock clock;
  ClockEvent event;
  ClockThread thread(clock, [&](const std::stop_token&) {
    clock.wait_for(Seconds(60.0 * 60 * 24 * 365 * 60), {});
    event.happen();
  });
  event.wait(clock);
  event.wait(clock);
  EXPECT_GT(clock.elapsed().count(), 0);
}

TEST(VirtualClock, RejectsAnUnknownThread) {
  VirtualClock clock;
  std::jthread([&] { EXPECT_THROW(clock.wait_for(Seconds(1), {}), std::logic_error); }).join();
}

}  // namespace
}  // namespace chaos::os
