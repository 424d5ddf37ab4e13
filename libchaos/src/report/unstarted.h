#pragma once

#include <string>
#include <vector>

#include "chaos/diagnostic.h"
#include "report/summary.h"

namespace chaos::report {

/// An experiment that has no journal because it was not run.
struct Unstarted {
  std::string source;
  std::string title;                       ///< "" if it is not known
  std::string words;                       ///< what happened instead: "invalid", "not run"
  std::vector<Diagnostic> obstacles = {};  ///< what kept it from running; may be empty
};

/// What reports show instead of a journal. `summary.source` is not empty.
Summary summarize(Unstarted unstarted);

/// "experiment.yaml:3:5: message", or the message alone if its place is unknown.
std::string located(const Diagnostic& diagnostic);

}  // namespace chaos::report
