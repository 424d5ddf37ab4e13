#pragma once

#include <string>
#include <string_view>

namespace chaos::cli {

/// What to do about a run whose log cannot be read. After `before_command` comes the command that
/// removes the run from the list of runs. `entry` is the path of its entry there.
std::string advice_on_unreadable_log(const std::string& entry,
                                     std::string_view before_command = " ");

/// That command.
std::string remove_command(const std::string& entry);

}  // namespace chaos::cli
