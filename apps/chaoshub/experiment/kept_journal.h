#pragma once

#include <functional>
#include <optional>
#include <string>

#include "experiment/model/execution.h"
#include "experiment/model/experiment_store.h"

namespace chaos::hub::experiment {

/// An execution and the text of its journal, which may be too long to hold in memory.
struct KeptJournal {
  Execution execution;
  std::string first;                                 ///< the first piece
  std::function<std::optional<std::string>()> rest;  ///< returns the next piece, then nothing
};

/// The journal of the execution that `find` returns. If the journal is replaced before its first
/// piece has been read, calls `find` again, because the execution has a new one. Throws Problem
/// (503) if that happens repeatedly, and whatever `find` throws.
KeptJournal kept_journal(ExperimentStore& store, const std::function<Execution()>& find);

/// The same journal, for callers who must not see the secret values of its experiment: see
/// secret_values.h. Throws Problem (409) if it is too long to be held in memory.
KeptJournal without_secret_values(KeptJournal kept);

/// Returns the whole journal, or std::nullopt if it is too long to be held in memory.
std::optional<Json> whole_journal(KeptJournal kept);

}  // namespace chaos::hub::experiment
