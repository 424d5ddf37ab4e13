#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "log/log.h"

namespace chaos::log {

/// One thing to be logged.
struct Record {
  Level level;
  std::string_view message;
  std::string_view module;
  int line;
  std::chrono::system_clock::time_point time;
};

/// How text records look: chaoslib.log.LogFormatter of the reference. The colour that starts a
/// record is always there; only a terminal gets the one that ends it.
struct TextStyle {
  bool origin = false;  ///< show [module:line]
  bool terminal = false;
  bool plain = false;  ///< no colours at all, for a terminal's user who wants none
};

/// "DEBUG", "INFO", "WARNING", "ERROR" or "CRITICAL".
std::string_view level_name(Level level);

/// The record as text lines, ended by a newline; further lines are indented by four spaces.
std::string format_text(const Record& record, TextStyle style);

/// The record as one JSON object, ended by a newline.
std::string format_json(const Record& record, std::string_view context_id);

}  // namespace chaos::log
