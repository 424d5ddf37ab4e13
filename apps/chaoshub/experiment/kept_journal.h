#pragma once

#include <functional>
#include <optional>
#include <string>

#include "experiment/model/execution.h"
#include "experiment/model/experiment_store.h"

namespace chaos::hub::experiment {

/// An execution and the text of its journal, which may be too long to be held in memory at once.
struct KeptJournal {
  Execution execution;
  std::string first;                                 ///< its first piece
  std::function<std::optional<std::string>()> rest;  ///< piece by piece, nothing at its end
};

/// The journal of the execution that `find` returns. A journal that is replaced before its first
/// piece has been read is gone: `find` is then asked again, since the execution has another one.
/// Throws Problem (503) when that happens over and over, and what `find` throws.
KeptJournal kept_journal(ExperimentStore& store, const std::function<Execution()>& find);

/// Returns the whole journal, or std::nullopt if it is too long to be held in memory.
std::optional<Json> whole_journal(KeptJournal kept);

}  // namespace chaos::hub::experiment
