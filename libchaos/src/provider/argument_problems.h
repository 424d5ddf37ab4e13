#pragma once

#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos {

/// Problems with the arguments that an activity passes to a function, whatever language it is
/// written in. The pointers refer to the activity. The messages are the reference's.

/// `name`, which the function requires, is not among the arguments.
Diagnostic missing_argument(std::string message, const std::string& name, const Json& arguments,
                            const std::vector<std::string>& parameters);

/// The function does not take the argument `name`.
Diagnostic unknown_argument(std::string message, const std::string& name, const Json& arguments,
                            const std::vector<std::string>& parameters);

/// Throws InvalidActivity if the arguments of the provider have no names. The reference crashes.
void require_named_arguments(const Json& provider);

}  // namespace chaos
