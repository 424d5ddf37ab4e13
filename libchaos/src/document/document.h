#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "json/repeated_key.h"

namespace chaos {

/// A document: its value, and its source text, so that any place in the value can be shown in the
/// text. Positions are looked up on demand, and not stored.
struct Document {
  enum class Format { kJson, kYaml };

  Json root;
  std::string name;  ///< file path or URL, as given
  std::string text;
  Format format = Format::kJson;
  bool repeats_keys = false;  ///< whether repeated_keys() may find any

  /// The position of the diagnostic's pointer in the text, or of the nearest enclosing value if the
  /// pointer does not exist. Line 0 if the text has no such position.
  Position locate(const Diagnostic& diagnostic) const;

  /// The keys that occur more than once in an object of the text; only the last one counts.
  std::vector<RepeatedKey> repeated_keys() const;
};

/// The width of an excerpt if the available width is unknown.
inline constexpr std::size_t kExcerptColumns = 160;

/// The line of `text` at `position` with a caret under the column, as two lines that each start
/// with "| " (readers of the log treat lines that start with spaces as part of a record), or "" for
/// an unknown position. Tabs are kept so that the caret is aligned. If the line is longer than
/// `columns`, only the part around the caret is shown, with an ellipsis where something is omitted.
std::string excerpt(std::string_view text, const Position& position,
                    std::size_t columns = kExcerptColumns);

}  // namespace chaos
