#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chaos::os {

/// The candidate closest to `word`, or "" if none is close enough.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// The candidate that `word` is clearly a misspelling of, or "". Stricter than nearest(), for words
/// that may well be intentional: one mistake per five letters, and none in three. Upper case counts
/// as lower case, and "_" as "-".
std::string misspelling_of(std::string_view word, const std::vector<std::string>& candidates);

/// `did you mean "x"?` for the nearest candidate, or "".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

/// The executables in PATH whose name is close to `name`: `did you mean "x"?`, or "".
std::string suggest_executable(std::string_view name);

}  // namespace chaos::os
