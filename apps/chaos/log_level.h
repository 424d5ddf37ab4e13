#pragma once

#include <string_view>

#include "log/log.h"

namespace chaos::cli {

/// The level of that name for --log-file-level: "debug", "info", "warning", or "error".
inline log::Level log_level_from(std::string_view name) {
  if (name == "info") return log::Level::kInfo;
  if (name == "warning") return log::Level::kWarning;
  if (name == "error") return log::Level::kError;
  return log::Level::kDebug;
}

}  // namespace chaos::cli
