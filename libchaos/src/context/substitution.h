#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chaos/json.h"

namespace chaos {

/// `data` with every `${name}` (and `$name`) replaced by the value of that name in the
/// configuration, else in the secrets' targets. A string that consists of a single `${name}`
/// becomes the value with its type; otherwise, values are converted to strings as in Python.
/// Unknown names are not replaced, "$$" becomes "$". Lists and mappings are processed recursively;
/// keys are not changed. With `activities` (name -> run), `${activities["name"]...}` is replaced in
/// the same way (see context/activity_references.h). Throws UnexpectedError if the secrets, or a
/// target that must be searched, are not a mapping. Semantics: chaoslib.substitute, Python's
/// string.Template.
Json substitute(const Json& data, const Json& configuration, const Json& secrets,
                const Json* activities = nullptr);

/// The names that substitute() looks up for the `${name}` in `text`, in order.
std::vector<std::string> braced_names(std::string_view text);

}  // namespace chaos
