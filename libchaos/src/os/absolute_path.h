#pragma once

#include <string>

namespace chaos::os {

/// The path from the root, without "." and, unless a symbolic link stands before them, without
/// "..". The file need not exist. A relative path is returned as it is when the working directory
/// has been deleted.
std::string absolute_path(const std::string& path);

}  // namespace chaos::os
