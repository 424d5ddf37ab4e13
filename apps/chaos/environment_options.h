#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace chaos::cli {

/// The arguments (without the program's name) with the options that the environment sets:
/// CHAOS_DRY=actions stands for --dry=actions, and CHAOS_STRICT=1 for --strict, unless the
/// arguments have that option. For the options of the program, and of the commands that run,
/// validate, or describe an experiment.
std::vector<std::string> with_environment_options(const CLI::App& app,
                                                  std::vector<std::string> arguments);

/// A message about an option; if the environment has set it, with the name of the variable.
std::string with_origin(std::string message);

}  // namespace chaos::cli
