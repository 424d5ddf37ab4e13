#pragma once

#include <vector>

#include "chaos/json.h"
#include "run/undo.h"

namespace chaos {

/// Throws InvalidExperiment when one of the undos refers to something that an activity did and that
/// holds a secret: neither the journal nor the write-ahead log keeps that, so the undo would be
/// given "[redacted]".
void check_outputs_kept(const Json& journal, const std::vector<Undo>& undos);

}  // namespace chaos
