#pragma once

namespace chaos::hub::experiment {

// The topics that the experiment service announces, each with its team.

/// `subject`: the event's identifier, its execution's, and when it arrived, separated by spaces.
inline constexpr const char* kEventAdded = "event";
/// Someone has requested that an execution stop. `subject`: its identifier.
inline constexpr const char* kStopRequested = "stop";
/// An execution was opened or closed, or has reported. `subject`: its identifier.
inline constexpr const char* kExecutionChanged = "execution";
/// `subject`: the identifier of an experiment with a new version or approval.
inline constexpr const char* kExperimentChanged = "experiment";
/// One of the team's safeguards was created, changed or deleted.
inline constexpr const char* kSafeguardsChanged = "safeguards";
/// The team's webhook has a new message to send.
inline constexpr const char* kMessageQueued = "message";
/// The team and all its data were deleted.
inline constexpr const char* kTeamRemoved = "team";

}  // namespace chaos::hub::experiment
