#pragma once

#include <string>

namespace chaos::os {

/// `path` as one word of a shell command, in quotes only if it needs them. One that begins with "-"
/// gets "./" before it, so that it is not taken for an option.
std::string shell_word(const std::string& path);

}  // namespace chaos::os
