#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chaos::os {

/// The executable that `name` stands for, as Python's shutil.which finds it: searched in PATH
/// unless it holds a slash; nothing if there is no executable that is not a directory.
std::optional<std::string> which(std::string_view name);

/// Replaces a leading "~" or "~user" by the home directory, as Python's os.path.expanduser does.
/// Text that names no known user stays as it is.
std::string expand_user(std::string_view path);

}  // namespace chaos::os
