#pragma once

#include <string>
#include <vector>

#include "chaos/json.h"

namespace chaos::hub::experiment {

/// What is wrong with an experiment that somebody types, or probably wrong.
struct DraftProblem {
  std::size_t line = 0;  ///< counted from 1; 0 when it has no place in the text
  std::size_t column = 0;
  std::string message;
  std::string hint = {};     ///< what to do about it; may be empty
  std::string excerpt = {};  ///< the line, and a caret below the place
  bool is_warning = false;
};

/// An experiment as somebody types it, in JSON or YAML.
struct Draft {
  Json experiment;
  std::vector<DraftProblem> problems = {};  ///< errors first, each in the order of the text

  bool is_valid() const;
};

/// Reads and checks the text with the code of `chaos validate`. What depends on the machine that
/// runs the experiment is not checked: whether programs and Python modules are there, and what
/// environment, files and vaults say. Nothing of the text is executed.
Draft read_draft(const std::string& text);

}  // namespace chaos::hub::experiment
