#pragma once

#include <string_view>

namespace chaos {

/// Whether Python's str.isspace() holds for `code_point`: what str.strip() removes and `\s` finds.
bool is_python_space(char32_t code_point);

/// `text` without the white space at its ends, as Python's str.strip().
std::string_view python_strip(std::string_view text);

}  // namespace chaos
