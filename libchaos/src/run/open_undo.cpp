#include "run/open_undo.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "os/shell_word.h"
#include "run/recovery.h"
#include "run/wal_owner.h"

namespace chaos {

std::optional<OpenUndo> undo_without_runner(const WalContent& content) {
  const Json owner = last_owner(content);
  if (owner.is_null() || may_be_running(owner)) return std::nullopt;
  try {
    const RecoveredRun run = recover_run(content, "");
    for (const auto& left : run.processes) {
      if (left.is_undo && is_still_running(left)) {
        return OpenUndo{.name = left.activity, .process = left.process};
      }
    }
    const auto begun = std::ranges::find(run.left, UndoState::kInterrupted, &Undo::state);
    if (begun != run.left.end()) return OpenUndo{.name = begun->name, .process = {}};
  } catch (const InvalidSource&) {
    // The log does not say what was run.
  }
  return OpenUndo{};
}

std::string describe(const OpenUndo& undo) {
  if (undo.name.empty()) return "another process holds its log and has not identified itself yet";
  if (undo.process.pid == 0) {
    return fmt::format("its rollback '{}' may still be running", undo.name);
  }
  return fmt::format("its rollback '{}' is still running (pid {})", undo.name, undo.process.pid);
}

std::string hint_about(const OpenUndo& undo, const std::string& wal) {
  if (undo.name.empty()) return "try again in a moment";
  std::string hint = fmt::format(
      "`chaos recover --rollback {}` waits for it to finish and plays the remaining rollbacks",
      os::shell_word(wal));
  if (undo.process.pid != 0) {
    hint += fmt::format("; to end it: `kill {}{}`", undo.process.leads_group ? "-- -" : "",
                        undo.process.pid);
  }
  return hint;
}

}  // namespace chaos
