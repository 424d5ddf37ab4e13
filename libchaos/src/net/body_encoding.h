#pragma once

#include <stdexcept>
#include <string>

#include "chaos/json.h"

namespace chaos::net {

/// A value that cannot be sent as requested. `what()` says why.
class UnsuitableBody : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A mapping, or a list of pairs, as the query or form that Python's requests library makes of it:
/// values in a list repeat their name, null is left out, other values become Python text. Strings
/// and bytes are unchanged. Throws UnsuitableBody for anything else.
std::string encode_form(const Json& value);

/// `value` as JSON in ASCII, everything else escaped: the body that Python's requests library
/// sends. Throws UnsuitableBody for values that JSON cannot represent: NaN, infinities, bytes,
/// dates.
std::string encode_json(const Json& value);

/// The same, but bytes and dates become text as in journals. Throws UnsuitableBody for NaN and
/// infinities.
std::string encode_rich_json(const Json& value);

}  // namespace chaos::net
