#pragma once

#include "chaos/json.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// What differs between two documents, line by line, with some lines around it. The values of
/// secrets are not shown.
web::Html diff_table(const Json& before, const Json& after);

}  // namespace chaos::hub::experiment
