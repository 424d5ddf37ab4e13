#pragma once

#include <optional>
#include <stop_token>

#include "cli.h"
#include "os/file.h"
#include "run/wal_lease.h"
#include "run/wal_reader.h"

namespace chaos::cli {

/// Waits until the process that holds the log has ended, if it is rolling back a killed run without
/// having been asked: the run's watchdog, or an undo that outlived the runner. Returns false, at
/// once, for any other process, and if it cannot wait. Throws Stopped.
bool wait_for_end_of_rollback(os::FileSystem& files, const WalHeld& held,
                              const std::stop_token& stop);

/// Logs how the rollback of a run ended that its watchdog has finished, according to the journal
/// that the watchdog wrote. `log` is what the run's log said before. Returns the exit code, or
/// nothing if there is no such journal.
std::optional<int> report_finished_rollback(const GlobalOptions& global, os::FileSystem& files,
                                            const WalContent& log);

}  // namespace chaos::cli
