#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "log/log.h"

namespace chaos::log {

/// One log record.
struct Record {
  Level level;
  std::string_view message;
  std::string_view module;
  int line;
  std::chrono::system_clock::time_point time;
};

/// The format of text records: chaoslib.log.LogFormatter of the reference. A record always starts
/// with a color; only a terminal gets the code that ends it.
struct TextStyle {
  bool origin = false;  ///< show [module:line]
  bool terminal = false;
  bool plain = false;  ///< no colors at all, for a user who has disabled them
};

/// "DEBUG", "INFO", "WARNING", "ERROR" or "CRITICAL".
std::string_view level_name(Level level);

/// The record as text lines, ended by a newline; further lines are indented by four spaces.
std::string format_text(const Record& record, TextStyle style);

/// The record as one JSON object, ended by a newline.
std::string format_json(const Record& record, std::string_view context_id);

}  // namespace chaos::log
