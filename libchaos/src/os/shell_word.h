#pragma once

#include <string>

namespace chaos::os {

/// `path` as one word of a shell command, quoted only if necessary. If it starts with "-", it is
/// prefixed with "./", so that it is not mistaken for an option.
std::string shell_word(const std::string& path);

}  // namespace chaos::os
