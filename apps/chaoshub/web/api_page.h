#pragma once

#include "chaos/json.h"
#include "web/html.h"

namespace chaos::hub::web {

/// A human-readable page for an OpenAPI 3.1 description: operations grouped by subject, with their
/// parameters, bodies, responses and schemas.
Html api_reference(const Json& description);

}  // namespace chaos::hub::web
