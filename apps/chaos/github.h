#pragma once

#include <string>

#include "chaos/diagnostic.h"
#include "report/summary.h"

namespace chaos::cli {

/// Whether this is a step of a GitHub Actions workflow, which shows annotations.
bool is_github_step();

/// From now on, annotations go to standard error, which the runner reads as well, because standard
/// output is the place of a journal or a report.
void annotate_on_standard_error();

/// Annotates an error, at its line if the position is known. Only in such a step.
void annotate_error(const std::string& message, const Position& position);
/// The same for a warning.
void annotate_warning(const std::string& message, const Position& position);

/// Annotates the outcome of a run that did not pass, at the file of its experiment, unless `source`
/// is not a file. Only in such a step.
void annotate_outcome(const report::Summary& summary, const std::string& source);

/// Adds a report to the summary of the step. Failures are logged. Only in such a step.
void add_to_step_summary(const report::Summary& summary);

}  // namespace chaos::cli
