#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaos {

/// The variables that the text of a .env file sets, in order: one NAME=value per line; whitespace
/// around the line, blank lines and lines starting with "#" are ignored. Everything after the first
/// "=" is the value: quotes and "$" have no meaning. Throws InvalidSource, which names the line of
/// the file `name` but never shows it (it may hold a secret), for a line that has no "=", no name
/// before it, or a NUL. Semantics: chaoslib.merge_vars of the reference.
std::vector<std::pair<std::string, std::string>> parse_env_file(std::string_view text,
                                                                const std::string& name);

}  // namespace chaos
