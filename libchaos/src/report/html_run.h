#pragma once

#include <cstddef>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// One run as an <article>. `number` (from 1) makes its anchors its own.
std::string html_run(const Summary& summary, std::size_t number);

}  // namespace chaos::report
