#pragma once

#include <cstdio>
#include <string_view>

namespace chaos::os {

/// Prints something that the program can do without. If the stream is broken (a pipe whose reader
/// has ended, a closed terminal, a full disk), the text is lost and nothing else happens, because
/// there is no way to report it.
void print_if_possible(std::FILE* stream, std::string_view text) noexcept;

}  // namespace chaos::os
