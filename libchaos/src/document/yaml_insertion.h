#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "document/yaml_token.h"

namespace chaos {

/// Text to insert before the byte at `offset`, so that yaml-cpp reads the document as PyYAML does
/// without it.
struct YamlInsertion {
  std::size_t offset = 0;
  std::string text;
};

/// What `scalar`, a token of `text`, needs for yaml-cpp to keep the line breaks at its end. (Those
/// before a closing quote it keeps at most one of, and nothing can be done about it.)
std::optional<YamlInsertion> keep_last_breaks(const std::string& text, const YamlToken& scalar);

/// What `scalar`, whose anchor or tag stands on its line after the dash of a list, needs if it is a
/// block scalar: yaml-cpp wants its lines indented further than the anchor, unless it begins on a
/// line of its own.
std::optional<YamlInsertion> free_of_properties(const std::string& text, const YamlToken& scalar);

}  // namespace chaos
