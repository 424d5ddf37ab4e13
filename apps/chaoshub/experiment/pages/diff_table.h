#pragma once

#include "chaos/json.h"
#include "web/html.h"

namespace chaos::hub::experiment {

/// The line-by-line difference between two documents, with context. The values of secrets are not
/// shown.
web::Html diff_table(const Json& before, const Json& after);

}  // namespace chaos::hub::experiment
