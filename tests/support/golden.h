#pragma once

#include <string>

namespace chaos::testing {

/// Compares `text` with the whole of the file `name` in tests/e2e/golden. With
/// CHAOS_UPDATE_GOLDEN=1 in the environment the file is written instead: look at what `git diff`
/// then shows.
void expect_golden(const std::string& name, const std::string& text);

/// `text` with what differs from run to run replaced, in as many columns: the times of records and
/// how long what goes on has taken; and how long something has taken, by "TIME".
std::string without_times(const std::string& text);

/// `text` as a file that can be read shows it: the escape character as "^[".
std::string with_visible_escapes(const std::string& text);

}  // namespace chaos::testing
