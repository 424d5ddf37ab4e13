#include "context/duration.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(Duration, IsReadInSeveralUnits) {
  EXPECT_EQ(duration_from_text("90"), 90);
  EXPECT_EQ(duration_from_text("90s"), 90);
  EXPECT_EQ(duration_from_text("30m"), 1800);
  EXPECT_EQ(duration_from_text("1h30m"), 5400);
  EXPECT_EQ(duration_from_text("1d2h3m4s"), 93784);
  EXPECT_EQ(duration_from_text("1.5h"), 5400);
  EXPECT_EQ(duration_from_text("0"), 0);
}

TEST(Duration, RejectsEverythingElse) {
  for (const char* text : {"", "soon", "m", "30 m", "30m1h", "1m1m", "1h30", "-5", "-5s", "5x",
                           "inf", "nan", "1e3", "5s "}) {
    EXPECT_EQ(duration_from_text(text), std::nullopt) << text;
  }
}

TEST(Duration, IsANumberOrAStringInADocument) {
  EXPECT_EQ(duration_from(1.5), 1.5);
  EXPECT_EQ(duration_from("2m"), 120);
  for (const Json& value : {Json(0), Json(-1), Json("0s"), Json(true), Json(), Json::array()})
    EXPECT_EQ(duration_from(value), std::nullopt) << value;
}

TEST(Duration, IsShortWhenShown) {
  EXPECT_EQ(duration_text(5400), "1h30m");
  EXPECT_EQ(duration_text(45), "45s");
  EXPECT_EQ(duration_text(0.5), "0.5s");
  EXPECT_EQ(duration_text(90061), "1d1h1m1s");
  EXPECT_EQ(duration_text(0), "0s");
}

}  // namespace
}  // namespace chaos
