#pragma once

#include <string>

#include "report/summary.h"

namespace chaos::report {

/// The run over time as a drawing (inline SVG) and, folded, as a table for people who cannot see
/// the drawing. Both are "" if the journal has no times.
std::string html_timeline(const Summary& summary);

}  // namespace chaos::report
