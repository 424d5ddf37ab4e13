#pragma once

#include <cstddef>
#include <vector>

#include "document/yaml_insertion.h"
#include "document/yaml_source.h"

namespace chaos {

/// The structure of a well-formed document.
struct YamlOutline {
  std::size_t nodes = 0;  ///< scalars, collections and aliases, implied empty scalars included
  /// In the order of their offsets.
  std::vector<YamlInsertion> insertions;
};

/// Checks that `source` is at most one YAML document according to PyYAML's grammar; yaml-cpp
/// accepts more. Throws YamlError with PyYAML's message for the first error.
YamlOutline check_yaml(const YamlSource& source);

}  // namespace chaos
