#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// The runs as one HTML page that needs nothing else: no script, no file, no network. Several have
/// a table of contents first.
std::string html_report(std::span<const Summary> runs);

}  // namespace chaos::report
