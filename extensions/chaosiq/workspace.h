#pragma once

#include <optional>
#include <string>

#include "chaosiq/account.h"

namespace chaos::chaosiq {

/// The file `.chaosiq` next to an experiment, which links the files in its folder to their
/// experiments' identifiers on the server, separately for each team.
class Workspace {
 public:
  /// `source`: the path of the experiment's file.
  Workspace(const std::string& source, const Account& account);

  /// The experiment's identifier; "" when the file does not know it. A file that cannot be read is
  /// logged, once, and never overwritten.
  std::string experiment_id();

  /// Writes the identifier, null for "". All other entries are kept. Errors are logged and do not
  /// end the run.
  void link(const std::string& experiment_id);

 private:
  std::optional<Json> read();

  const std::string path_;
  const std::string file_name_;
  const std::string organization_id_;
  const std::string team_id_;
  bool complained_ = false;
};

/// Whether the source is a URL, not a file.
bool is_address(const std::string& source);

}  // namespace chaos::chaosiq
