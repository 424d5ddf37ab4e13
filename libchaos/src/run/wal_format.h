#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chaos {

/// The lines of the write-ahead log: docs/reference/wal-format.md.
inline constexpr std::string_view kWalHeaderType = "chaos-wal";
inline constexpr int kWalVersion = 2;  ///< version 1 is still read

/// The parts of a line. The views point into the line.
struct WalLine {
  std::uint64_t sequence = 0;
  std::string_view type;
  std::string_view payload;
};

/// The line with its newline. `payload` is JSON text on one line.
/// Throws std::invalid_argument for a type or payload that would not fit the format.
std::string encode_wal_line(std::uint64_t sequence, std::string_view type,
                            std::string_view payload);

/// `line` is without its newline. Nothing unless it is complete: well-formed, with a matching
/// checksum.
std::optional<WalLine> decode_wal_line(std::string_view line);

/// Whether `text` starts like a line, as far as can be determined without its checksum.
bool looks_like_wal_line(std::string_view text);

}  // namespace chaos
