#include "unstarted_run.h"

#include <exception>
#include <fstream>
#include <optional>

#include "chaos/error.h"
#include "diagnostics.h"
#include "experiment_run.h"
#include "github.h"
#include "log/log.h"
#include "report/report.h"
#include "shown_problems.h"

namespace chaos::cli {
namespace {

/// What the exception in progress says, and log and console will say later.
Diagnostic problem_in_flight() {
  try {
    throw;
  } catch (const ChaosError& error) {
    return error.diagnostic();
  } catch (const std::exception& error) {
    return {.message = error.what()};
  }
}

class Conclusion {
 public:
  Conclusion(const ExperimentRun& run, const RunOptions& options) : run_(run), options_(options) {}

  void conclude(std::optional<Diagnostic> uncaught) const {
    std::vector<ShownProblem> problems = shown_problems();
    if (uncaught) problems.push_back({.diagnostic = std::move(*uncaught)});
    hand_over(problems);
    if (run_.has_concluded()) return;
    const report::Summary summary =
        report::summarize({.source = options_.source,
                           .title = log::redact(run_.title()),
                           .words = std::string(describe(run_.refusal().value_or(kFailure))),
                           .obstacles = errors_among(problems)});
    write_reports(summary);
    add_to_step_summary(summary);
  }

 private:
  /// To the process that runs several experiments, and shows the problems of each.
  void hand_over(const std::vector<ShownProblem>& problems) const {
    if (options_.problems_file.empty()) return;
    std::ofstream file(options_.problems_file);
    file << as_json(problems).dump(-1, ' ', true, Json::error_handler_t::replace);
  }

  void write_reports(const report::Summary& summary) const {
    auto& files = os::FileSystem::real();
    for (const auto& [format, path] : options_.reports) {
      try {
        report::write_text(files, path, report::render(format, {&summary, 1}));
      } catch (const report::ReportError& error) {
        log::error(error.what());
        show(error.diagnostic());
      }
    }
  }

  const ExperimentRun& run_;
  const RunOptions& options_;
};

}  // namespace

int execute_with_reports(ExperimentRun& run, const RunOptions& options) {
  const Conclusion conclusion(run, options);
  try {
    const int code = run.execute();
    conclusion.conclude({});
    return code;
  } catch (...) {
    conclusion.conclude(problem_in_flight());
    throw;
  }
}

}  // namespace chaos::cli
