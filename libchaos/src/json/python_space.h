#pragma once

#include <string_view>

namespace chaos {

/// Python's str.isspace() for `code_point`: what str.strip() removes and `\s` matches.
bool is_python_space(char32_t code_point);

/// `text` without leading and trailing white space, like Python's str.strip().
std::string_view python_strip(std::string_view text);

}  // namespace chaos
