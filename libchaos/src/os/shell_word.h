#pragma once

#include <string>

namespace chaos::os {

/// `text` as one word of a shell command, in quotes only if it needs them.
std::string shell_word(const std::string& text);

}  // namespace chaos::os
