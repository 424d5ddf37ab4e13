#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "document/yaml_source.h"

namespace chaos {

/// Something to write into a text before the byte at `offset`.
struct YamlInsertion {
  std::size_t offset = 0;
  std::string text;
};

/// What a well-formed document is made of.
struct YamlOutline {
  std::size_t nodes = 0;  ///< scalars, collections and aliases, implied empty scalars included
  /// What yaml-cpp must find in the text to read it as PyYAML does, in order.
  std::vector<YamlInsertion> insertions;
};

/// Checks that `source` is one YAML document or none, by PyYAML's grammar; yaml-cpp's is wider in
/// places. Throws YamlError with PyYAML's words for what is wrong first.
YamlOutline check_yaml(const YamlSource& source);

}  // namespace chaos
