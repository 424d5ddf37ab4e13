#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// The runs as Markdown (GitHub's and GitLab's), for a comment or a wiki: first the verdict, then
/// tables, with the details folded away. Short enough for a comment: of long lists and texts the
/// beginning is shown, and what is left out is said.
std::string markdown_report(std::span<const Summary> runs);

}  // namespace chaos::report
