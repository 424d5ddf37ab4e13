#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "json/repeated_key.h"

namespace chaos {

/// Text that is not valid YAML. `what()` is PyYAML's message, with `source_name` as the name of the
/// text.
class YamlError : public std::runtime_error {
 public:
  YamlError(const std::string& message, Position position)
      : std::runtime_error(message), position_(std::move(position)) {}
  const Position& position() const { return position_; }

 private:
  Position position_;
};

/// Parses one YAML 1.1 document like PyYAML's safe loader: its implicit resolvers (yes/on, octal,
/// sexagesimal, timestamps...), merge keys, aliases as copies, keys of other types as the strings
/// that json.dump writes. An empty text is null. `repeats_keys` is set to whether some mapping may
/// have a key more than once, including keys that override merged ones. Throws YamlError.
Json parse_yaml(std::string_view text, const std::string& source_name,
                bool* repeats_keys = nullptr);

/// The keys that occur more than once in a mapping of the YAML `text` itself, in order. Empty if
/// the text is not valid YAML.
std::vector<RepeatedKey> repeated_keys_in_yaml(std::string_view text);

/// The position of the value (or, with `key`, the key) at `pointer`; line 0 if there is none.
Position locate_in_yaml(std::string_view text, const JsonPointer& pointer, bool key);

}  // namespace chaos
