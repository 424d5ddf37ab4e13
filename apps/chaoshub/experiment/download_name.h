#pragma once

#include <string>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// The file name for downloads about the execution: "journal-0f3a5c7e9b1d.json". The same
/// everywhere, so that commands can refer to it.
std::string download_name(const Execution& execution, const std::string& what,
                          const std::string& extension);

}  // namespace chaos::hub::experiment
