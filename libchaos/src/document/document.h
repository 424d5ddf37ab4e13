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
  bool repeats_keys = false;  ///< whether repeated_keys() is worth a look

  /// Where the diagnostic's pointer stands in the text; the nearest enclosing value when the
  /// pointer names something that is not there. Line 0 if the text has no such place.
  Position locate(const Diagnostic& diagnostic) const;

  /// The keys that the text gives an object more than once; only the last one counts.
  std::vector<RepeatedKey> repeated_keys() const;
};

/// The width of an excerpt if the available width is unknown.
inline constexpr std::size_t kExcerptColumns = 160;

/// The line of `text` at `position` with a caret under the column, as two lines each starting with
/// "| " (readers of the log take lines that start with spaces for a record's), or "" for an unknown
/// position. Tabs are kept so that the caret lines up. Of a line that is longer than `columns` have
/// room for, the part around the caret is shown, with an ellipsis where something is missing.
std::string excerpt(std::string_view text, const Position& position,
                    std::size_t columns = kExcerptColumns);

}  // namespace chaos
