#include "service/clock.h"

#include <gtest/gtest.h>

namespace chaos::hub {
namespace {

using namespace std::chrono_literals;

TEST(TimeText, RoundTrips) {
  const Time time = Time(1'800'000'000s + 123456us);
  EXPECT_EQ(to_text(time), "2027-01-15T08:00:00.123456Z");
  EXPECT_EQ(time_from(to_text(time)), time);
  EXPECT_EQ(to_text(Time{}), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(time_from("2027-01-15T08:00:00Z"), Time(1'800'000'000s));
  for (const char* bad : {"", "Z", "2027-01-15T08:00:00", "tomorrowZ", "2027-02-30T00:00:00Z"})
    EXPECT_FALSE(time_from(bad)) << bad;
}

}  // namespace
}  // namespace chaos::hub
