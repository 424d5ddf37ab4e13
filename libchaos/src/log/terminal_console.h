#pragma once

#include <string_view>

#include "log/log.h"

namespace chaos::log {

/// Whether the console is a terminal, and its records are text: a person reads it.
bool console_is_terminal();

/// Writes an ERROR record to the log file only, because the console shows the problem itself, in
/// more detail.
void error_in_file(std::string_view message,
                   const SourceLocation& where = SourceLocation::current());

}  // namespace chaos::log
