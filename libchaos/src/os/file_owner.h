#pragma once

#include <string>

namespace chaos::os {

/// Whether another user made the file, or the symbolic link that leads to it, so that its content
/// is theirs. False if there is no such file.
bool belongs_to_another_user(const std::string& path);

}  // namespace chaos::os
