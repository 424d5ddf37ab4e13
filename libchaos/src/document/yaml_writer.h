#pragma once

#include <cstddef>
#include <string>

#include "chaos/json.h"
#include "document/yaml_value.h"

namespace chaos {

enum class KeyOrder {
  kSorted,      ///< by code point, as PyYAML does by default
  kAsInserted,  ///< as the document has them
};

/// `value` as PyYAML's dump() writes it with default_flow_style=False, allow_unicode=True and no
/// limit to the length of lines: every collection in block style, and every text quoted that a
/// YAML 1.1 reader would take for something else. Different are only characters that cannot be
/// seen, which are escaped, and the few things that yaml-cpp would not read back. What is read from
/// the text equals `value`, but for keys: JSON's are texts, so one that was read from a number is
/// quoted. Ends with a line break. Invalid UTF-8 is replaced by U+FFFD; this never throws for a
/// value's content.
std::string to_yaml_text(const Json& value, KeyOrder order);

/// `value` as PyYAML's dump() writes it with `order`, `indent` and else its defaults, byte for byte
/// but for the few things that yaml-cpp would not read back: lines are broken from column 80 on,
/// everything beyond ASCII is escaped, a value that is there twice is named by an anchor, keys that
/// cannot be compared keep their order.
std::string dump_yaml(const YamlValue& value, KeyOrder order, std::size_t indent = 2);

}  // namespace chaos
