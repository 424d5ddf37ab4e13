#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "document/yaml_token.h"

namespace chaos {

/// Text to insert before the byte at `offset`, so that yaml-cpp reads the document as PyYAML does
/// without the insertion.
struct YamlInsertion {
  std::size_t offset = 0;
  std::string text;
};

/// The insertion that `scalar`, a token of `text`, needs so that yaml-cpp keeps the line breaks at
/// its end. (It keeps at most one before a closing quote, and nothing can be done about that.)
std::optional<YamlInsertion> keep_last_breaks(const std::string& text, const YamlToken& scalar);

/// The insertion that `scalar` needs if it is a block scalar whose anchor or tag is on its line,
/// after the dash of a list: yaml-cpp requires its lines to be indented further than the anchor,
/// unless it starts on a separate line.
std::optional<YamlInsertion> free_of_properties(const std::string& text, const YamlToken& scalar);

}  // namespace chaos
