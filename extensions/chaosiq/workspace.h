#pragma once

#include <optional>
#include <string>

#include "chaosiq/account.h"

namespace chaos::chaosiq {

/// The file `.chaosiq` beside an experiment, which links the files of its folder to what the server
/// calls the experiments in them, for each team apart.
class Workspace {
 public:
  /// `source`: the path of the experiment's file.
  Workspace(const std::string& source, const Account& account);

  /// The experiment's identifier; "" when the file does not know it. A file that cannot be read is
  /// told to the log, once, and never overwritten.
  std::string experiment_id();

  /// Writes the identifier down, null for "". All other entries are kept. What goes wrong is told
  /// to the log: a run does not end because of it.
  void link(const std::string& experiment_id);

 private:
  std::optional<Json> read();

  const std::string path_;
  const std::string file_name_;
  const std::string organization_id_;
  const std::string team_id_;
  bool complained_ = false;
};

/// Whether the source is an address, not a file.
bool is_address(const std::string& source);

}  // namespace chaos::chaosiq
