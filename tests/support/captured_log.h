#pragma once

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "log/log.h"
#include "support/temporary_directory.h"

namespace chaos::testing {

/// Captures what is logged during its lifetime, including debug records.
class CapturedLog {
 public:
  CapturedLog() { log::configure({.verbose = false, .json = false, .file = directory_ / "log"}); }
  ~CapturedLog() { log::configure({}); }
  CapturedLog(const CapturedLog&) = delete;
  CapturedLog& operator=(const CapturedLog&) = delete;

  /// The records as "LEVEL message"; further lines of a message are part of it.
  std::vector<std::string> records() const {
    static const std::regex kRecord(
        "\033\\[3[0-9]m\\[[-0-9]+ [:0-9]+ ([A-Z]+)\\] \\[.*:[0-9]+\\]"
        "(?:\033\\[39m)? (.*)");
    std::vector<std::string> records;
    std::istringstream lines(directory_.read("log"));
    for (std::string line; std::getline(lines, line);) {
      std::smatch match;
      if (std::regex_match(line, match, kRecord)) {
        records.push_back(match.str(1) + " " + match.str(2));
      } else if (!records.empty() && line.starts_with("    ")) {
        records.back() += "\n" + line.substr(4);
      }
    }
    return records;
  }

 private:
  TemporaryDirectory directory_;
};

}  // namespace chaos::testing
