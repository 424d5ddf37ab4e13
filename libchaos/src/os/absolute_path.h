#pragma once

#include <string>

namespace chaos::os {

/// The absolute path, without "." and, unless a symbolic link precedes them, without "..". The file
/// does not have to exist. A relative path is returned unchanged if the working directory has been
/// deleted.
std::string absolute_path(const std::string& path);

}  // namespace chaos::os
