#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::hub::experiment {

/// An error or a warning about an experiment that someone is editing.
struct DraftProblem {
  std::size_t line = 0;  ///< counted from 1; 0 if the problem has no position
  std::size_t column = 0;
  std::string message;
  std::string hint = {};     ///< what to do about it; may be empty
  std::string excerpt = {};  ///< the line, with a caret below the position
  bool is_warning = false;
};

/// An experiment being edited, in JSON or YAML.
struct ExperimentDraft {
  Json experiment;
  std::vector<DraftProblem> problems =
      {};  ///< errors first, then warnings, each in the order of the text

  bool is_valid() const;
};

/// Parses and validates the text with the code of `chaos validate`. Does not check what depends on
/// the machine that runs the experiment: programs, Python modules, environment variables, files and
/// vaults. Executes nothing.
ExperimentDraft read_draft(const std::string& text);

}  // namespace chaos::hub::experiment
