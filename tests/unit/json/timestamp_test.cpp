#include "json/timestamp.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(Timestamp, ReadsWhatIsoformatWrites) {
  const auto time = parse_iso_timestamp("2020-01-31T10:11:12.000013-05:30");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->year, 2020);
  EXPECT_EQ(time->month, 1);
  EXPECT_EQ(time->day, 31);
  EXPECT_EQ(time->hour, 10);
  EXPECT_EQ(time->minute, 11);
  EXPECT_EQ(time->second, 12);
  EXPECT_EQ(time->microsecond, 13);
  EXPECT_EQ(time->offset_minutes, -330);
  EXPECT_FALSE(parse_iso_timestamp("2020-01-31")->offset_minutes);
}

TEST(Timestamp, RejectsOtherStrings) {
  for (const char* text : {"", "2020", "2020-1-31", "2020-01-31T", "2020-01-31 10:00:00",
                           "2020-01-31T10:00:00Z", "2020-01-31T10:00:00.1", "+020-01-31"}) {
    EXPECT_FALSE(parse_iso_timestamp(text)) << text;
  }
}

TEST(Timestamp, InstantsDependOnTheZone) {
  EXPECT_EQ(parse_iso_timestamp("2020-01-31T12:00:00+00:00")->instant(),
            parse_iso_timestamp("2020-02-01T00:30:00+12:30")->instant());
  EXPECT_EQ(parse_iso_timestamp("0001-01-01T00:00:01")->instant(), 1'000'000);
}

TEST(Timestamp, KnowsTheCalendar) {
  EXPECT_TRUE(is_valid_day(2024, 2, 29));
  EXPECT_FALSE(is_valid_day(2023, 2, 29));
  EXPECT_FALSE(is_valid_day(1900, 2, 29));
  EXPECT_FALSE(is_valid_day(2024, 13, 1));
  EXPECT_FALSE(is_valid_day(0, 1, 1));
  EXPECT_FALSE(is_valid_day(2024, 4, 31));
}

}  // namespace
}  // namespace chaos
