#pragma once

#include <cstddef>
#include <string>

namespace chaos {

/// A place in a source text. Lines and columns count from 1; 0 means unknown. Columns count
/// characters (code points), as editors do.
struct Position {
  std::string file = {};
  std::size_t line = 0;
  std::size_t column = 0;
};

/// What is wrong, where, and what to do about it.
struct Diagnostic {
  std::string message = {};  ///< one sentence; for what the reference also reports, its exact words
  std::string pointer = {};  ///< RFC 6901 pointer to the offending value, "" for the whole document
  bool at_key = false;       ///< the key at `pointer` is at fault rather than its value
  std::string hint = {};     ///< what to type or change; may be empty
  Position position = {};    ///< filled in once the source text is available
  /// The rule's subject, by the name of the error: InvalidSource, InvalidExperiment,
  /// InvalidActivity or InvalidControl. Filled in by validation.
  std::string kind = {};
};

}  // namespace chaos
