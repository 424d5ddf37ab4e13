#pragma once

#include <cstddef>
#include <string>

#include "chaos/json.h"
#include "os/child_process.h"

namespace chaos {

/// The command that runs the executable at `path` with an activity's (substituted) `arguments`: a
/// list or a mapping as separate arguments, a string through the shell, with the path quoted if
/// necessary. Throws UnexpectedError for arguments of other types, or that cannot be passed to a
/// program.
/// given.
os::ProcessSpec make_command(const std::string& path, const Json& arguments,
                             std::size_t output_limit);

/// The command as the reference's log shows it: the shell's text, or the list of the arguments.
std::string describe_command(const os::ProcessSpec& command, const Json& arguments);

}  // namespace chaos
