#pragma once

#include <string>

#include "chaos/json.h"

namespace chaos {

/// What the log says about an activity, with the messages of the reference.

/// The name of the activity; "None" if it has none.
std::string name_of(const Json& activity);

/// "Action: stop the cache [in background]". Throws UnexpectedError if it has no type.
std::string announcement_of(const Json& activity);

/// That the activity succeeded, and with which output. An output of megabytes is in the journal
/// only; the log has its size.
std::string describe_success(const Json& output);

}  // namespace chaos
