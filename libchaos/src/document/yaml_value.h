#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// A value of a YAML document as in Python, which can express more than JSON: keys may be of any
/// type, and an alias is the same value, not a copy.
struct YamlValue {
  enum class Kind { kScalar, kSequence, kMapping };
  using Pointer = std::shared_ptr<YamlValue>;

  Kind kind = Kind::kScalar;
  Json scalar = {};
  std::vector<Pointer> items = {};                     ///< of a sequence; never null
  std::vector<std::pair<Json, Pointer>> members = {};  ///< of a mapping; keys are scalars
};

/// Parses one YAML 1.1 document like parse_yaml. An empty text is null. Throws YamlError.
YamlValue::Pointer parse_yaml_value(std::string_view text, const std::string& source_name);

/// Converts the value; nothing in the result is shared.
YamlValue::Pointer to_yaml_value(const Json& value);

/// The value as JSON: keys are converted to strings like json.dump does, shared values become
/// copies.
Json to_json(const YamlValue& value);

/// The value as Python's str() prints it.
std::string python_str(const YamlValue& value);

}  // namespace chaos
