#include "run/run_directory.h"

#include <fmt/format.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include "log/log.h"
#include "os/environment.h"
#include "os/write_target.h"
#include "run/open_log.h"
#include "run/wal_lease.h"
#include "run/wal_writer.h"

namespace chaos {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  return os::environment_variable(name).value_or("");
}

/// The candidates, in order of preference.
std::vector<std::string> candidates() {
  std::vector<std::string> paths;
  const auto add = [&paths](const std::string& base, const char* below) {
    if (base.starts_with('/')) paths.push_back(base + below);
  };
  const std::string state = variable("XDG_STATE_HOME");
  if (state.empty())
    add(variable("HOME"), "/.local/state/chaos/runs");
  else
    add(state, "/chaos/runs");
  add(variable("XDG_RUNTIME_DIR"), "/chaos/runs");
  paths.push_back(fmt::format("/tmp/chaos-{}/runs", ::geteuid()));
  return paths;
}

/// Whether it belongs to this user, and was not planted in /tmp by another one.
bool is_ours(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() &&
         ::access(path.c_str(), W_OK | X_OK) == 0;
}

/// Whether only this user or root controls the content of the directory. Others could replace even
/// its directories that they cannot write to. True if it does not exist yet.
bool is_safe(const std::string& directory) {
  struct stat info {};
  const auto is_trusted = [&info] { return info.st_uid == ::geteuid() || info.st_uid == 0; };
  if (::lstat(directory.c_str(), &info) != 0) return errno == ENOENT;
  if (!is_trusted()) return false;
  if (S_ISLNK(info.st_mode) && (::stat(directory.c_str(), &info) != 0 || !is_trusted())) {
    return false;
  }
  return S_ISDIR(info.st_mode) && (info.st_mode & S_IWOTH) == 0;
}

bool make(const std::string& path) {
  const std::string parent = os::directory_of(path);
  try {
    if (!is_safe(parent)) return false;
    if (!is_ours(path)) os::FileSystem::real().make_directories(path);
    return is_safe(parent) && is_ours(path);
  } catch (const std::system_error&) {
    return false;  // the next candidate may work
  }
}

/// The target of the entry; the entry itself if it is not a link.
std::string target_of(const fs::path& entry) {
  std::error_code error;
  const fs::path target = fs::read_symlink(entry, error);
  return error ? entry.string() : target.string();
}

/// The current name of an open file; the given one if it has none.
std::string name_of_open(const std::string& descriptor) {
  std::error_code error;
  const fs::path name = fs::read_symlink(descriptor, error);
  return !error && fs::equivalent(name, descriptor, error) ? name.string() : descriptor;
}

std::string reason_of(const std::error_code& error) {
  if (error == std::errc::no_such_file_or_directory) return "it does not exist";
  return error ? error.message() : "there is now the log of another run at this path";
}

}  // namespace

std::optional<RunDirectory> RunDirectory::of_user() {
  for (auto& path : candidates()) {
    if (make(path)) return RunDirectory(std::move(path));
  }
  log::debug("There is no writable directory for the list of runs, so this run is not in it");
  return std::nullopt;
}

std::string RunDirectory::new_id() {
  std::uint32_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != sizeof number) {
    number = static_cast<std::uint32_t>(::getpid());
  }
  return fmt::format("{:08x}", number);
}

std::string RunDirectory::path_of(const std::string& id) const {
  return path_ + "/" + id;
}

std::string RunDirectory::log_of(const std::string& id) const {
  return target_of(path_of(id));
}

void RunDirectory::enter(const std::string& id, const std::string& wal) const {
  if (wal == path_of(id)) return;
  std::error_code error;
  fs::create_symlink(wal, path_of(id), error);
  if (error) {
    log::debug(fmt::format("The run cannot be listed in '{}': {}", path_, error.message()));
  }
}

void RunDirectory::leave(const std::string& id) const {
  std::error_code error;
  const fs::path entry = path_of(id);
  if (fs::is_symlink(fs::symlink_status(entry, error))) fs::remove(entry, error);
  if (error && error != std::errc::no_such_file_or_directory) {
    log::debug(fmt::format("The run cannot be removed from '{}': {}", path_, error.message()));
  }
}

bool RunDirectory::is_listed(const Entry& run) {
  struct stat info {};
  return ::lstat(run.entry.c_str(), &info) == 0;
}

std::vector<RunDirectory::Entry> RunDirectory::list(os::FileSystem& files) const {
  std::vector<std::pair<fs::file_time_type, Entry>> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_, error)) {
    Entry run{.id = entry.path().filename().string(),
              .wal = target_of(entry.path()),
              .entry = entry.path().string()};
    // The watchdog saves journals here if it cannot write them to their own path.
    const bool is_journal = run.id.ends_with(".json");
    if (run.id.starts_with('.') || is_journal || is_kept_log(run.id)) continue;
    std::error_code missing;
    auto time = fs::last_write_time(run.wal, missing);
    if (missing || !may_be_log_of(files, run.wal, run.id)) {
      const std::string open = find_open_log(files, run.wal, run.id);
      if (open.empty()) {
        if (!is_listed(run)) continue;  // it has just ended
        run.trouble = reason_of(missing);
      } else {
        run.wal = name_of_open(open);
        time = fs::last_write_time(open, missing);
      }
    }
    run.alive = run.trouble.empty() && is_wal_held(files, run.wal);
    found.emplace_back(missing ? fs::file_time_type::min() : time, std::move(run));
  }
  std::ranges::sort(found, {},
                    [](const auto& each) { return std::pair(each.first, each.second.id); });
  std::vector<Entry> runs;
  for (auto& [time, run] : found)
    runs.push_back(std::move(run));
  return runs;
}

}  // namespace chaos
