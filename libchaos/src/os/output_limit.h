#pragma once

#include <cstddef>
#include <string_view>

namespace chaos::os {

/// The number of bytes kept of a process's stream or an HTTP body, unless CHAOS_OUTPUT_LIMIT is
/// set.
inline constexpr std::size_t kDefaultOutputLimit = 64u << 20;

/// A number of bytes: digits, optionally followed by K, M or G (powers of 1024).
/// Throws std::invalid_argument for anything else.
std::size_t parse_byte_count(std::string_view text);

/// The limit in effect: CHAOS_OUTPUT_LIMIT of the environment, or the default. Throws
/// std::invalid_argument, naming the variable, if it is not a number of bytes.
std::size_t output_limit();

}  // namespace chaos::os
