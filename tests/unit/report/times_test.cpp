#include "report/times.h"

#include <gtest/gtest.h>

namespace chaos::report {
namespace {

std::string shown(const Json& value) {
  const auto instant = read_instant(value);
  return instant ? date_and_time(*instant) : "nothing";
}

TEST(ReportTimes, ReadsTheTimesInJournals) {
  EXPECT_EQ(shown("2026-11-20T10:00:01.500000+00:00"), "2026-11-20 10:00:01 UTC");
  EXPECT_EQ(shown("2018-01-24T13:25:55.198676"), "2018-01-24 13:25:55 UTC")
      << "of old, without zone";
  EXPECT_EQ(shown("2026-11-20T10:00:01+02:00"), "2026-11-20 08:00:01 UTC");
  EXPECT_EQ(shown("2026-11-20 10:00:01Z"), "2026-11-20 10:00:01 UTC");
}

TEST(ReportTimes, ReadsNothingFromOtherValues) {
  for (const Json& value : {Json(), Json(12), Json("yesterday"), Json("2026-02-30T10:00:00"),
                            Json("2026-11-20T25:00:00"), Json::array({1})}) {
    EXPECT_EQ(shown(value), "nothing") << value;
  }
}

TEST(ReportTimes, AreIsoSecondsForJunit) {
  EXPECT_EQ(iso_seconds(*read_instant("2026-11-20T10:00:01.999999+02:00")), "2026-11-20T08:00:01");
}

TEST(ReportTimes, CountSeconds) {
  const Instant start = *read_instant("2026-11-20T23:59:59.500000");
  EXPECT_FALSE(read_instant("2026-11-20T23:59:59.5x"));
  EXPECT_EQ(seconds_between(start, *instant_after(start, 1.25)), 1.25);
  EXPECT_FALSE(instant_after(start, 1e30));
}

TEST(ReportTimes, FormatDurationsForPeople) {
  EXPECT_EQ(human_duration(0), "0 ms");
  EXPECT_EQ(human_duration(0.0004), "0.4 ms");
  EXPECT_EQ(human_duration(0.0574), "57 ms");
  EXPECT_EQ(human_duration(0.99951), "1 s");
  EXPECT_EQ(human_duration(1.2), "1.2 s");
  EXPECT_EQ(human_duration(42.04), "42 s");
  EXPECT_EQ(human_duration(59.99), "1 m");
  EXPECT_EQ(human_duration(83.4), "1 m 23 s");
  EXPECT_EQ(human_duration(3600), "1 h");
  EXPECT_EQ(human_duration(7500), "2 h 5 m");
  EXPECT_EQ(human_duration(86400 * 3 + 3600 * 4), "3 d 4 h");
  EXPECT_EQ(human_duration(1e300).substr(0, 4), "3168");
}

}  // namespace
}  // namespace chaos::report
