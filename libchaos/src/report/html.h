#pragma once

#include <span>
#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// The runs as one self-contained HTML page, without scripts, files, or network access. Several
/// runs have a table of contents.
std::string html_report(std::span<const Summary> runs);

/// The style sheet of html_report(), and of html_run() in other pages.
std::string_view style_sheet();

}  // namespace chaos::report
