#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "chaos/json.h"
#include "os/file.h"

namespace chaos {

struct WalRecord {
  std::uint64_t sequence = 0;
  std::string type;
  Json payload;
};

/// Records of a log that can no longer be read.
struct LostRecords {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::string place = {};  ///< "line 4, at byte 812"; "" if there is no trace of them

  bool operator==(const LostRecords&) const = default;
};

/// The content of a write-ahead log that can still be read.
struct WalContent {
  Json header;                        ///< as given to the writer
  std::vector<WalRecord> records;     ///< the complete ones, each number once and in order
  std::vector<std::string> problems;  ///< one sentence for each thing that is wrong with the file
  std::vector<LostRecords> lost;      ///< in their order
  bool torn = false;                  ///< the last record was being written and is not among them
  std::uint64_t next_sequence = 0;    ///< the number of the next record that is appended
};

/// Reads a write-ahead log (docs/reference/wal-format.md), also a damaged one. Throws InvalidSource
/// if the file cannot be read, its first record is not whole, or its version is not known.
WalContent read_wal(os::FileSystem& files, const std::string& path);

/// The same for the content of such a file; `path` is for messages.
WalContent parse_wal(const std::string& text, const std::string& path);

}  // namespace chaos
