#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chaos {

/// The variables in the text of a .env file, in order: one NAME=value per line; whitespace around
/// the line, blank lines and lines starting with "#" are ignored. Everything after the first "=" is
/// the value: quotes and "$" have no meaning. Throws InvalidSource, which contains the line number
/// in the file `name` but never its text (it may contain a secret), for a line that has no "=", no
/// name before it, or a NUL. Semantics: chaoslib.merge_vars of the reference.
std::vector<std::pair<std::string, std::string>> parse_env_file(std::string_view text,
                                                                const std::string& name);

}  // namespace chaos
