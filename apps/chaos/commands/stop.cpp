#include <fmt/format.h>
#include <poll.h>
#include <signal.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "chaos/error.h"
#include "cli.h"
#include "exit_code.h"
#include "help.h"
#include "os/file.h"
#include "os/pidfd.h"
#include "os/process_identity.h"
#include "os/shell_word.h"
#include "os/signals.h"
#include "report/report.h"
#include "run/journal_file.h"
#include "run/run_directory.h"
#include "run/run_status.h"
#include "run/undo.h"
#include "run/wal_lease.h"
#include "run/wal_owner.h"

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
  const auto found = std::filesystem::weakly_canonical(path, error);
  return error ? path : found.string();
}

/// Whether the user may mean this run.
bool is_meant(const RunStatus& run, const std::string& name) {
  if (run.id == name) return true;
  const Json* pid = find(run.owner, "pid");
  if (pid != nullptr && python_str(*pid) == name) return true;
  constexpr std::size_t kShortestPrefix = 3;
  if (name.size() >= kShortestPrefix && run.id.starts_with(name)) return true;
  const std::string path = canonical(name);
  return path == canonical(run.wal) || path == canonical(run.journal);
}

/// Runs whose directory cannot be listed are found by the log beside their journal.
std::optional<RunStatus> beside(os::FileSystem& files, const std::string& name) {
  for (const auto& path : {name, wal_path_for(name)}) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error) || !is_wal_held(files, path)) continue;
    try {
      return status_of_run(
          read_wal(files, path),
          {.id = "", .wal = std::filesystem::absolute(path).string(), .alive = true});
    } catch (const InvalidSource&) {
      // a journal, for instance
    }
  }
  return std::nullopt;
}

[[noreturn]] void refuse_dead(const RunStatus& run) {
  if (run.left == 0) {
    refuse(fmt::format("the run '{}' has already ended", run.title), "nothing is left to stop");
  }
  refuse(
      fmt::format("the run '{}' was killed and left {} {}", run.title, run.left,
                  run.left == 1 ? "rollback" : "rollbacks"),
      fmt::format("undo what it did with `chaos recover --rollback {}`", os::shell_word(run.wal)));
}

RunStatus find_run(os::FileSystem& files, const std::string& name) {
  std::vector<RunStatus> all;
  if (const auto directory = RunDirectory::of_user()) {
    all = statuses_of_runs(files, directory->list(files));
  }
  std::vector<RunStatus> alive;
  std::optional<RunStatus> dead;
  for (auto& run : all) {
    if (!is_meant(run, name)) continue;
    if (run.alive)
      alive.push_back(std::move(run));
    else
      dead = std::move(run);
  }
  if (alive.size() > 1) {
    std::string ids;
    for (const auto& run : alive)
      ids += (ids.empty() ? "" : ", ") + run.id;
    refuse(fmt::format("'{}' means more than one run: {}", name, ids), "name one of them");
  }
  if (!alive.empty()) return std::move(alive.front());
  if (auto run = beside(files, name)) return *std::move(run);
  if (dead) refuse_dead(*dead);
  refuse(fmt::format("no run '{}' is in progress", name),
         "`chaos ps` shows your runs; name one by its id, its process number, or the path of its "
         "journal");
}

/// The process that has the run's log, and no other that has got its number since.
os::FileDescriptor process_of(os::FileSystem& files, const RunStatus& run) {
  if (!is_in_reach(run.owner)) {
    refuse(fmt::format("the run '{}' is on another machine or in another container ({})", run.title,
                       describe_owner(run.owner)),
           "stop it from there");
  }
  const std::string command = command_of(run.owner);
  if (command != "run") {
    refuse(
        fmt::format("the run '{}' has ended, and its system is being put back by `chaos {}` ({})",
                    run.title, command, describe_owner(run.owner)),
        "wait until that has ended");
  }
  const Json* pid = find(run.owner, "pid");
  const Json* ticks = find(run.owner, "start_ticks");
  if (pid == nullptr || ticks == nullptr || !pid->is_number() || !ticks->is_number()) {
    refuse(fmt::format("the log of the run '{}' does not say which process runs it", run.title),
           "interrupt it where it was started");
  }
  const os::ProcessIdentity process{.pid = pid->get<int>(),
                                    .start_ticks = ticks->get<std::uint64_t>()};
  os::FileDescriptor handle = os::open_pidfd(process.pid);
  if (!handle.is_open() || !os::is_running(process) || !is_wal_held(files, run.wal)) {
    refuse(fmt::format("the run '{}' has just ended", run.title), "nothing is left to stop");
  }
  return handle;
}

void wait_for_end(const os::FileDescriptor& process) {
  pollfd event{process.get(), POLLIN, 0};
  while (::poll(&event, 1, -1) < 0 && errno == EINTR) {
  }
}

int signal_for(const StopOptions& options, const RunStatus& run) {
  if (options.without_rollbacks) return SIGUSR2;
  if (options.now) return os::stop_now_signal();
  // A signal would cut short what is to be awaited.
  return run.phase == "rollbacks" || run.phase == "ending" ? 0 : SIGTERM;
}

/// What became of the run.
int report_end(os::FileSystem& files, const RunStatus& run) {
  std::error_code error;
  if (files.exists(run.wal)) {
    fmt::print(
        "The run '{}' ended without writing its journal.\n"
        "To undo what it did:\n  chaos recover --rollback {}\n",
        run.title, os::shell_word(run.wal));
    return kFailure;
  }
  if (!std::filesystem::is_regular_file(run.journal, error)) {
    fmt::print("The run '{}' has ended.\n", run.title);
    return kSuccess;
  }
  const Json journal = report::read_journal(files, run.journal);
  const Json* status = find(journal, "status");
  fmt::print("The run '{}' has ended: {}. Its journal is '{}'.\n", run.title,
             status != nullptr ? python_str(*status) : "unknown", run.journal);
  const auto left = left_to_undo(journal);
  if (!left.empty()) {
    fmt::print(
        "{} of {} rollbacks {} not played, or did not succeed: {}\n"
        "To undo what the run did:\n  chaos rollback {}\n",
        left.size(), undos_of(journal).size(), left.size() == 1 ? "was" : "were", names_of(left),
        os::shell_word(run.journal));
  }
  return kSuccess;
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
    fmt::print("The run '{}' is about to end: waiting for it...\n", run.title);
  }
  std::fflush(stdout);
  wait_for_end(process);
  return report_end(files, run);
}

}  // namespace

void add_stop_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<StopOptions>();
  CLI::App* command = app.add_subcommand("stop", "Stop the run RUN, and wait until it has ended.");
  command->footer("Example: chaos stop 3f9a01c2");
  command
      ->add_option("RUN", options->run,
                   "Its id or the beginning of it, its process number, or the path of its journal.")
      ->required();
  auto* now = command
                  ->add_flag("--now", options->now,
                             "Also end background activities. Rollbacks are played all the same.")
                  ->disable_flag_override();
  command
      ->add_flag("--without-rollbacks", options->without_rollbacks,
                 "End everything and play no rollbacks.")
      ->disable_flag_override()
      ->excludes(now);
  command->callback(
      [options, &invocation] { invocation.command = [options] { return stop(*options); }; });
}

}  // namespace chaos::cli
