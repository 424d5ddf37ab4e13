#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "json/repeated_key.h"

namespace chaos {

/// Text that is not YAML. `what()` is PyYAML's message, with `source_name` as the name of the text.
class YamlError : public std::runtime_error {
 public:
  YamlError(const std::string& message, Position position)
      : std::runtime_error(message), position_(std::move(position)) {}
  const Position& position() const { return position_; }

 private:
  Position position_;
};

/// Reads one YAML 1.1 document as PyYAML's safe loader does: its implicit resolvers (yes/on, octal,
/// sexagesimal, timestamps...), merge keys, aliases as copies, keys of other types as the text
/// json.dump makes of them. Empty text is null. `repeats_keys` is set to whether some mapping may
/// have a key more than once; overriding what a merge key brings in counts, too. Throws YamlError.
Json parse_yaml(std::string_view text, const std::string& source_name,
                bool* repeats_keys = nullptr);

/// The keys that the YAML `text` itself gives a mapping more than once, in order. Empty if the text
/// is not YAML.
std::vector<RepeatedKey> repeated_keys_in_yaml(std::string_view text);

/// Where the value (or, with `key`, the key) that `pointer` names stands; line 0 if not there.
Position locate_in_yaml(std::string_view text, const JsonPointer& pointer, bool key);

}  // namespace chaos
