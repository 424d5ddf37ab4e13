#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"
#include "json/repeated_key.h"

namespace chaos {

/// Text that is not valid JSON. `what()` is the message of Python's json.JSONDecodeError, e.g.
/// "Expecting ',' delimiter: line 3 column 5 (char 42)".
class JsonSyntaxError : public std::runtime_error {
 public:
  JsonSyntaxError(const std::string& message, Position position)
      : std::runtime_error(message), position_(std::move(position)) {}
  const Position& position() const { return position_; }

 private:
  Position position_;
};

/// Parses JSON like Python's json.loads: NaN and Infinity are accepted, the last of duplicate keys
/// wins (at the position of the first), integers beyond 64 bits become Extended::kInteger, lone
/// surrogate escapes become U+FFFD, nesting deeper than 900 levels is rejected. `repeats_keys` is
/// set to whether some object has a key more than once. Throws JsonSyntaxError.
Json parse_json(std::string_view text, bool* repeats_keys = nullptr);

/// The keys that occur more than once in an object of the JSON `text`, in order. Parses the text
/// again, so that loading does not have to keep positions. Empty if the text is not valid JSON.
std::vector<RepeatedKey> repeated_keys_in_json(std::string_view text);

/// The position of the value (or, with `key`, the key) at `pointer` in the JSON `text`; line 0 if
/// there is none. Parses the text again, so that loading does not have to keep positions.
Position locate_in_json(std::string_view text, const JsonPointer& pointer, bool key);

}  // namespace chaos
