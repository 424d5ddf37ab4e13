#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "chaos/error.h"
#include "chaos/json.h"
#include "os/file.h"
#include "run/open_undo.h"

namespace chaos {

/// Another process is writing to the write-ahead log. The diagnostic says which one, since when,
/// and what to do about it.
class WalHeld : public ChaosError {
 public:
  /// `file`: the path of the locked file.
  WalHeld(Diagnostic diagnostic, std::string file, Json owner, std::string title = "",
          std::optional<OpenUndo> undo = std::nullopt)
      : ChaosError(std::move(diagnostic)),
        file_(std::move(file)),
        owner_(std::move(owner)),
        title_(std::move(title)),
        undo_(std::move(undo)) {}

  const std::string& file() const { return file_; }

  const Json& owner() const { return owner_; }
  /// Whether that process is the watchdog of the run, which ends after it has rolled back the run.
  bool is_by_watchdog() const;
  /// Of the experiment that is being run; "" when it is not known.
  const std::string& title() const { return title_; }
  /// If that process is an undo that outlived its runner: which one.
  const std::optional<OpenUndo>& undo() const { return undo_; }

 private:
  std::string file_;
  Json owner_;
  std::string title_;
  std::optional<OpenUndo> undo_;
};

/// Says that `owner` holds the log or run at `path`, since when, and what to do about it. `owner`
/// is null if it is not known.
Diagnostic held_by(const Json& owner, const std::string& path);

/// A log that no other process writes to while this object exists.
struct WalLease {
  std::unique_ptr<os::AppendFile> file;
  std::string text;  ///< what the log holds
};

/// Locks the log at `path`, without changing it. If files cannot be locked, whether the last
/// owner's process exists decides, and this is logged once. Throws WalHeld, and std::system_error
/// if there is no such file or it may not be written.
WalLease lease_wal(os::FileSystem& files, const std::string& path);

/// Whether a process is writing to the log at `path`. False if the file does not exist or cannot be
/// read.
bool is_wal_held(os::FileSystem& files, const std::string& path);

}  // namespace chaos
