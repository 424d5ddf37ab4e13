#pragma once

#include "chaos/json.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The content of an experiment, section by section. Shows only the names of secrets.
web::Html content_of(const Json& experiment);

}  // namespace chaos::hub::experiment
