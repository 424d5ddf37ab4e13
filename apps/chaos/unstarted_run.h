#pragma once

#include <string>
#include <vector>

#include "exit_code.h"
#include "report/unstarted.h"
#include "run_options.h"

namespace chaos::cli {

class ExperimentRun;

/// Executes the run. If it ends without a journal, the reports say why. Throws as
/// ExperimentRun::execute does, after the reports have been written.
int execute_with_reports(ExperimentRun& run, const RunOptions& options);

}  // namespace chaos::cli
