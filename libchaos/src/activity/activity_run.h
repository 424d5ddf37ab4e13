#pragma once

#include <cstddef>

#include "activity/run_context.h"
#include "chaos/json.h"

namespace chaos {

/// The run of one activity, twice: the runner's own, and the entry in the journal, which controls
/// and event handlers may change and even remove. The run's lock must be held for everything.
class ActivityRun {
 public:
  /// `list` is the journal's list for it ("run" or "rollbacks"). With nullptr there is no entry:
  /// then the run belongs to its caller, and controls change the run itself.
  ActivityRun(RunContext& context, const char* list) : context_(context), list_(list) {}

  /// Begins the run, and its entry. Returns the index of the entry.
  std::size_t begin(Json run);

  Json& own() { return own_; }
  const Json& own() const { return own_; }

  /// Sets a member of both.
  void set(const char* key, Json value);
  /// Makes the entry what the run is, after something else has changed the run.
  void show();

  /// What hooks and handlers get.
  Json& shown();

 private:
  Json* entry();

  RunContext& context_;
  const char* const list_;
  std::size_t index_ = 0;
  Json own_;
  Json removed_;  // what hooks get if the entry was removed
};

}  // namespace chaos
