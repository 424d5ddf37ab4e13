#include <gtest/gtest.h>

#include "chaos/json.h"

namespace chaos {
namespace {

Json date_time(std::string_view iso) {
  return make_extended(Extended::kDateTime, iso);
}

TEST(PythonText, StrOfScalars) {
  EXPECT_EQ(python_str("it's\n"), "it's\n");
  EXPECT_EQ(python_str(nullptr), "None");
  EXPECT_EQ(python_str(true), "True");
  EXPECT_EQ(python_str(false), "False");
  EXPECT_EQ(python_str(-7), "-7");
  EXPECT_EQ(python_str(1.0), "1.0");
  EXPECT_EQ(python_str(1e16), "1e+16");
  EXPECT_EQ(python_str(Json::parse("18446744073709551615")), "18446744073709551615");
  EXPECT_EQ(python_str(make_extended(Extended::kInteger, "123456789012345678901")),
            "123456789012345678901");
}

TEST(PythonText, NonFiniteNumbers) {
  EXPECT_EQ(python_str(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(python_str(-std::numeric_limits<double>::infinity()), "-inf");
  EXPECT_EQ(python_str(-std::numeric_limits<double>::quiet_NaN()), "nan");
}

TEST(PythonText, StrOfCollections) {
  EXPECT_EQ(python_str(Json::parse(R"({"a": [1, "b", null, true, 1.5], "c": {}, "d": []})")),
            "{'a': [1, 'b', None, True, 1.5], 'c': {}, 'd': []}");
}

TEST(PythonText, ReprChoosesTheQuote) {
  EXPECT_EQ(python_repr("a"), "'a'");
  EXPECT_EQ(python_repr("it's"), "\"it's\"");
  EXPECT_EQ(python_repr("\"it's\""), R"('"it\'s"')");
}

TEST(PythonText, ReprEscapes) {
  EXPECT_EQ(python_repr(std::string("\\\n\r\t\x1f\x7f\0", 7)), R"('\\\n\r\t\x1f\x7f\x00')");
  EXPECT_EQ(python_repr("\xC3\xA9\xF0\x9F\x98\x80"), "'\xC3\xA9\xF0\x9F\x98\x80'");
  EXPECT_EQ(python_repr("\xC2\xA0\xC2\xAD\xE2\x80\xA8\xF3\xA0\x80\x81"),
            R"('\xa0\xad\u2028\U000e0001')");
}

TEST(PythonText, ReprOfBytes) {
  EXPECT_EQ(python_repr(make_extended(Extended::kBytes, "a\xFF\n'")), R"(b"a\xff\n'")");
  EXPECT_EQ(python_str(make_extended(Extended::kBytes, "a")), "b'a'");
}

TEST(PythonText, Dates) {
  const Json date = make_extended(Extended::kDate, "2020-01-31");
  EXPECT_EQ(python_str(date), "2020-01-31");
  EXPECT_EQ(python_repr(date), "datetime.date(2020, 1, 31)");
}

TEST(PythonText, Times) {
  EXPECT_EQ(python_str(date_time("2020-01-31T10:00:00+00:00")), "2020-01-31 10:00:00+00:00");
  EXPECT_EQ(python_repr(date_time("2020-01-31T10:00:00")), "datetime.datetime(2020, 1, 31, 10, 0)");
  EXPECT_EQ(python_repr(date_time("2020-01-31T10:00:05")),
            "datetime.datetime(2020, 1, 31, 10, 0, 5)");
  EXPECT_EQ(python_repr(date_time("2020-01-31T10:00:00.000500")),
            "datetime.datetime(2020, 1, 31, 10, 0, 0, 500)");
  EXPECT_EQ(python_repr(date_time("2020-01-31T10:00:00+00:00")),
            "datetime.datetime(2020, 1, 31, 10, 0, tzinfo=datetime.timezone.utc)");
}

TEST(PythonText, Zones) {
  EXPECT_EQ(python_repr(date_time("2020-01-31T10:00:00+02:30")),
            "datetime.datetime(2020, 1, 31, 10, 0, "
            "tzinfo=datetime.timezone(datetime.timedelta(seconds=9000)))");
  EXPECT_EQ(python_repr(date_time("2020-01-31T10:00:00-05:00")),
            "datetime.datetime(2020, 1, 31, 10, 0, "
            "tzinfo=datetime.timezone(datetime.timedelta(days=-1, seconds=68400)))");
}

}  // namespace
}  // namespace chaos
