#pragma once

#include <string>

#include "experiment/known_keys.h"

namespace chaos {

/// What to do about a key that is not known in its place; "" if it may well be intentional.
std::string hint_for_experiment_key(const KnownKeys::Unknown& unknown);
std::string hint_for_settings_key(const KnownKeys::Unknown& unknown);

}  // namespace chaos
