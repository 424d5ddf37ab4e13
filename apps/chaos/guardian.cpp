#include "guardian.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "context/variables.h"
#include "damaged_log.h"
#include "exit_code.h"
#include "leftover_activities.h"
#include "log/console.h"
#include "log/log.h"
#include "log_level.h"
#include "os/clock.h"
#include "os/file_descriptor.h"
#include "os/file_lock.h"
#include "os/signals.h"
#include "recovered_journal.h"
#include "restoration.h"
#include "rollback_advice.h"
#include "run/deleted_log.h"
#include "run/found_check.h"
#include "run/interruption.h"
#include "run/journal_file.h"
#include "run/left_running.h"
#include "run/recovery.h"
#include "run/rollback_lock.h"
#include "run/run_logs.h"
#include "run/run_origin.h"
#include "run/saved_journal.h"
#include "run/settled_undos.h"
#include "run/strategy.h"
#include "run/wal_lease.h"
#include "run/wal_owner.h"
#include "run/wal_writer.h"
#include "signals.h"

namespace chaos::cli {
namespace {

/// Ignores the signals that end programs. One that was ignored from the start stays ignored.
class Deafness {
 public:
  Deafness() {
    const sigset_t signals = os::interrupting_signals();
    for (int signum = 1; signum <= SIGRTMAX; ++signum) {
      if (::sigismember(&signals, signum) != 1) continue;
      if (::signal(signum, SIG_IGN) == SIG_DFL) ignored_.push_back(signum);
    }
  }

  /// From now on signals wait until a SignalRelay handles them.
  void end() const {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signum : ignored_)
      ::sigaddset(&signals, signum);
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    for (const int signum : ignored_)
      ::signal(signum, SIG_DFL);
  }

 private:
  std::vector<int> ignored_;
};

/// Reads exactly `size` bytes from the run. Returns false if the run ends first.
bool read_from_run(char* bytes, std::size_t size) {
  while (size > 0) {
    const ssize_t count = ::read(STDIN_FILENO, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    size -= static_cast<std::size_t>(count);
  }
  return true;
}

/// The values that the run passes only to its guardian, because they contain secrets. They are
/// wiped as soon as possible.
class ToldValues {
 public:
  ToldValues() = default;
  ~ToldValues() { wipe(); }
  ToldValues(const ToldValues&) = delete;
  ToldValues& operator=(const ToldValues&) = delete;

  /// Replaces the values received before. Returns false, and keeps these, if the run ends before it
  /// has sent everything.
  bool read() {
    std::uint64_t size = 0;
    if (!read_from_run(reinterpret_cast<char*>(&size), sizeof size)) return false;
    std::string text(size, '\0');
    const bool is_whole = read_from_run(text.data(), text.size());
    if (is_whole) text_.swap(text);
    wipe(text);
    return is_whole;
  }

  void wipe() { wipe(text_); }

  Overrides overrides() const {
    if (text_.empty()) return {};
    const Json told = Json::parse(text_);
    return {.configuration = told.at("configuration"), .secrets = told.at("secrets")};
  }

 private:
  static void wipe(std::string& text) { ::explicit_bzero(text.data(), text.size()); }

  std::string text_;  // empty until everything was received
};

/// Returns whether the run said that it has ended.
bool wait_for_run(ToldValues& values) {
  char word = 0;
  while (read_from_run(&word, 1)) {
    if (word == kRunEnded) return true;
    if (!values.read()) return false;
  }
  return false;
}

/// The run waits for this exit.
[[noreturn]] void end_at_once(ToldValues& values) {
  values.wipe();
  ::_exit(kSuccess);
}

/// Processes that are started from now on must not read the line to the run.
void close_line() {
  const os::FileDescriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ::dup2(nothing.get(), STDIN_FILENO);
}

void start_log(const Json& options) {
  log::Options log{.verbose = options.value("verbose", false),
                   .json = options.value("log_format", "string") == "json",
                   .file = options.value("log_file", ""),
                   .file_level = log_level_from(options.value("log_file_level", "debug"))};
  try {
    log::configure(log);
  } catch (const std::system_error&) {
    log.file.clear();  // the run has reported the error
    log::configure(log);
  }
}

/// Rolls back a run that was killed.
class Guardian {
 public:
  Guardian(os::FileDescriptor wal_file, std::string wal_path, const Json& options, Overrides values)
      : wal_file_(std::move(wal_file)),
        wal_path_(std::move(wal_path)),
        strategy_(options.value("strategy", "default")),
        values_(std::move(values)),
        signals_(interruption_) {}

  /// The current path of the log, or its original path if it is gone.
  std::string log_path() const {
    const std::string path = current_path();
    return path.empty() ? wal_path_ : path;
  }

  int put_back() {
    WalContent content;
    interruption_.enter_rollbacks();  // a first SIGTERM must not keep them from being played
    if (!take_over(content)) return kSuccess;
    run_ = recover_run(content, wal_->path());
    lock_.emplace(run_.journal, "watchdog", wal_->path(), interruption_.foreground());
    log::warning(
        fmt::format("The run '{}' ({}) was killed: its watchdog is putting the system back",
                    title(), describe_owner(run_.owner)));
    for (const auto& problem : run_.problems)
      log::warning(problem);
    refuse_damaged(run_.damage, {}, wal_->path());
    follow_directory(run_, wal_->path());
    follow_open_directory();
    journal_path_ = journal_path_of(run_, wal_->path());
    if (!keeps_journal(journal_path_)) journal_path_ = wal_->path() + ".json";
    state_origin(run_.journal, run_.header, run_.header.value("journal", journal_path_));
    settle_leftovers(run_, true, interruption_);
    const auto due = undos_due(run_, strategy_);
    std::vector<Undo> played;
    if (!due.empty() || has_checks(run_.journal)) played = roll_back(due);
    save(played);
    return conclude();
  }

 private:
  /// The current path of the log: a later run may have renamed it. "" if it is gone.
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

  /// Reads the log, even if its name has changed.
  std::string text() const { return files_.read(fmt::format("/proc/self/fd/{}", wal_file_.get())); }

  /// Restores the log after someone has deleted it.
  void restore() {
    const std::string path = restore_deleted_log(files_, text(), wal_path_);
    wal_file_ = os::FileDescriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!wal_file_.is_open()) throw std::system_error(errno, std::generic_category(), path);
  }

  /// Waits until nobody writes to the log. Returns whether anything is left to do.
  bool take_over(WalContent& content) {
    for (;;) {
      // The run has the log until the last of its threads is gone; then others may have been first.
      const bool can_wait = os::wait_until_unlocked(wal_file_);
      if (is_settled(text(), wal_path_)) return false;
      if (current_path().empty()) restore();
      const std::string path = current_path();
      try {
        wal_ = WalWriter::take_over(files_, path, "watchdog", content);
        wal_->pin_path();
        return true;
      } catch (const WalHeld&) {
        if (!can_wait) throw;
      } catch (const WalError&) {
        if (current_path() == path) throw;  // otherwise it was renamed or deleted in the meantime
      }
    }
  }

  /// The directory of the run may have been moved, and another may have its name now, for instance
  /// because a new version was deployed.
  void follow_open_directory() {
    const std::string descriptor = fmt::format("/proc/self/fd/{}", directory_.get());
    const std::string recorded = run_.header.value("directory", "");
    const auto open = files_.identity(descriptor);
    std::error_code error;
    const std::string now = std::filesystem::read_symlink(descriptor, error).string();
    if (error || !open || open == files_.identity(recorded)) return;
    if (open != files_.identity(now)) return;  // it was deleted
    log::warning(fmt::format("The directory of the run, '{}', is '{}' now. Rolling back there",
                             recorded, now));
    move_origin(run_.header, now);
  }

  std::string title() const {
    return python_str(run_.journal.at("experiment").value("title", Json()));
  }

  /// Prepares these undos and returns those that can be played. No user is there to provide a
  /// missing value, so an undo that lacks one is skipped. Throws InvalidExperiment if none can be
  /// played.
  std::vector<Undo> prepare(Restoration& restoration, const std::vector<Undo>& due) {
    const std::string command = recover_command(run_.journal, wal_->path());
    try {
      restoration.prepare(values_, due, command);
      return due;
    } catch (const InvalidExperiment&) {
      if (due.size() < 2) throw;
    }
    std::vector<Undo> playable;
    for (const Undo& undo : due) {
      try {
        restoration.prepare(values_, {undo}, command);
        playable.push_back(undo);
      } catch (const InvalidExperiment& error) {
        log::error(fmt::format("Cannot play the rollback '{}': {}", undo.name, error.what()));
        if (!error.diagnostic().hint.empty()) log::error(error.diagnostic().hint);
      }
    }
    restoration.prepare(values_, playable.empty() ? due : playable, command);
    return playable;
  }

  std::string settings_of_run() const {
    const std::string path = run_.header.value("settings", "");
    return files_.exists(path) ? path : default_settings_path();
  }

  std::vector<Undo> roll_back(const std::vector<Undo>& due) {
    const GlobalOptions global{.settings = settings_of_run()};
    const Json before = run_.journal;
    Restoration restoration(global, before,
                            {.journal = run_.header.value("journal", journal_path_),
                             .found = wal_->path(),
                             .command = recover_command(run_.journal, wal_->path())},
                            interruption_, directory_);
    const auto playable = prepare(restoration, due);
    if (playable.empty()) {
      restoration.check(run_.journal);
      return {};
    }
    auto played = restoration.play(playable, run_.journal, run_.next_id, *wal_);
    mention_left_running(run_.ended);
    run_.journal["end"] = os::utc_now_iso();
    return played;
  }

  /// Writes the journal. Then removes the log, as after any run, unless a rollback was not tried or
  /// the journal is not in a file.
  void save(const std::vector<Undo>& played) {
    const bool keeps_log = !undos_due(run_, strategy_).empty() && !wal_->lacks_records();
    state_log(run_.journal, keeps_log ? wal_->path() : "");
    const SavedJournal saved = save_recovered(run_, journal_path_, "watchdog", journal_path_);
    note_settled_undos(files_, run_.journal, played, saved.path);
    const bool only_journal_knows = wal_->lacks_records() && !saved.path.empty();
    if (saved.path.empty() || (!undos_due(run_, strategy_).empty() && !only_journal_knows)) {
      command_ = recover_command(run_.journal, wal_->path(), wal_->lacks_records());
      if (saved.path.empty()) explain_kept_log(run_.journal, *wal_, wal_->path());
      return;
    }
    const GlobalOptions global{.settings = settings_of_run()};
    command_ = rollback_command(global, run_.journal, saved.path);
    remove_recovered(*wal_, run_);
  }

  /// Logs the outcome of all undos, no matter which process played them, as a run or recovery does
  /// at its end.
  int conclude() const {
    const auto undos = undos_of(run_.journal);
    const int code = undos.empty()
                         ? kSuccess
                         : conclude_rollbacks(undos, interruption_.cause().has_value(), command_);
    return conclude_check(run_.journal, code);
  }

  os::FileDescriptor wal_file_;
  const os::FileDescriptor directory_{
      ::open(".", O_PATH | O_DIRECTORY | O_CLOEXEC)};  // the run's, whatever its name is now
  const std::string wal_path_;
  const std::string strategy_;
  const Overrides values_;
  os::FileSystem& files_ = os::FileSystem::real();
  Interruption interruption_;
  const SignalRelay signals_;
  std::string journal_path_;
  std::string command_;  // plays what is left
  std::unique_ptr<WalWriter> wal_;
  std::optional<RollbackLock> lock_;
  RecoveredRun run_;
};

void report(const ChaosError& error) {
  log::error(error.what());
  if (!error.diagnostic().hint.empty()) log::error(error.diagnostic().hint);
}

}  // namespace

bool is_guardian(int argc, char** argv) {
  return argc == 4 && std::strcmp(argv[1], kGuardianCommand) == 0;
}

int guard_run(char** argv) {
  const Deafness deafness;
  ::prctl(PR_SET_NAME, "chaos-watchdog");
  os::FileDescriptor wal(kGuardianLog);
  ::fcntl(wal.get(), F_SETFD, FD_CLOEXEC);
  ToldValues values;
  if (wait_for_run(values)) end_at_once(values);
  close_line();
  deafness.end();
  log::stop_waiting_for_consoles();  // the run's console is not needed for the rollback
  const std::string path = argv[2];
  const Json options = Json::parse(argv[3], nullptr, false);
  std::optional<Guardian> guardian;
  try {
    start_log(options);
    guardian.emplace(std::move(wal), path, options, values.overrides());
    return guardian->put_back();
  } catch (const InvalidSource& error) {  // `chaos recover` would refuse the log, too
    report(error);
    log::error("The system was not put back");
    return kFailure;
  } catch (const ChaosError& error) {
    report(error);
  } catch (const Stopped&) {
    log::warning("Stopped by a signal");
  } catch (const std::exception& error) {
    log::error(error.what());
  }
  log::error(fmt::format("The system was not put back; run `{}`",
                         recover_command(guardian ? guardian->log_path() : path)));
  return kFailure;
}

}  // namespace chaos::cli
