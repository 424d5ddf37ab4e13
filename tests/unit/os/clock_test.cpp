#include "os/clock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <regex>
#include <stdexcept>
#include <string>
#include <thread>

#include "support/captured_log.h"

namespace chaos::os {
namespace {

using Seconds = std::chrono::duration<double>;

TEST(UtcNow, IsWrittenLikePython) {
  const std::regex form(
      "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{6})?"
      "\\+00:00");
  EXPECT_TRUE(std::regex_match(utc_now_iso(), form)) << utc_now_iso();
}

TEST(UtcNow, DoesNotGoBack) {
  const std::string earlier = utc_now_iso();
  EXPECT_LE(earlier.substr(0, 19), utc_now_iso().substr(0, 19));
}

TEST(WaitFor, WaitsAsLongAsAsked) {
  const Stopwatch stopwatch;
  EXPECT_TRUE(wait_for(Seconds(0.01), {}));
  EXPECT_GE(stopwatch.seconds(), 0.01);
}

TEST(WaitFor, ReturnsAtOnceForNoTime) {
  EXPECT_TRUE(wait_for(Seconds(0), {}));
  EXPECT_TRUE(wait_for(Seconds(-1), {}));
}

TEST(WaitFor, ReturnsAtOnceWhenStoppedBefore) {
  std::stop_source source;
  source.request_stop();
  EXPECT_FALSE(wait_for(Seconds(1000), source.get_token()));
}

TEST(WaitFor, IsEndedByAStopHoweverLongItWouldLast) {
  for (const double seconds : {1000.0, 1e300, std::numeric_limits<double>::infinity()}) {
    std::stop_source source;
    std::jthread stopper([&source] { source.request_stop(); });
    EXPECT_FALSE(wait_for(Seconds(seconds), source.get_token()));
  }
}

TEST(ClockThread, EndsWithARecordIfItsBodyThrows) {
  const testing::CapturedLog log;
  {
    ClockThread thread(Clock::real(),
                       [](const std::stop_token&) { throw std::runtime_error("no memory"); });
    thread.join();
  }
  EXPECT_THAT(log.records(),
              ::testing::Contains("ERROR A part of the run has ended unexpectedly: no memory"));
}

TEST(Stopwatch, CountsWholeMicroseconds) {
  const Stopwatch stopwatch;
  const double seconds = stopwatch.seconds();
  EXPECT_GE(seconds, 0);
  EXPECT_NEAR(seconds * 1e6, std::round(seconds * 1e6), 1e-6);
  EXPECT_LE(seconds, stopwatch.seconds());
}

}  // namespace
}  // namespace chaos::os
