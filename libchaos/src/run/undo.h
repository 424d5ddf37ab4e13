#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activity/dry.h"
#include "chaos/json.h"

namespace chaos {

/// The state of an undo: one of the experiment's `rollbacks`, or an action's `rollback`.
enum class UndoState {
  kNeverRan,     ///< there was no attempt
  kFailed,       ///< the last attempt ended and did not succeed
  kInterrupted,  ///< the last attempt began and did not end
  kPretended,    ///< it is `dry` itself, so it was not played, and never is
  kDone,         ///< the last attempt succeeded
};

/// The mode in which the run with this experiment is rehearsed, if it is.
std::optional<Dry> dry_of(const Json& experiment);

/// Whether nothing remains to be played: it succeeded, or never does anything.
bool is_settled(UndoState state);

/// One undo that a run has to play.
struct Undo {
  std::string pointer;  ///< into the experiment: "/method/2/rollback/0" or "/rollbacks/1"
  std::string name;     ///< of its activity
  UndoState state = UndoState::kNeverRan;
  std::string reason = {};  ///< why the last attempt failed: "exit status 7"; may be empty

  bool operator==(const Undo&) const = default;
};

/// All undos that the run with this journal has to play, in order: the undos of the actions that
/// began, those of the last action first, then the `rollbacks` in their order. In a dry run, only
/// the undos of actions that were executed all the same (`dry: false`). If the journal has the
/// runner's own record, that counts: see run/own_record.h.
std::vector<Undo> undos_of(const Json& journal);

/// Those of undos_of that are not settled: the only place that decides which rollbacks remain.
std::vector<Undo> left_to_undo(const Json& journal);

/// Whether a rollback was played and failed that makes the run fail: the undo of an action, or any
/// if the experiment has keys of our own. Otherwise the outcome is that of the reference.
bool has_failed_undo(const Json& journal);

/// Where the undos of these actions are, in the order in which they are to be played. `began` holds
/// the pointers of the activities that began, in their order ("/method/0"); those without a
/// `rollback` of their own, probes, and those that were not executed (dry) add nothing. A
/// place is undone once; RunRecord gives each execution of an action a place of its own.
std::vector<std::string> undos_of_actions(const Json& experiment,
                                          const std::vector<std::string>& began);

/// Whether any activity of the experiment's method has a `rollback`.
bool has_undo_of_actions(const Json& experiment);

/// The same, or whether there are `rollbacks`.
bool has_undos(const Json& experiment);

/// The name of the activity at the pointer, or of the one that it refers to; the pointer itself if
/// it has none.
std::string name_at(const Json& experiment, const std::string& pointer);

/// Whether a run in that mode could leave something to undo.
bool may_undo(const Json& experiment, std::optional<Dry> dry);

/// The state of an undo according to its run. `reason`, if given, is set to what failed.
UndoState state_of_undo(const Json& run, std::string* reason = nullptr);

/// "never ran", "failed", "was interrupted", "is dry" or "succeeded"
std::string_view describe(UndoState state);

/// "mend (exit status 7), restart (never ran)": for a sentence.
std::string names_of(const std::vector<Undo>& undos);

/// A sentence about the remaining ones of a run's `all` undos: "2 of 3 rollbacks have not
/// succeeded: mend (exit status 7), restart (never ran)", "the only rollback failed: mend (exit
/// status 7)".
std::string describe_left(const std::vector<Undo>& left, std::size_t all);

}  // namespace chaos
