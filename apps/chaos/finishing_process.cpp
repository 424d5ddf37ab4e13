#include "finishing_process.h"

#include <fcntl.h>
#include <fmt/format.h>

#include <string>

#include "chaos/error.h"
#include "exit_code.h"
#include "log/log.h"
#include "os/file_descriptor.h"
#include "os/file_lock.h"
#include "report/report.h"
#include "restoration.h"
#include "rollback_advice.h"
#include "run/rollback_lock.h"
#include "run/run_logs.h"
#include "run/undo.h"

namespace chaos::cli {
namespace {

std::string description_of(const WalHeld& held) {
  if (held.undo()) return fmt::format("This run was killed, but {}", describe(*held.undo()));
  std::string message = held.diagnostic().message;  // "the watchdog of this run ..."
  message.front() = 'T';
  return message;
}

}  // namespace

bool wait_for_end_of_rollback(os::FileSystem& files, const WalHeld& held,
                              const std::stop_token& stop) {
  if (!held.undo() && !held.is_by_watchdog()) return false;
  if (!files.is_locked(held.file())) return !files.exists(held.file());
  log::warning(fmt::format("{}. Waiting for it to finish", description_of(held)));
  const os::FileDescriptor file(::open(held.file().c_str(), O_RDWR | O_CLOEXEC));
  if (!file.is_open()) return !files.exists(held.file());
  if (os::wait_for_lock(file, Deadline::never(), stop) == os::FileLock::Wait::kStopped) {
    throw Stopped();
  }
  return true;
}

std::optional<int> report_finished_rollback(const GlobalOptions& global, os::FileSystem& files,
                                            const WalContent& log) {
  const std::string path = log.header.value("journal", "");
  try {
    const Json journal = report::read_whole_journal(files, path);
    if (run_key(journal) != run_key(log)) return std::nullopt;
    log::info(fmt::format("The watchdog has finished and saved the journal as '{}'", path));
    const auto undos = undos_of(journal);
    const int code =
        undos.empty() ? kSuccess
                      : conclude_rollbacks(undos, false, rollback_command(global, journal, path));
    return conclude_check(journal, code);
  } catch (const ChaosError&) {
    return std::nullopt;  // the caller says that there is no log either
  }
}

}  // namespace chaos::cli
