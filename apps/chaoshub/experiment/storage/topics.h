#pragma once

namespace chaos::hub::experiment {

// What the experiment service announces, each with the team that it is about.

/// `subject`: the event's identifier, its execution's, and when it came, with blanks between them.
inline constexpr const char* kEventAdded = "event";
/// Somebody has asked for an execution to stop. `subject`: its identifier.
inline constexpr const char* kStopRequested = "stop";
/// An execution was opened, heard of or closed. `subject`: its identifier.
inline constexpr const char* kExecutionChanged = "execution";
/// `subject`: the identifier of an experiment that has a new version or an approval.
inline constexpr const char* kExperimentChanged = "experiment";
/// One of the team's safeguards is new, changed or gone.
inline constexpr const char* kSafeguardsChanged = "safeguards";
/// The team's webhook has a new message to send.
inline constexpr const char* kMessageQueued = "message";
/// The team is gone, and all that it had.
inline constexpr const char* kTeamRemoved = "team";

}  // namespace chaos::hub::experiment
