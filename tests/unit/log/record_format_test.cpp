#include "log/record_format.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "json/json_reader.h"
#include "support/environment_variable.h"

namespace chaos::log {
namespace {

using testing::EnvironmentVariable;

/// 2024-01-31 12:00:00.123456 UTC.
constexpr std::chrono::system_clock::time_point kTime{std::chrono::microseconds(1706702400123456)};

/// Formats in UTC, whatever the machine's time zone.
class RecordFormat : public ::testing::Test {
 protected:
  RecordFormat() { ::tzset(); }

  static Record record(Level level, std::string_view message) {
    return {.level = level, .message = message, .module = "runner", .line = 7, .time = kTime};
  }

  EnvironmentVariable zone_{"TZ", "UTC"};
};

TEST_F(RecordFormat, ShowsTimeLevelAndMessage) {
  EXPECT_EQ(format_text(record(Level::kInfo, "hello"), {}),
            "\033[32m[2024-01-31 12:00:00 INFO] hello\n");
}

TEST_F(RecordFormat, HasAColourForEachLevel) {
  struct Case {
    Level level;
    const char* begin;
  };
  for (const auto& [level, begin] :
       {Case{Level::kDebug, "\033[36m[2024-01-31 12:00:00 DEBUG]"},
        Case{Level::kInfo, "\033[32m[2024-01-31 12:00:00 INFO]"},
        Case{Level::kWarning, "\033[33m[2024-01-31 12:00:00 WARNING]"},
        Case{Level::kError, "\033[31m[2024-01-31 12:00:00 ERROR]"},
        Case{Level::kCritical, "\033[31m[2024-01-31 12:00:00 CRITICAL]"}}) {
    EXPECT_EQ(format_text(record(level, "x"), {}), std::string(begin) + " x\n");
  }
}

TEST_F(RecordFormat, EndsTheColourOnATerminal) {
  EXPECT_EQ(format_text(record(Level::kInfo, "x"), {.terminal = true}),
            "\033[32m[2024-01-31 12:00:00 INFO]\033[39m x\n");
}

TEST_F(RecordFormat, ShowsTheOriginWhenAsked) {
  EXPECT_EQ(format_text(record(Level::kInfo, "x"), {.origin = true}),
            "\033[32m[2024-01-31 12:00:00 INFO] [runner:7] x\n");
}

TEST_F(RecordFormat, IndentsFurtherLines) {
  EXPECT_EQ(format_text(record(Level::kInfo, "a\nb\n"), {}),
            "\033[32m[2024-01-31 12:00:00 INFO] a\n    b\n    \n");
}

TEST_F(RecordFormat, WritesJson) {
  const std::string text = format_json(record(Level::kWarning, "a \"b\"\nc"), "id");
  EXPECT_TRUE(text.ends_with("}\n"));
  Json object = parse_json(text);
  EXPECT_GT(object["process"].get<int>(), 0);
  object.erase("process");
  EXPECT_EQ(to_json_text(object),
            R"({"asctime": "2024-01-31 12:00:00,123", "levelname": "WARNING", )"
            R"("module": "runner", "lineno": 7, "message": "a \"b\"\nc", "context_id": "id", )"
            R"("timestamp": "2024-01-31T12:00:00.123456+00:00"})");
}

}  // namespace
}  // namespace chaos::log
