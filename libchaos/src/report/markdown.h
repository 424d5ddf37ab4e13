#pragma once

#include <span>
#include <string>

#include "report/summary.h"

namespace chaos::report {

/// The runs as Markdown (GitHub's and GitLab's), for a comment or a wiki: first the verdict, then
/// tables, with the details folded away. Short enough for a comment: long lists and texts are
/// truncated, with a note.
std::string markdown_report(std::span<const Summary> runs);

}  // namespace chaos::report
