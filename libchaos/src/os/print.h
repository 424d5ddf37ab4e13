#pragma once

#include <cstdio>
#include <string_view>

namespace chaos::os {

/// Prints something for a person that the program can do without. When the stream is lost (a pipe
/// whose reader ended, a closed terminal, a full disk), the text is lost too, and nothing else
/// happens: there is nobody left to tell.
void print_if_possible(std::FILE* stream, std::string_view text) noexcept;

}  // namespace chaos::os
