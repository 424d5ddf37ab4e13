#pragma once

#include "chaos/json.h"
#include "web/html.h"

namespace chaos::hub::web {

/// A description of an interface (OpenAPI 3.1) for people: operations by what they are about, with
/// their parameters, bodies and answers, and the schemas of these.
Html api_reference(const Json& description);

}  // namespace chaos::hub::web
