#pragma once

#include <optional>
#include <string>

#include "chaos/started_process.h"
#include "run/wal_reader.h"

namespace chaos {

/// An undo that outlived its runner and still holds the run's log.
struct OpenUndo {
  std::string name;        ///< of its activity; "" if there is no such undo
  StartedProcess process;  ///< that does the work; its PID is 0 if the log does not name it
};

/// The undo that holds the lock of this log, if the log's last owner has ended and left the undo
/// running. It has no name if the lock belongs to a new owner that has not written its name yet.
std::optional<OpenUndo> undo_without_runner(const WalContent& content);

/// What is known: "its rollback 'mend' is still running (pid 4711)"
std::string describe(const OpenUndo& undo);

/// What to do about it.
std::string hint_about(const OpenUndo& undo, const std::string& wal);

}  // namespace chaos
