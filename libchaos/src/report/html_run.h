#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "report/summary.h"

namespace chaos::report {

/// Markup for what the caller knows about a run in addition to its journal.
struct RunExtras {
  std::string_view badge = {};  ///< replaces the verdict's label
  std::string_view facts = {};  ///< shown first: a <div> with <dt> and <dd> for each
};

/// One run as an <article>: the verdict, the problems, the timeline, the steps, and finally the
/// details of the machine. `number` (from 1) makes its anchors unique.
std::string html_run(const Summary& summary, std::size_t number, const RunExtras& extras = {});

}  // namespace chaos::report
