#pragma once

#include <optional>
#include <string>
#include <vector>

#include "python_commands.h"

namespace CLI {
class App;
}

namespace chaos::cli {

/// The index of the first argument that is neither an option nor the value of one; nothing if there
/// is none. `arguments` begin after the program's name.
std::optional<std::size_t> index_of_first_word(const CLI::App& app,
                                               const std::vector<std::string>& arguments);

/// What a command line calls that this program does not have, but a Python package may: an unknown
/// command, or `report --export-format` of chaostoolkit-reporting. `complaint` is what to say if no
/// package has it.
std::optional<PackageCall> package_call_in(const CLI::App& app,
                                           const std::vector<std::string>& arguments,
                                           const std::string& complaint);

}  // namespace chaos::cli
