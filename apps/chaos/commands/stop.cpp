#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <filesystem>
#include <optional>
#include <vector>

#include "chaos/error.h"
#include "command_with_options.h"
#include "context/settings.h"
#include "exit_code.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/file.h"
#include "os/file_owner.h"
#include "os/pidfd.h"
#include "os/process_identity.h"
#include "os/shell_word.h"
#include "os/signals.h"
#include "report/report.h"
#include "rollback_advice.h"
#include "run/journal_file.h"
#include "run/journal_place.h"
#include "run/open_log.h"
#include "run/recovery.h"
#include "run/run_directory.h"
#include "run/run_status.h"
#include "run/saved_journal.h"
#include "run/undo.h"
#include "run/wal_lease.h"
#include "run/wal_owner.h"
#include "unreadable_log.h"

namespace chaos::cli {
namespace {

struct StopOptions {
  std::string run;
  bool now = false;
  bool without_rollbacks = false;
};

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw ChaosError(Diagnostic{.message = std::move(message), .hint = std::move(hint)});
}

std::string canonical(const std::string& path) {
  std::error_code error;
  // A relative path is only resolved if it begins with something that exists.
  const auto found = std::filesystem::weakly_canonical(os::absolute_path(path), error);
  return error ? path : found.string();
}

/// Whether `name` can refer to this run.
bool is_meant(const RunStatus& run, const std::string& name) {
  if (run.id == name) return true;
  const Json* pid = find(run.owner, "pid");
  if (pid != nullptr && python_str(*pid) == name) return true;
  constexpr std::size_t kShortestPrefix = 3;
  if (name.size() >= kShortestPrefix && run.id.starts_with(name)) return true;
  const std::string path = canonical(name);
  return path == canonical(run.wal) || (!run.journal.empty() && path == canonical(run.journal));
}

/// Adds runs that are not in the directory of runs, but whose logs are next to the journal.
void add_from_logs(os::FileSystem& files, const std::string& name, std::vector<RunStatus>& runs) {
  std::vector<std::string> logs = logs_beside(name);
  logs.push_back(name);
  for (const auto& log : logs) {
    const std::string path = os::absolute_path(log);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || !is_wal_held(files, path)) continue;
    const bool is_known = std::ranges::any_of(
        runs, [&](const auto& run) { return canonical(run.wal) == canonical(path); });
    if (is_known) continue;
    try {
      const WalContent content = read_wal(files, path);
      const Json* id = find(content.header, "run");
      runs.push_back(status_of_run(
          content, {.id = id != nullptr ? python_str(*id) : "", .wal = path, .alive = true}));
    } catch (const std::exception&) {
      // a journal, for instance
    }
  }
}

[[noreturn]] void refuse_dead(const RunStatus& run) {
  if (!run.unreadable.empty()) {
    refuse(
        fmt::format("it is unknown what run {} has left to roll back: {}", run.id, run.unreadable),
        advice_on_unreadable_log(run.entry));
  }
  if (!run.damage.empty()) {
    refuse(
        fmt::format("the run '{}' was killed, and its log is damaged: {}", run.title, run.damage),
        fmt::format("to see what is known: chaos recover --list {}", os::shell_word(run.wal)));
  }
  if (run.left == 0) {
    refuse(fmt::format("the run '{}' has already ended", run.title), "there is nothing to stop");
  }
  refuse(fmt::format("the run '{}' {} with {} still to play", run.title,
                     has_ended(run) ? "has ended" : "was killed",
                     count_text(run.left, "rollback", "rollbacks")),
         fmt::format("to roll it back: {}", recover_command(run.wal)));
}

RunStatus find_run(os::FileSystem& files, const std::string& name) {
  std::vector<RunStatus> alive;
  std::optional<RunStatus> dead;
  std::vector<std::string> unreadable;  // one of these may be the right one
  for (auto& run : statuses_of_user(files)) {
    if (!is_meant(run, name)) {
      if (!run.unreadable.empty()) unreadable.push_back(run.unreadable);
      continue;
    }
    if (run.alive)
      alive.push_back(std::move(run));
    else
      dead = std::move(run);
  }
  add_from_logs(files, name, alive);
  if (alive.size() > 1) {
    std::string ids;
    for (const auto& run : alive)
      ids += (ids.empty() ? "" : ", ") + run.id;
    refuse(fmt::format("'{}' matches more than one run: {}", name, ids),
           "give the id of one of them");
  }
  if (!alive.empty()) return std::move(alive.front());
  if (dead) refuse_dead(*dead);
  for (const auto& reason : unreadable)
    log::warning(reason);
  refuse(fmt::format("no run in progress matches '{}'", name),
         "`chaos ps` lists your runs; give the id, the pid, or the journal's path of one");
}

/// Other users' logs can name any process.
bool are_of_one_user(const std::string& log, const std::string& process) {
  struct stat of_log {};
  struct stat of_process {};
  if (!os::belongs_to_another_user(log)) return true;
  return ::stat(log.c_str(), &of_log) == 0 && ::stat(process.c_str(), &of_process) == 0 &&
         of_log.st_uid == of_process.st_uid;
}

/// The process that holds the run's log, and not another one that has reused its PID.
os::FileDescriptor process_of(os::FileSystem& files, const RunStatus& run) {
  if (!run.unreadable.empty()) {
    refuse(
        fmt::format("the log of the run {} does not name its process: {}", run.id, run.unreadable),
        "stop it where it was started, e.g. with Ctrl-C");
  }
  if (!is_in_reach(run.owner)) {
    refuse(fmt::format("the run '{}' is on another machine or in another container ({})", run.title,
                       describe_owner(run.owner)),
           fmt::format("stop it there: `chaos stop {}`", os::shell_word(run.wal)));
  }
  if (const auto& undo = run.undo_without_runner) {
    refuse(fmt::format("the run '{}' was killed, but {}", run.title, describe(*undo)),
           hint_about(*undo, run.wal));
  }
  const std::string command = command_of(run.owner);
  if (command != "run") {
    refuse(fmt::format("the run '{}' has ended, and {} is rolling it back ({})", run.title,
                       command == "watchdog" ? "its watchdog" : fmt::format("`chaos {}`", command),
                       describe_owner(run.owner)),
           "wait for it to finish");
  }
  const Json* pid = find(run.owner, "pid");
  if (pid == nullptr || !pid->is_number() || find(run.owner, "start_ticks") == nullptr) {
    refuse(fmt::format("the log of the run '{}' does not name its process", run.title),
           "stop it where it was started, e.g. with Ctrl-C");
  }
  os::FileDescriptor handle = os::open_pidfd(pid->get<int>());
  if (!handle.is_open() || !may_be_running(run.owner) || !is_wal_held(files, run.wal)) {
    refuse(fmt::format("the run '{}' has just ended", run.title), "there is nothing to stop");
  }
  if (!are_of_one_user(run.wal, fmt::format("/proc/{}", pid->get<int>()))) {
    refuse(fmt::format("the log of the run '{}' names a process of another user ({})", run.title,
                       describe_owner(run.owner)),
           "if this is the run, stop it with `kill`");
  }
  return handle;
}

void wait_for_end(const os::FileDescriptor& process) {
  pollfd event{process.get(), POLLIN, 0};
  while (::poll(&event, 1, -1) < 0 && errno == EINTR) {
  }
}

/// A suspended run ends only once somebody continues it. That is left to the user, who may have a
/// reason to keep it suspended.
void mention_suspension(const RunStatus& run) {
  const int pid = run.owner.at("pid").get<int>();
  if (!os::is_suspended(pid)) return;
  fmt::print(
      "It is suspended (as by SIGSTOP or Ctrl-Z) and cannot end until it continues: kill -CONT "
      "{}\n",
      pid);
}

int signal_for(const StopOptions& options, const RunStatus& run) {
  if (options.without_rollbacks) return SIGUSR2;
  if (options.now) return os::stop_now_signal();
  // A signal would cut short the rollbacks that this command waits for.
  return run.phase == "rollbacks" || run.phase == "ending" ? 0 : SIGTERM;
}

/// Whether another run in progress will write the same journal.
bool shares_journal(os::FileSystem& files, const RunStatus& run) {
  return std::ranges::any_of(logs_beside(run.journal),
                             [&](const std::string& log) { return is_wal_held(files, log); });
}

/// Where the log that the run left is; "" if there is none. By now, another run may have renamed it
/// and may be using its old name.
std::string log_left_by(os::FileSystem& files, const RunStatus& run) {
  std::vector<std::string> places{run.wal};
  const auto runs = RunDirectory::of_user();
  if (runs && !run.id.empty()) places.push_back(runs->log_of(run.id));
  const auto is_left = [&](const std::string& place) {
    return files.exists(place) && may_be_log_of(files, place, run.id);
  };
  const auto found = std::ranges::find_if(places, is_left);
  return found != places.end() ? *found : std::string();
}

/// A run keeps its log if it has something left to undo and its journal cannot be read again, or if
/// its directory was moved while it ran.
int report_kept_log(os::FileSystem& files, const RunStatus& run, const std::string& log) {
  const Json journal = recover_run(read_wal(files, log), log).journal;
  const auto left = left_to_undo(journal);
  fmt::print("The run '{}' has ended: {}. {}\n", run.title, python_str(journal.at("status")),
             keeps_journal(run.journal)
                 ? std::string("The output of the run says where its journal is.")
                 : fmt::format("Its journal was saved to '{}'.", run.journal));
  if (left.empty()) return kSuccess;
  fmt::print("{}\n", capitalized(describe_left(left, undos_of(journal).size())));
  fmt::print("To play the remaining rollbacks:\n  {}\n", recover_command(log));
  return has_failed_rollback(journal) ? kRollbackFailed : kSuccess;
}

int report_log(os::FileSystem& files, const RunStatus& run, const std::string& log) {
  if (has_ended(status_of_run(read_wal(files, log), {.id = run.id, .wal = log}))) {
    return report_kept_log(files, run, log);
  }
  fmt::print(
      "The run '{}' ended without writing its journal.\n"
      "To roll it back:\n  {}\n",
      run.title, recover_command(log));
  return kFailure;
}

/// Prints how the run ended. Returns the exit code.
int report_end(os::FileSystem& files, const RunStatus& run) {
  if (const std::string log = log_left_by(files, run); !log.empty()) {
    return report_log(files, run, log);
  }
  if (!keeps_journal(run.journal)) {  // otherwise there would be a log with what is left to undo
    fmt::print("The run '{}' has ended. Its journal was saved to '{}'.\n", run.title, run.journal);
    return kSuccess;
  }
  std::error_code error;
  if (!std::filesystem::is_regular_file(run.journal, error)) {
    fmt::print(
        "The run '{}' has ended, but its journal is not at '{}', so it is unknown how. The output "
        "of the run says where its journal is.\n",
        run.title, run.journal);
    return kFailure;
  }
  const Json journal = report::read_journal(files, run.journal);
  const Json* start = find(journal, "start");
  if (!run.start.empty() && (start == nullptr || python_str(*start) != run.start)) {
    fmt::print(
        "The run '{}' has ended, but '{}' is not its journal. The output of the run says where its "
        "journal is.\n",
        run.title, run.journal);
    return kFailure;
  }
  const Json* status = find(journal, "status");
  fmt::print("The run '{}' has ended: {}. Its journal is '{}'.\n", run.title,
             status != nullptr ? python_str(*status) : "unknown", run.journal);
  const auto left = left_to_undo(journal);
  if (left.empty()) return kSuccess;
  const GlobalOptions global{.settings = default_settings_path()};
  fmt::print("{}\nTo play the remaining rollbacks:\n  {}\n",
             capitalized(describe_left(left, undos_of(journal).size())),
             rollback_command(global, journal, run.journal));
  if (shares_journal(files, run)) {
    const std::string later = journal_beside(files, run.journal, run.start);
    fmt::print("Once the other run with this journal has ended:\n  {}\n",
               rollback_command(global, journal, later));
  }
  return has_failed_rollback(journal) ? kRollbackFailed : kSuccess;
}

int stop(const StopOptions& options) {
  auto& files = os::FileSystem::real();
  const RunStatus run = find_run(files, options.run);
  const os::FileDescriptor process = process_of(files, run);
  const int signum = signal_for(options, run);
  if (signum != 0) {
    os::signal_process(process, signum);
    fmt::print("Stopping the run '{}' (pid {})...\n", run.title, python_str(run.owner.at("pid")));
  } else {
    fmt::print("The run '{}' is already ending. Waiting for it...\n", run.title);
  }
  mention_suspension(run);
  std::fflush(stdout);
  wait_for_end(process);
  return report_end(files, run);
}

}  // namespace

void add_stop_command(CLI::App& app, Invocation& invocation) {
  const auto [command, options] = add_command(app, invocation,
                                              {.name = "stop",
                                               .description = "Stop a run and wait for it to end.",
                                               .example = "chaos stop 3f9a01c2"},
                                              &stop);
  command
      .add_option("RUN", options.run,
                  "The run's id (or its first characters), pid, or journal path.")
      ->required();
  auto* now = command
                  .add_flag("--now", options.now,
                            "End background activities as well. Rollbacks are still played.")
                  ->disable_flag_override();
  command
      .add_flag("--without-rollbacks", options.without_rollbacks,
                "End everything and skip the rollbacks.")
      ->disable_flag_override()
      ->excludes(now);
}

}  // namespace chaos::cli
