#pragma once

namespace chaos::hub::experiment {

// What the experiment service announces, each with the team that it is about.

/// `subject`: the event's identifier.
inline constexpr const char* kEventAdded = "event";
/// Somebody has asked for an execution to stop. `subject`: its identifier.
inline constexpr const char* kStopRequested = "stop";
/// One of the team's safeguards is new, changed or gone.
inline constexpr const char* kSafeguardsChanged = "safeguards";

}  // namespace chaos::hub::experiment
