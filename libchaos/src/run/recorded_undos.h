#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// Makes sure that the undo of every action that began is found, even if somebody has edited the
/// journal so that its `run` and its experiment no longer match: an action that was renamed in one
/// of them is found by its provider; one that is not in the experiment at all, or has lost its
/// `rollback` there, gets back what was recorded when it began. Returns the names of the latter.
std::vector<std::string> restore_recorded_undos(Json& journal);

}  // namespace chaos
