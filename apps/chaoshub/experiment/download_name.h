#pragma once

#include <string>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// What a file about the execution is called once it is downloaded: "journal-0f3a5c7e9b1d.json".
/// The same wherever it is offered, so that a command can name it.
std::string download_name(const Execution& execution, const std::string& what,
                          const std::string& extension);

}  // namespace chaos::hub::experiment
