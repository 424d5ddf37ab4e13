#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::cli {

/// The names of the templates that `chaos init` knows.
std::vector<std::string> experiment_template_names();

/// An experiment to start from, which is valid and ready to run. `name` must be one of them.
Json experiment_template(const std::string& name);

}  // namespace chaos::cli
