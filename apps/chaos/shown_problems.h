#pragma once

#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos::cli {

/// A problem that a command has shown, with its place and without secrets.
struct ShownProblem {
  Diagnostic diagnostic;
  bool is_warning = false;
};

/// Adds a problem to those of this process. Thread-safe, as is shown_problems().
void note_shown(Diagnostic diagnostic, bool is_warning);
/// In the order in which they were shown.
std::vector<ShownProblem> shown_problems();

/// Those that are not warnings.
std::vector<Diagnostic> errors_among(const std::vector<ShownProblem>& problems);

/// For another process of this program.
Json as_json(const std::vector<ShownProblem>& problems);
/// Reads what as_json() has written; nothing for anything else.
std::vector<ShownProblem> problems_from(const std::string& text);

}  // namespace chaos::cli
