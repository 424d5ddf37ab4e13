#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chaos::os {

/// The executable named `name`, as found by Python's shutil.which: searched in PATH unless it
/// contains a slash; nothing if there is no such executable, or it is a directory.
std::optional<std::string> which(std::string_view name);

/// Replaces a leading "~" or "~user" by the home directory, like Python's os.path.expanduser. A
/// string with an unknown user is not changed.
std::string expand_user(std::string_view path);

}  // namespace chaos::os
