#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// One run as an <article>: the verdict, the problems, the timeline, the steps, and finally the
/// details of the machine. `number` (from 1) makes its anchors unique. `more_facts` is markup, a
/// <div> with <dt> and <dd> for each additional fact from the caller: they come first.
std::string html_run(const Summary& summary, std::size_t number, std::string_view more_facts = {});

}  // namespace chaos::report
