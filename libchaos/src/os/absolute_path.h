#pragma once

#include <string>

namespace chaos::os {

/// The path from the root, without "." and, unless a symbolic link stands before them, without
/// "..". The file need not exist.
std::string absolute_path(const std::string& path);

}  // namespace chaos::os
