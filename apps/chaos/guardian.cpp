#include "guardian.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <vector>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "exit_code.h"
#include "leftover_activities.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/file_descriptor.h"
#include "os/file_lock.h"
#include "os/shell_word.h"
#include "os/signals.h"
#include "recovered_journal.h"
#include "restoration.h"
#include "run/found_check.h"
#include "run/interruption.h"
#include "run/recovery.h"
#include "run/run_directory.h"
#include "run/run_origin.h"
#include "run/strategy.h"
#include "run/wal_lease.h"
#include "run/wal_owner.h"
#include "run/wal_writer.h"
#include "signals.h"

namespace chaos::cli {
namespace {

/// Ignores the signals that end programs, and lets them have their way again. One that was ignored
/// from the start stays ignored.
class Deafness {
 public:
  Deafness() {
    const sigset_t signals = os::interrupting_signals();
    for (int signum = 1; signum <= SIGRTMAX; ++signum) {
      if (::sigismember(&signals, signum) != 1) continue;
      if (::signal(signum, SIG_IGN) == SIG_DFL) ignored_.push_back(signum);
    }
  }

  void end() const {
    for (const int signum : ignored_)
      ::signal(signum, SIG_DFL);
  }

 private:
  std::vector<int> ignored_;
};

/// Returns whether the run said that it has ended.
bool wait_for_run() {
  char word = 0;
  ssize_t count = 0;
  do {
    count = ::read(STDIN_FILENO, &word, 1);
  } while (count < 0 && errno == EINTR);
  return count == 1;
}

/// What is started from now on must not read where the guardian has waited.
void close_line() {
  const os::FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ::dup2(nothing.get(), STDIN_FILENO);
}

bool is_regular_or_missing(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  return !std::filesystem::exists(status) || std::filesystem::is_regular_file(status);
}

void start_log(const Json& options) {
  const std::string level = options.value("log_file_level", "debug");
  log::Options log{.verbose = options.value("verbose", false),
                   .json = options.value("log_format", "string") == "json",
                   .file = options.value("log_file", ""),
                   .file_level = level == "info"      ? log::Level::kInfo
                                 : level == "warning" ? log::Level::kWarning
                                 : level == "error"   ? log::Level::kError
                                                      : log::Level::kDebug};
  try {
    log::configure(log);
  } catch (const std::system_error&) {
    log.file.clear();  // the run has said so
    log::configure(log);
  }
}

/// Puts back what a run left that is gone.
class Guardian {
 public:
  Guardian(os::FileDescriptor wal_file, std::string wal_path, const Json& options)
      : wal_file_(std::move(wal_file)),
        wal_path_(std::move(wal_path)),
        strategy_(options.value("strategy", "default")),
        signals_(interruption_) {}

  int put_back() {
    WalContent content;
    if (!take_over(content)) return kSuccess;
    run_ = recover_run(content, wal_->path());
    log::warning(fmt::format("The run '{}' ({}) was killed: its watchdog puts the system back",
                             title(), describe_owner(run_.owner)));
    for (const auto& problem : run_.problems)
      log::warning(problem);
    journal_path_ = journal_path_of(run_, wal_->path());
    if (!is_regular_or_missing(journal_path_)) journal_path_ = wal_->path() + ".json";
    state_origin(run_.journal, run_.header, run_.header.value("journal", journal_path_));
    settle_leftovers(run_, true, interruption_);
    const auto due = undos_due();
    const int code = due.empty() && !has_checks(run_.journal) ? kSuccess : roll_back(due);
    save();
    return code;
  }

 private:
  /// Where the log is by now: a later run may have set it aside. "" when it was removed, because
  /// somebody else has put everything back.
  std::string current_path() const {
    std::error_code error;
    const auto link =
        std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", wal_file_.get()), error);
    const std::string path = error ? wal_path_ : link.string();
    struct stat ours {};
    struct stat there {};
    if (::fstat(wal_file_.get(), &ours) != 0 || ::stat(path.c_str(), &there) != 0) return {};
    return ours.st_dev == there.st_dev && ours.st_ino == there.st_ino ? path : std::string();
  }

  /// Waits until nobody writes to the log. Returns whether anything is left to do.
  bool take_over(WalContent& content) {
    for (;;) {
      // The run has the log until the last of its threads is gone; then others may have been first.
      const bool can_wait = os::wait_until_unlocked(wal_file_);
      const std::string path = current_path();
      if (path.empty()) return false;
      try {
        wal_ = WalWriter::take_over(files_, path, "watchdog", content);
        wal_->pin_path();
        return true;
      } catch (const WalHeld&) {
        if (!can_wait) throw;
      } catch (const WalError&) {
        if (!current_path().empty()) throw;
      }
    }
  }

  std::string title() const {
    return python_str(run_.journal.at("experiment").value("title", Json()));
  }

  /// What the run would still have rolled back. A rollback that failed is not tried again: the run
  /// would not have done so either.
  std::vector<Undo> undos_due() const {
    const Json& status = run_.journal.at("status");
    const bool with_declared =
        plays_rollbacks(strategy_, status.is_string() ? status.get<std::string>() : "",
                        truthy(run_.journal.at("deviated")));
    std::vector<Undo> due = left_to_undo(run_.journal);
    std::erase_if(due, [&](const Undo& undo) {
      if (undo.state == UndoState::kFailed) return true;
      return undo.pointer.starts_with("/rollbacks/") ? !with_declared : !plays_undos(strategy_);
    });
    return due;
  }

  int roll_back(const std::vector<Undo>& due) {
    const std::string settings = run_.header.value("settings", "");
    const GlobalOptions global{.settings = default_settings_path()};
    const Json before = run_.journal;
    Restoration restoration(global, before, run_.header.value("journal", journal_path_),
                            files_.exists(settings) ? settings : "", interruption_);
    restoration.prepare({}, due);
    if (due.empty()) {
      restoration.check(run_.journal);
      return conclude_check(run_.journal, kSuccess);
    }
    const auto played = restoration.play(due, run_.journal, run_.next_id, *wal_);
    run_.journal["end"] = os::utc_now_iso();
    const std::string command =
        undos_due().empty()
            ? fmt::format("chaos rollback {}", os::shell_word(journal_path_))
            : fmt::format("chaos recover --rollback {}", os::shell_word(wal_->path()));
    const int code = conclude_rollbacks(played, interruption_.cause().has_value(), command);
    return conclude_check(run_.journal, code);
  }

  /// Writes the journal. The log goes as well, as after any run, unless something was not tried.
  void save() {
    save_recovered(run_, journal_path_, "watchdog");
    log::info(fmt::format("The journal is in '{}'", journal_path_));
    if (!undos_due().empty()) return;
    wal_->remove();
    const auto runs = RunDirectory::of_user();
    if (runs && run_.header.contains("run")) runs->leave(run_.header.at("run"));
  }

  const os::FileDescriptor wal_file_;
  const std::string wal_path_;
  const std::string strategy_;
  os::FileSystem& files_ = os::FileSystem::real();
  Interruption interruption_;
  const SignalRelay signals_;
  std::string journal_path_;
  std::unique_ptr<WalWriter> wal_;
  RecoveredRun run_;
};

}  // namespace

bool is_guardian(int argc, char** argv) {
  return argc == 4 && std::strcmp(argv[1], kGuardianCommand) == 0;
}

int guard_run(char** argv) {
  const Deafness deafness;
  ::prctl(PR_SET_NAME, "chaos-watchdog");
  os::FileDescriptor wal(::open(argv[2], O_RDWR | O_CLOEXEC));
  if (wait_for_run() || !wal.is_open()) ::_exit(kSuccess);  // the run waits for this
  close_line();
  deafness.end();
  const std::string path = argv[2];
  const Json options = Json::parse(argv[3], nullptr, false);
  try {
    start_log(options);
    return Guardian(std::move(wal), path, options).put_back();
  } catch (const ChaosError& error) {
    log::error(error.what());
    if (!error.diagnostic().hint.empty()) log::error(error.diagnostic().hint);
  } catch (const Stopped&) {
    log::warning("Stopped by a signal");
  } catch (const std::exception& error) {
    log::error(error.what());
  }
  log::error(fmt::format("The system was not put back; `chaos recover --rollback {}` does it",
                         os::shell_word(path)));
  return kFailure;
}

}  // namespace chaos::cli
