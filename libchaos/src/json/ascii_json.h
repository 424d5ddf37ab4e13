#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// Like to_json_text, but with non-ASCII characters escaped: what Python's json.dumps writes by
/// default.
std::string to_ascii_json_text(const Json& value, int indent = -1);

}  // namespace chaos
