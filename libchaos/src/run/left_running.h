#pragma once

#include <vector>

#include "activity/action_process.h"

namespace chaos {

/// Logs, once the undos have been played, which processes actions left running in their groups:
/// they may continue doing what was just undone. They are not ended, because they may be wanted,
/// but those that are about to end get a moment.
void mention_left_running(const std::vector<ActionProcess>& processes);

}  // namespace chaos
