#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// The runs as one HTML page that needs nothing else: no script, no file, no network. Several have
/// a table of contents first.
std::string html_report(std::span<const Summary> runs);

/// The look of html_report(), and of html_run() in pages of others.
std::string_view style_sheet();

}  // namespace chaos::report
