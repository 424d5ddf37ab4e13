#pragma once

#include <string>
#include <vector>

#include "run/undo.h"

namespace CLI {
class App;
}

namespace chaos::cli {

/// Which of a run's rollbacks to play, and whether: what `chaos rollback` and `chaos recover` have
/// in common.
struct RollbackOptions {
  std::vector<std::string> only = {};
  bool again = false;
  bool dry = false;
  bool list = false;

  void add_to(CLI::App& command);

  /// The undos that these options select. Throws UsageError for a name that no undo has.
  std::vector<Undo> choose(const std::vector<Undo>& undos) const;

  /// Logs which rollbacks remain although they were not selected, if any, and how to play them.
  void mention_rest(const std::vector<Undo>& left, const std::string& command) const;
};

}  // namespace chaos::cli
