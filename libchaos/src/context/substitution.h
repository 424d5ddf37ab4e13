#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// `data` with every `${name}` (and `$name`) replaced by the value of that name in the
/// configuration, else in the secrets' targets. A text that is one lone `${name}` takes the value
/// with its type; elsewhere values become Python text. Unknown names stay as written, "$$" becomes
/// "$". Lists and mappings are walked, keys are left alone.
/// With `activities` (name -> run), `${activities["name"]...}` is replaced in the same way (see
/// context/activity_references.h).
/// Throws UnexpectedError when the secrets, or a target that has to be looked into, are no mapping.
/// Semantics: chaoslib.substitute, Python's string.Template.
Json substitute(const Json& data, const Json& configuration, const Json& secrets,
                const Json* activities = nullptr);

/// The names that substitute() looks up for the `${name}` in `text`, in order.
std::vector<std::string> braced_names(std::string_view text);

}  // namespace chaos
