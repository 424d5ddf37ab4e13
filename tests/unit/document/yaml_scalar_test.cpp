#include "document/yaml_scalar.h"

#include <gtest/gtest.h>

#include <string>

namespace chaos {
namespace {

std::string error_of(Json (*make)(std::string_view), std::string_view text) {
  try {
    make(text);
  } catch (const YamlScalarError& e) {
    return e.what();
  }
  return "";
}

TEST(YamlScalar, Booleans) {
  EXPECT_EQ(make_yaml_bool("yEs"), true);
  EXPECT_EQ(make_yaml_bool("off"), false);
  EXPECT_EQ(error_of(make_yaml_bool, "maybe"), "'maybe' is not a boolean");
}

TEST(YamlScalar, Integers) {
  EXPECT_EQ(make_yaml_integer("0"), 0);
  EXPECT_EQ(make_yaml_integer("-1_000"), -1000);
  EXPECT_EQ(make_yaml_integer("017"), 15);
  EXPECT_EQ(make_yaml_integer("0o17"), 15);
  EXPECT_EQ(make_yaml_integer("0b101"), 5);
  EXPECT_EQ(make_yaml_integer("+0x1F"), 31);
  EXPECT_EQ(make_yaml_integer("-190:20:30"), -685230);
  EXPECT_EQ(make_yaml_integer("1:05"), 65);
  EXPECT_EQ(extended_text(make_yaml_integer("0xFFFFFFFFFFFFFFFFFF")), "4722366482869645213695");
  EXPECT_EQ(extended_text(make_yaml_integer("-1000000000000000000000")), "-1000000000000000000000");
}

TEST(YamlScalar, StringsThatAreNotIntegers) {
  EXPECT_EQ(error_of(make_yaml_integer, "abc"), "invalid literal for int() with base 10: 'abc'");
  EXPECT_EQ(error_of(make_yaml_integer, "0b_"), "invalid literal for int() with base 2: ''");
  EXPECT_EQ(error_of(make_yaml_integer, ""), "invalid literal for int() with base 10: ''");
  EXPECT_EQ(error_of(make_yaml_integer, "0x" + std::string(5000, 'f')),
            "Exceeds the limit (4300 digits) for integer string conversion");
}

TEST(YamlScalar, Floats) {
  EXPECT_EQ(make_yaml_float("1_0.5"), 10.5);
  EXPECT_EQ(make_yaml_float("-6.02E-2"), -0.0602);
  EXPECT_EQ(make_yaml_float("3"), 3.0);
  EXPECT_TRUE(make_yaml_float("3").is_number_float());
  EXPECT_EQ(make_yaml_float("20:30.15"), 1230.15);
  EXPECT_EQ(to_json_text(make_yaml_float("-.INF")), "-Infinity");
  EXPECT_EQ(to_json_text(make_yaml_float(".NaN")), "NaN");
  for (const char* text : {"x", "", ".", "1e", "1.2.3", "--1", "0x1"}) {
    EXPECT_TRUE(error_of(make_yaml_float, text).starts_with("could not convert string to float: "))
        << text;
  }
}

TEST(YamlScalar, Timestamps) {
  EXPECT_EQ(make_yaml_timestamp("2024-01-02"), make_extended(Extended::kDate, "2024-01-02"));
  EXPECT_EQ(extended_text(make_yaml_timestamp("2024-01-02T03:04:05Z")),
            "2024-01-02T03:04:05+00:00");
  EXPECT_EQ(extended_text(make_yaml_timestamp("2001-12-14 21:59:43.10 -5")),
            "2001-12-14T21:59:43.100000-05:00");
  EXPECT_EQ(extended_text(make_yaml_timestamp("2024-1-2\t3:04:05.12345678")),
            "2024-01-02T03:04:05.123456");
  EXPECT_EQ(extended_text(make_yaml_timestamp("2024-01-02t03:04:05.")), "2024-01-02T03:04:05");
}

TEST(YamlScalar, ImpossibleTimestamps) {
  const std::pair<const char*, const char*> cases[] = {
      {"2024-13-45", "month must be in 1..12"},
      {"2023-02-29", "day is out of range for month"},
      {"0000-01-01", "year 0 is out of range"},
      {"2024-01-01 24:00:00", "hour must be in 0..23"},
      {"2024-01-01 00:60:00", "minute must be in 0..59"},
      {"2024-01-01 00:00:60", "second must be in 0..59"},
      {"2024-01-01T00:00:00+24",
       "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)"},
      {"today", "'today' is not a timestamp"},
      {"2024-01-02T03:04:05 x", "'2024-01-02T03:04:05 x' is not a timestamp"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_EQ(error_of(make_yaml_timestamp, text), message);
  }
}

TEST(YamlScalar, Binary) {
  EXPECT_EQ(extended_text(make_yaml_binary("aGVs\nbG8=")), "hello");
  EXPECT_EQ(extended_text(make_yaml_binary("/w==ignored")), "\xFF");
  EXPECT_EQ(extended_text(make_yaml_binary("")), "");
  EXPECT_EQ(error_of(make_yaml_binary, "abc"), "failed to decode base64 data: Incorrect padding");
  EXPECT_EQ(error_of(make_yaml_binary, "abcde"),
            "failed to decode base64 data: Invalid base64-encoded string: number of data "
            "characters (5) cannot be 1 more than a multiple of 4");
  EXPECT_EQ(error_of(make_yaml_binary, "a\xC3\xA9"),
            "failed to convert base64 data into ascii: 'ascii' codec can't encode character "
            "'\\xe9' in position 1: ordinal not in range(128)");
}

}  // namespace
}  // namespace chaos
