#pragma once

#include <string>

namespace chaos::log {

/// Shows a warning, and below it a hint unless that is empty, on the console while a run is in
/// progress. They are not records, so that the log stays the same as the reference's; only the log
/// file gets them, as DEBUG records. If a program reads the console (`Options::json`), it gets a
/// DEBUG record as well. Safe from any thread; never throws.
void notice(const std::string& message, const std::string& hint = {});

}  // namespace chaos::log
