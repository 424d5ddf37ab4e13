#include "log/record_format.h"

#include <fmt/format.h>
#include <unistd.h>

#include <ctime>

#include "chaos/json.h"

namespace chaos::log {
namespace {

using std::chrono::duration_cast;

std::string_view colour(Level level) {
  switch (level) {
    case Level::kDebug:
      return "\033[36m";
    case Level::kInfo:
      return "\033[32m";
    case Level::kWarning:
      return "\033[33m";
    case Level::kError:
    case Level::kCritical:
      return "\033[31m";
  }
  return "";
}

std::string calendar_time(const std::tm& time, char separator) {
  return fmt::format("{:04}-{:02}-{:02}{}{:02}:{:02}:{:02}", time.tm_year + 1900, time.tm_mon + 1,
                     time.tm_mday, separator, time.tm_hour, time.tm_min, time.tm_sec);
}

std::string local_time(std::chrono::system_clock::time_point at) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return calendar_time(parts, ' ');
}

std::string utc_time(std::chrono::system_clock::time_point at, long microseconds) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{}.{:06}+00:00", calendar_time(parts, 'T'), microseconds);
}

void append_indented(std::string& text, std::string_view message) {
  for (const char c : message) {
    text += c;
    if (c == '\n') text += "    ";
  }
}

}  // namespace

std::string_view level_name(Level level) {
  switch (level) {
    case Level::kDebug:
      return "DEBUG";
    case Level::kInfo:
      return "INFO";
    case Level::kWarning:
      return "WARNING";
    case Level::kError:
      return "ERROR";
    case Level::kCritical:
      return "CRITICAL";
  }
  return "";
}

std::string format_text(const Record& record, TextStyle style) {
  std::string text(style.plain ? "" : colour(record.level));
  text += fmt::format("[{} {}]", local_time(record.time), level_name(record.level));
  if (style.origin) text += fmt::format(" [{}:{}]", record.module, record.line);
  if (style.terminal && !style.plain) text += "\033[39m";
  text += ' ';
  append_indented(text, record.message);
  text += '\n';
  return text;
}

std::string format_json(const Record& record, std::string_view context_id) {
  const auto since_epoch = record.time.time_since_epoch();
  const long microseconds =
      static_cast<long>(duration_cast<std::chrono::microseconds>(since_epoch).count() % 1'000'000);
  const Json object = {
      {"process", getpid()},
      {"asctime", fmt::format("{},{:03}", local_time(record.time), microseconds / 1000)},
      {"levelname", level_name(record.level)},
      {"module", record.module},
      {"lineno", record.line},
      {"message", record.message},
      {"context_id", context_id},
      {"timestamp", utc_time(record.time, microseconds)},
  };
  return to_json_text(object) + "\n";
}

}  // namespace chaos::log
