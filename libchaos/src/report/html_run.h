#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// One run as an <article>: the verdict, what went wrong, the timeline, the steps, and last the
/// details of the machine. `number` (from 1) makes its anchors unique. `more_facts` is markup, a
/// <div> with <dt> and <dd> for each fact that the caller knows: they come first.
std::string html_run(const Summary& summary, std::size_t number, std::string_view more_facts = {});

}  // namespace chaos::report
