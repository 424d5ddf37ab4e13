#include "os/stop_event.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <stop_token>
#include <thread>

namespace chaos::os {
namespace {

bool is_readable(int fd, int timeout = 0) {
  pollfd event{fd, POLLIN, 0};
  return ::poll(&event, 1, timeout) == 1;
}

TEST(StopEvent, IsNotReadableBeforeAStop) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  EXPECT_FALSE(is_readable(event.fd()));
}

TEST(StopEvent, BecomesAndStaysReadable) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  source.request_stop();
  EXPECT_TRUE(is_readable(event.fd()));
  EXPECT_TRUE(is_readable(event.fd()));
}

TEST(StopEvent, IsReadableAtOnceAfterAnEarlierStop) {
  std::stop_source source;
  source.request_stop();
  const StopEvent event(source.get_token());
  EXPECT_TRUE(is_readable(event.fd()));
}

TEST(StopEvent, NeverBecomesReadableForATokenThatCannotStop) {
  const StopEvent event(std::stop_token{});
  EXPECT_FALSE(is_readable(event.fd()));
}

TEST(StopEvent, WakesAWaitInAnotherThread) {
  std::stop_source source;
  const StopEvent event(source.get_token());
  bool woken = false;
  std::thread waiting([&] { woken = is_readable(event.fd(), -1); });
  source.request_stop();
  waiting.join();
  EXPECT_TRUE(woken);
}

TEST(StopEvent, MayBeDestroyedWhileAStopIsRequested) {
  for (int round = 0; round < 100; ++round) {
    std::stop_source source;
    std::thread stopping([&] { source.request_stop(); });
    { const StopEvent event(source.get_token()); }
    stopping.join();
  }
}

}  // namespace
}  // namespace chaos::os
