#pragma once

#include <string>

#include "chaos/diagnostic.h"
#include "chaos/json.h"

namespace chaos::cli {

/// Whether this is a step of a workflow of GitHub Actions, which shows annotations.
bool is_github_step();

/// Has the step show an error, beside the line when the position is known. Only in such a step.
void annotate_error(const std::string& message, const Position& position);
/// The same for a warning.
void annotate_warning(const std::string& message, const Position& position);

/// Has the step show what became of a run that did not pass, and adds a report to its summary. What
/// cannot be added is told to the log. Only in such a step.
void annotate_run(const Json& journal, const std::string& journal_path);

}  // namespace chaos::cli
