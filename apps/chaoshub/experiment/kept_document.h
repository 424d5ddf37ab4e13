#pragma once

#include <optional>
#include <string>

#include "chaos/json.h"
#include "experiment/model/store.h"

namespace chaos::hub::experiment {

/// A kept document, to be shown on a page; nothing for one that is too long for that.
std::optional<Json> kept_document(Store& store, const std::string& document);

}  // namespace chaos::hub::experiment
