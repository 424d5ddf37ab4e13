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
  std::string directory = {};

  void add_to(CLI::App& command);

  /// The absolute path of the directory that the run is said to be in now; "" if none was given.
  std::string given_directory() const;
  /// The command with the option that gives it.
  std::string with_directory(const std::string& command) const;

  /// The undos that these options select. Throws UsageError for a name that no undo has.
  std::vector<Undo> choose(const std::vector<Undo>& undos) const;

  /// Logs which rollbacks remain although they were not selected, if any, and how to play them.
  void mention_rest(const std::vector<Undo>& left, const std::string& command) const;
};

}  // namespace chaos::cli
