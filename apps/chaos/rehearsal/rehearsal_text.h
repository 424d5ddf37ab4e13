#pragma once

#include <string>

#include "plan/text_layout.h"
#include "rehearsal/rehearsal.h"

namespace chaos::cli {

/// The rehearsal for a person at a terminal: first what stays broken, then how many plays there
/// were of each kind. `milliseconds`: how long it took to play them all.
std::string rehearsal_as_text(const rehearsal::Rehearsal& rehearsal, const std::string& source,
                              double milliseconds, const TextLayout& layout);

/// For a program.
Json rehearsal_as_json(const rehearsal::Rehearsal& rehearsal, const std::string& source);

}  // namespace chaos::cli
