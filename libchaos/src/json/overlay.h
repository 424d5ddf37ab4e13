#pragma once

#include "chaos/json.h"

namespace chaos {

/// `top` laid over `base`: mappings are merged, recursively; of anything else, `top` wins.
Json overlay(Json base, const Json& top);

}  // namespace chaos
