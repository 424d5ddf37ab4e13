#pragma once

#include <functional>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "experiment/model/experiment_store.h"

namespace chaos::hub::experiment {

/// Parses a document that `next` returns piece by piece, and std::nullopt after the last piece.
/// Returns std::nullopt if the document is too long to be held in memory.
std::optional<Json> whole_document(const std::function<std::optional<std::string>()>& next);

/// Returns a whole document, or std::nullopt if it is too long to be held in memory. Not for
/// journals, which can be replaced while they are read: see kept_journal().
std::optional<Json> kept_document(ExperimentStore& store, const std::string& document);

/// The document that `next` returns, for callers who must not see its secret values: see
/// secret_values.h. Throws Problem (409) if it is too long to be held in memory.
std::function<std::optional<std::string>()> without_secret_values(
    const std::function<std::optional<std::string>()>& next);

}  // namespace chaos::hub::experiment
