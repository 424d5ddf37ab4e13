#pragma once

#include <optional>
#include <string>

#include "chaos/json.h"
#include "experiment/model/store.h"

namespace chaos::hub::experiment {

/// A kept document as a whole; nothing for one that is too long to be held in memory.
std::optional<Json> kept_document(Store& store, const std::string& document);

}  // namespace chaos::hub::experiment
