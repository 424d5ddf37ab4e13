#include "support/golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string_view>

namespace chaos::testing {
namespace {

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool are_to_be_written() {
  const char* wanted = std::getenv("CHAOS_UPDATE_GOLDEN");
  return wanted != nullptr && std::string_view(wanted) == "1";
}

}  // namespace

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = CHAOS_SOURCE_DIR "/tests/e2e/golden/" + name;
  if (are_to_be_written()) {
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  EXPECT_EQ(content_of(path), text)
      << path << "\nIf it is to be like this: CHAOS_UPDATE_GOLDEN=1, and look at the difference";
}

std::string without_times(const std::string& text) {
  static const std::regex kRecord(R"(\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d )");
  static const std::regex kClock(R"(\d:\d\d( of \d+:\d\d)?$)");
  static const std::regex kDuration(R"(\b\d+(\.\d+)? (ms|s)\b)");
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = std::regex_replace(line, kRecord, "[YYYY-MM-DD hh:mm:ss ");
    line = std::regex_replace(line, kClock, "m:ss$1");
    result += std::regex_replace(line, kDuration, "TIME") + "\n";
  }
  return result;
}

std::string with_visible_escapes(const std::string& text) {
  static const std::regex kEscape("\033");
  return std::regex_replace(text, kEscape, "^[");
}

}  // namespace chaos::testing
