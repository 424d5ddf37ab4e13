#include "run_conclusion.h"

#include "chaos/error.h"
#include "control/notification.h"
#include "diagnostics.h"
#include "github.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "report/report.h"
#include "rollback_advice.h"

namespace chaos::cli {

bool RunConclusion::conclude(JournalFile& file, const Json& journal, RunDisplay& display) const {
  const bool written = write_files(file, journal);
  notify_others(journal);
  tell_user(file, journal, display);
  return written;
}

/// Writes the journal and the reports on it. Returns whether all of them could be written.
bool RunConclusion::write_files(JournalFile& file, const Json& journal) const {
  bool written = true;
  const auto attempt = [&](const auto& write) {
    try {
      write();
    } catch (const ChaosError& error) {
      log::error(error.what());
      show(error.diagnostic());
      written = false;
    }
  };
  attempt([&] { file.write(journal); });
  for (const auto& notice : file.take_notices())
    warn(notice);
  for (const auto& destination : run_.options.reports) {
    attempt([&] {
      report::write_report(os::FileSystem::real(), destination, journal, shown_path(file));
    });
  }
  return written;
}

void RunConclusion::notify_others(const Json& journal) const {
  const auto tell = [&](FlowEvent event) {
    notify(run_.settings, event, journal, {}, run_.registry.module_host());
  };
  const Json* status = find(journal, "status");
  const Json* deviated = find(journal, "deviated");
  const bool completed = status != nullptr && *status == "completed";
  tell(completed ? FlowEvent::kRunCompleted : FlowEvent::kRunFailed);
  if (deviated != nullptr && truthy(*deviated)) tell(FlowEvent::kRunDeviated);
}

void RunConclusion::tell_user(const JournalFile& file, const Json& journal,
                              RunDisplay& display) const {
  const std::string path = path_for_commands(shown_path(file));
  const report::Summary summary = report::summarize(journal, path);
  annotate_outcome(summary, run_.options.source);
  add_to_step_summary(summary);
  const std::string log = file.kept_log();
  const std::string command = log.empty() ? rollback_command(run_.global, journal, path)
                                          : recover_command(journal, log, file.log_lacks_records());
  display.summarize(journal, path, run_.rollback_strategy, command);
  if (display.is_watched()) return;
  advise_rollback({.journal = journal,
                   .command = command,
                   .rollback_strategy = run_.rollback_strategy,
                   .quiet = run_.options.display.quiet});
}

/// Where the journal was actually written; the requested path if it is not in a file that can be
/// read again.
std::string RunConclusion::shown_path(const JournalFile& file) const {
  return file.written().empty() ? run_.options.journal_path : file.written();
}

/// The path relative to the user's directory, which `--change-dir` does not change.
std::string RunConclusion::path_for_commands(const std::string& path) const {
  return run_.global.change_dir.empty() ? path : os::absolute_path(path);
}

}  // namespace chaos::cli
