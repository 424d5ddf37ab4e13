#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// A value of a YAML document as Python holds it, which is more than JSON can say: keys may be of
/// any type, and what the text names again by an alias is the same value, not a copy.
struct YamlValue {
  enum class Kind { kScalar, kSequence, kMapping };
  using Pointer = std::shared_ptr<YamlValue>;

  Kind kind = Kind::kScalar;
  Json scalar = {};
  std::vector<Pointer> items = {};                     ///< of a sequence; never null
  std::vector<std::pair<Json, Pointer>> members = {};  ///< of a mapping; keys are scalars
};

/// Reads one YAML 1.1 document as parse_yaml does. Empty text is null. Throws YamlError.
YamlValue::Pointer parse_yaml_value(std::string_view text, const std::string& source_name);

/// The value without anything shared.
YamlValue::Pointer to_yaml_value(const Json& value);

/// The value as JSON: keys are converted to strings as by json.dump, shared values become copies.
Json to_json(const YamlValue& value);

/// The value as Python's str() prints it.
std::string python_str(const YamlValue& value);

}  // namespace chaos
