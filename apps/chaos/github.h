#pragma once

#include <string>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos::cli {

/// Whether this is a step of a GitHub Actions workflow, which shows annotations.
bool is_github_step();

/// Annotates an error, at its line if the position is known. Only in such a step.
void annotate_error(const std::string& message, const Position& position);
/// The same for a warning.
void annotate_warning(const std::string& message, const Position& position);

/// Annotates the outcome of a run that did not pass, and adds a report to the summary of the step.
/// Failures are logged. Only in such a step.
void annotate_run(const Json& journal, const std::string& journal_path);

}  // namespace chaos::cli
