#pragma once

#include <memory>
#include <string>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file.h"

namespace chaos {

/// Somebody else is writing to the write-ahead log. The diagnostic says who, since when, and what
/// can be done about it.
class WalHeld : public ChaosError {
 public:
  WalHeld(Diagnostic diagnostic, Json owner, std::string title)
      : ChaosError(std::move(diagnostic)), owner_(std::move(owner)), title_(std::move(title)) {}

  const Json& owner() const { return owner_; }
  /// Of the experiment that is being run; "" when it is not known.
  const std::string& title() const { return title_; }

 private:
  Json owner_;
  std::string title_;
};

/// A log that nobody else writes to as long as this lives.
struct WalLease {
  std::unique_ptr<os::AppendFile> file;
  std::string text;  ///< what the log holds
};

/// Takes hold of the log at `path`, without changing it. Where files cannot be locked, the process
/// that its last owner was decides, and the user is told so once.
/// Throws WalHeld, and std::system_error when there is no such file or it may not be written.
WalLease lease_wal(os::FileSystem& files, const std::string& path);

/// Whether somebody is writing to the log at `path`. False for a file that is not there or cannot
/// be read.
bool is_wal_held(os::FileSystem& files, const std::string& path);

}  // namespace chaos
