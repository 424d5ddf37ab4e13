#pragma once

#include <string>

namespace chaos::testing {

/// Compares `text` with the complete file `name` in tests/e2e/golden. With CHAOS_UPDATE_GOLDEN=1 in
/// the environment, writes the file instead: then review `git diff`.
void expect_golden(const std::string& name, const std::string& text);

/// Replaces what differs from run to run without changing the layout: the times of records, and the
/// elapsed time of what is in progress; durations become "TIME".
std::string without_times(const std::string& text);

/// Makes `text` readable in a file: the escape character becomes "^[".
std::string with_visible_escapes(const std::string& text);

}  // namespace chaos::testing
