#pragma once

#include <vector>

#include "chaos/json.h"
#include "run/undo.h"

namespace chaos {

/// Throws InvalidExperiment if one of the undos refers to the output of an activity that contains a
/// secret: neither the journal nor the write-ahead log keeps secrets, so the undo would get
/// "[redacted]".
void check_outputs_kept(const Json& journal, const std::vector<Undo>& undos);

}  // namespace chaos
