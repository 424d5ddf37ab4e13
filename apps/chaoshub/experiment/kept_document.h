#pragma once

#include <functional>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "experiment/model/store.h"

namespace chaos::hub::experiment {

/// A document that `next` gives piece by piece, nothing at its end; nothing for one that is too
/// long to be held in memory.
std::optional<Json> whole_document(const std::function<std::optional<std::string>()>& next);

/// A kept document as a whole; nothing for one that is too long to be held in memory. Not for
/// journals, which may be replaced: see kept_journal().
std::optional<Json> kept_document(Store& store, const std::string& document);

}  // namespace chaos::hub::experiment
