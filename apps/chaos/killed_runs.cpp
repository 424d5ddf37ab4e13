#include "killed_runs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <iterator>
#include <optional>
#include <system_error>
#include <utility>

#include "chaos/error.h"
#include "log/count_text.h"
#include "os/file_owner.h"
#include "rollback_advice.h"
#include "run/recovery.h"
#include "run/run_directory.h"
#include "run/wal_lease.h"
#include "run/wal_writer.h"
#include "unreadable_log.h"

namespace chaos::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> logs_here() {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(".", error)) {
    const std::string name = entry.path().filename().string();
    std::error_code unknown;
    if (!entry.is_regular_file(unknown)) continue;  // opening a FIFO would wait for a writer
    const bool is_log = name.ends_with(".wal") || name.find(".wal.") != name.npos;
    const bool is_other = name.starts_with('.') || name.ends_with(".json") || is_kept_log(name);
    if (is_log && !is_other) paths.push_back(name);
  }
  std::ranges::sort(paths);
  return paths;
}

KilledRun obstructed(const std::string& path, bool is_here, std::string obstacle) {
  return {
      .wal = path, .title = {}, .start = {}, .is_here = is_here, .obstacle = std::move(obstacle)};
}

/// Rolling back a run executes what its log says. Nobody else may decide what that is.
KilledRun of_another_user(const std::string& path, const std::string& command) {
  const bool is_usable = ::access(path.c_str(), R_OK | W_OK) == 0;
  return obstructed(
      path, false,
      fmt::format("'{}' is ignored, because it belongs to another user. {}: {}", path,
                  is_usable ? std::string("If you trust its content, name it")
                            : fmt::format("To recover it, run this {}", os::as_owner_of(path)),
                  command));
}

/// Why the log cannot be taken over; nothing if it can be, now or once its last undo or the
/// watchdog has finished.
std::optional<std::string> obstacle_to(os::FileSystem& files, const std::string& path) {
  try {
    if (is_wal_held(files, path)) lease_wal(files, path);
  } catch (const WalHeld& held) {
    if (!held.undo() && !held.is_by_watchdog()) return held.what();
  }
  return std::nullopt;
}

std::optional<KilledRun> read(os::FileSystem& files, const std::string& path, bool is_here) {
  const auto unusable = [&](const std::string& reason) {
    return obstructed(path, is_here, fmt::format("'{}' cannot be recovered: {}", path, reason));
  };
  try {
    if (const auto obstacle = obstacle_to(files, path)) {
      if (!is_here) return std::nullopt;  // a run in progress
      return unusable(*obstacle);
    }
    const WalContent content = read_wal(files, path);
    if (began_nothing(content)) return std::nullopt;
    const RecoveredRun run = recover_run(content, path);
    const Json& experiment = run.journal.at("experiment");
    const Json* id = find(content.header, "run");
    return KilledRun{.id = id != nullptr ? python_str(*id) : "",
                     .wal = path,
                     .title = python_str(experiment.value("title", Json())),
                     .start = run.journal.value("start", ""),
                     .left = run.left.size(),
                     .is_here = is_here};
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return std::nullopt;  // just deleted
    return unusable(error.code().message());
  } catch (const std::exception& error) {  // whatever it contains, the other runs must be found
    return unusable(error.what());
  }
}

KilledRun of_missing_log(const RunDirectory::Entry& run) {
  return obstructed(run.wal, false,
                    fmt::format("The log '{}' of run {} cannot be read: {}. {}", run.wal, run.id,
                                run.trouble, advice_on_unreadable_log(run.entry)));
}

}  // namespace

std::vector<KilledRun> find_killed_runs(
    os::FileSystem& files, const std::function<std::string(const std::string&)>& command_for) {
  std::vector<KilledRun> found;
  std::vector<os::FileIdentity> known;
  const auto add = [&](const std::string& path, bool is_here) {
    const auto identity = files.identity(path);
    if (!identity || std::ranges::find(known, *identity) != known.end()) return;
    known.push_back(*identity);
    if (os::belongs_to_another_user(path)) {
      return found.push_back(of_another_user(path, command_for(path)));
    }
    if (auto run = read(files, path, is_here)) found.push_back(*std::move(run));
  };
  for (const auto& path : logs_here())
    add(path, true);
  if (const auto runs = RunDirectory::of_user()) {
    for (const auto& entry : runs->list(files)) {
      if (entry.trouble.empty())
        add(entry.wal, false);
      else if (std::ranges::find(found, entry.id, &KilledRun::id) ==
               found.end())  // not in this directory
        found.push_back(of_missing_log(entry));
    }
  }
  return found;
}

std::vector<KilledRun> take_obstructed(std::vector<KilledRun>& runs) {
  const auto obstructed = std::stable_partition(
      runs.begin(), runs.end(), [](const KilledRun& run) { return run.obstacle.empty(); });
  std::vector<KilledRun> taken(std::make_move_iterator(obstructed),
                               std::make_move_iterator(runs.end()));
  runs.erase(obstructed, runs.end());
  return taken;
}

void print_killed_runs(const std::vector<KilledRun>& runs) {
  fmt::print("{} runs were killed:\n", runs.size());
  for (const auto& run : runs) {
    fmt::print("\n  {}, started {}, {} still to play\n    {}\n", run.title, run.start,
               count_text(run.left, "rollback", "rollbacks"), recover_command(run.wal));
  }
}

}  // namespace chaos::cli
