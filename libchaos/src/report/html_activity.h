#pragma once

#include <cstddef>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// One activity: a line with its result, and its details below, folded unless `open`. `number` is
/// that of the run on the page, from 1.
std::string html_activity(const Summary& summary, const Activity& activity, std::size_t number,
                          bool open);

/// The ID of its anchor on the page: "run-1-run-0".
std::string anchor_of(const Activity& activity, std::size_t number);

}  // namespace chaos::report
