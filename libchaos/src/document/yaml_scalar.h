#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "chaos/json.h"

namespace chaos {

/// A scalar whose text is not a valid value of its type. `what()` has Python's message if there is
/// one.
class YamlScalarError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The value that PyYAML's safe constructor creates from a scalar's text under these tags, even if
/// the resolver would not give the text this tag. Each throws YamlScalarError.
Json make_yaml_bool(std::string_view text);
Json make_yaml_integer(std::string_view text);
Json make_yaml_float(std::string_view text);
Json make_yaml_timestamp(std::string_view text);
Json make_yaml_binary(std::string_view text);

}  // namespace chaos
