#pragma once

#include "chaos/json.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// What an experiment says, section by section. Of secrets only the names.
web::Html content_of(const Json& experiment);

}  // namespace chaos::hub::experiment
