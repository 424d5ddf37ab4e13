#include "killed_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "chaos/error.h"
#include "log/count_text.h"
#include "rollback_advice.h"
#include "run/recovery.h"
#include "run/run_directory.h"
#include "run/wal_lease.h"

namespace chaos::cli {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> logs_here() {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(".", error)) {
    const std::string name = entry.path().filename().string();
    const bool is_log = name.ends_with(".wal") || name.find(".wal.") != name.npos;
    if (is_log && !name.starts_with('.') && !name.ends_with(".json")) paths.push_back(name);
  }
  std::ranges::sort(paths);
  return paths;
}

std::optional<KilledRun> read(os::FileSystem& files, const std::string& path) {
  try {
    if (is_wal_held(files, path)) return std::nullopt;
    const RecoveredRun run = recover_run(files, path);
    const Json& experiment = run.journal.at("experiment");
    return KilledRun{.wal = path,
                     .title = python_str(experiment.value("title", Json())),
                     .start = run.journal.value("start", ""),
                     .left = run.left.size()};
  } catch (const ChaosError&) {
    return std::nullopt;
  }
}

}  // namespace

std::vector<KilledRun> find_killed_runs(os::FileSystem& files) {
  std::vector<KilledRun> found;
  std::vector<os::FileIdentity> known;
  const auto add = [&](const std::string& path) {
    const auto identity = files.identity(path);
    if (!identity || std::ranges::find(known, *identity) != known.end()) return;
    known.push_back(*identity);
    if (auto run = read(files, path)) found.push_back(*std::move(run));
  };
  for (const auto& path : logs_here())
    add(path);
  if (const auto runs = RunDirectory::of_user()) {
    for (const auto& entry : runs->list(files))
      add(entry.wal);
  }
  return found;
}

void print_killed_runs(const std::vector<KilledRun>& runs) {
  fmt::print("{} runs were killed:\n", runs.size());
  for (const auto& run : runs) {
    fmt::print("\n  {}, started {}, {} still to play\n    {}\n", run.title, run.start,
               count_text(run.left, "rollback", "rollbacks"), recover_command(run.wal));
  }
}

}  // namespace chaos::cli
