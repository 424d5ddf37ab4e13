#pragma once

#include <cstddef>
#include <string>

#include "chaos/json.h"
#include "document/yaml_value.h"

namespace chaos {

enum class KeyOrder {
  kSorted,      ///< by code point, as PyYAML does by default
  kAsInserted,  ///< in the order of the document
};

/// `value` as PyYAML's dump() writes it with default_flow_style=False, allow_unicode=True and no
/// limit to the length of lines: every collection in block style, and every string quoted that a
/// YAML 1.1 reader would take for another type. The only differences are invisible characters,
/// which are escaped, and the few things that yaml-cpp would not read back. Reading the text gives
/// `value` again, except for keys: JSON's are strings, so a key that was a number is quoted. Ends
/// with a line break. Invalid UTF-8 is replaced by U+FFFD; this never throws for a value's content.
std::string to_yaml_text(const Json& value, KeyOrder order);

/// `value` as PyYAML's dump() writes it with `order`, `indent` and otherwise its defaults, byte for
/// byte except for the few things that yaml-cpp would not read back: lines are broken from column
/// 80 on, non-ASCII characters are escaped, repeated values are named by anchors, keys that cannot
/// be compared keep their order.
std::string dump_yaml(const YamlValue& value, KeyOrder order, std::size_t indent = 2);

}  // namespace chaos
