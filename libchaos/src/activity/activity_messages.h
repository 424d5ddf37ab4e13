#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// Log messages about an activity, in the words of the reference.

/// The name of the activity; "None" if it has none.
std::string name_of(const Json& activity);

/// "Action: stop the cache [in background]". Throws UnexpectedError if it has no type.
std::string announcement_of(const Json& activity);

/// Logs that the activity succeeded, with its output. If the output is megabytes long, it is only
/// in the journal, and the log has its size.
std::string describe_success(const Json& output);

}  // namespace chaos
