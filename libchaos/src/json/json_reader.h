#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "json/repeated_key.h"

namespace chaos {

/// Text that is not JSON. `what()` is the message of Python's json.JSONDecodeError, e.g. "Expecting
/// ',' delimiter: line 3 column 5 (char 42)".
class JsonSyntaxError : public std::runtime_error {
 public:
  JsonSyntaxError(const std::string& message, Position position)
      : std::runtime_error(message), position_(std::move(position)) {}
  const Position& position() const { return position_; }

 private:
  Position position_;
};

/// Reads JSON as Python's json.loads does: NaN and Infinity are accepted, the last of duplicate
/// keys wins (at the place of the first), integers beyond 64 bits become Extended::kInteger, lone
/// surrogate escapes become U+FFFD, nesting deeper than 900 levels is rejected. `repeats_keys` is
/// set to whether some object has a key more than once. Throws JsonSyntaxError.
Json parse_json(std::string_view text, bool* repeats_keys = nullptr);

/// The keys that occur more than once in an object of the JSON `text`, in order. Read again, so
/// that loading need not keep positions. Empty if the text is not JSON.
std::vector<RepeatedKey> repeated_keys_in_json(std::string_view text);

/// Where the value (or, with `key`, the key) that `pointer` names stands in the JSON `text`; line 0
/// if it is not there. Read again on demand, so that loading need not keep positions.
Position locate_in_json(std::string_view text, const JsonPointer& pointer, bool key);

}  // namespace chaos
