#include "run_resources.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <system_error>

#include "experiment/resources.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/shell_word.h"
#include "rollback_advice.h"
#include "run/run_directory.h"
#include "run/run_status.h"
#include "run/wal_owner.h"

namespace chaos::cli {
namespace {

/// A file name that is unique to the resource and is not listed as a run.
std::string file_name(const std::string& resource) {
  std::string name = ".resource-";
  for (const char c : resource) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_plain = std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.';
    name += is_plain ? std::string(1, c) : fmt::format("%{:02x}", byte);
  }
  return name;
}

std::string holder_in(const std::string& text) {
  const Json holder = Json::parse(text, nullptr, false);
  if (!holder.is_object()) return "another run";
  std::string who = fmt::format("'{}'", python_str(holder.value("title", Json())));
  if (holder.contains("run")) who += fmt::format(", run {}", python_str(holder["run"]));
  return fmt::format("{} (pid {}, since {})", who, python_str(holder.value("pid", Json())),
                     python_str(holder.value("since", Json())));
}

std::string run_in(const std::string& text) {
  const Json holder = Json::parse(text, nullptr, false);
  return holder.is_object() ? holder.value("run", "") : "";
}

[[noreturn]] void refuse(const std::string& resource, const std::string& holder, bool waited) {
  const std::string run = run_in(holder);
  const std::string stop = run.empty() ? "" : fmt::format(", or stop it with `chaos stop {}`", run);
  throw ResourceInUse(Diagnostic{
      .message = fmt::format("the resource '{}' is {}in use by {}", resource,
                             waited ? "still " : "", holder_in(holder)),
      .hint = fmt::format("nothing was run; wait for the other run with --wait 10m{}", stop)});
}

void take(os::FileLock& lock, const std::string& resource, const Deadline& limit, bool may_wait,
          const std::stop_token& stop) {
  bool told = false;
  while (!lock.try_take()) {
    const std::string holder = lock.read();
    if (holder.empty() && lock.try_take()) return;
    if (!may_wait || limit.passed()) refuse(resource, holder, may_wait);
    if (!told) {
      log::warning(fmt::format("Waiting for the resource '{}', which is in use by {}", resource,
                               holder_in(holder)));
      told = true;
    }
    switch (lock.wait(limit, stop)) {
      case os::FileLock::Wait::kMayBeFree:
        break;
      case os::FileLock::Wait::kTimedOut:
        refuse(resource, holder, true);
      case os::FileLock::Wait::kStopped:
        throw Stopped();
    }
  }
}

/// Why the resources of that run are not as they should be; nothing if it left them in order, or is
/// a run in progress, which has locked them.
std::optional<Diagnostic> leftover_of(const RunStatus& run, const std::string& resource) {
  const std::string who = fmt::format("'{}', run {}", run.title, run.id);
  if (run.alive) {
    if (run.undo_without_runner) {
      return Diagnostic{
          .message = fmt::format("the resource '{}' was left by {}, which was killed; {}", resource,
                                 who, describe(*run.undo_without_runner)),
          .hint = "nothing was run; " + hint_about(*run.undo_without_runner, run.wal)};
    }
    if (command_of(run.owner) == "run") return std::nullopt;
    return Diagnostic{.message = fmt::format("the resource '{}' is being put back after {} ({})",
                                             resource, who, describe_owner(run.owner)),
                      .hint = "nothing was run; wait for it to finish"};
  }
  if (!run.damage.empty()) {
    return Diagnostic{
        .message = fmt::format("the resource '{}' was left by {}, which was killed; its log is "
                               "damaged: {}",
                               resource, who, run.damage),
        .hint = fmt::format("nothing was run; to see what is known: chaos recover --list {}",
                            os::shell_word(run.wal))};
  }
  if (run.left == 0) return std::nullopt;
  return Diagnostic{
      .message =
          fmt::format("the resource '{}' was left by {}, which was killed with {} still to play",
                      resource, who, count_text(run.left, "rollback", "rollbacks")),
      .hint = fmt::format("nothing was run; to roll it back: {}; if the system is in order "
                          "already, delete that log instead",
                          recover_command(run.wal))};
}

/// Throws if an earlier run of this user has ended without putting one of the resources back.
void refuse_leftovers(const RunDirectory& runs, const std::vector<std::string>& resources) {
  auto& files = os::FileSystem::real();
  for (const auto& run : statuses_of_runs(files, runs.list(files))) {
    const auto shared = std::ranges::find_first_of(resources, run.resources);
    if (shared == resources.end()) continue;
    if (auto leftover = leftover_of(run, *shared)) throw ResourceInUse(*std::move(leftover));
  }
}

}  // namespace

RunResources::RunResources(const Json& experiment, std::optional<double> wait_seconds,
                           const std::stop_token& stop) {
  std::vector<std::string> names = resources_of(experiment);
  if (names.empty()) return;
  // All runs take them in the same order, so that no two wait for each other.
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const Json* title = find(experiment, "title");
  title_ = title != nullptr ? python_str(*title) : "";
  const auto runs = RunDirectory::of_user();
  if (!runs) {
    log::warning(
        "Cannot check whether another run uses the same resource: there is no writable directory "
        "for the list of runs");
    return;
  }
  const Deadline limit = Deadline::after(std::chrono::duration<double>(wait_seconds.value_or(0)));
  for (const auto& name : names) {
    try {
      os::FileLock lock(runs->path_of(file_name(name)));
      take(lock, name, limit, wait_seconds.has_value(), stop);
      locks_.push_back(std::move(lock));
    } catch (const std::system_error& error) {
      log::warning(fmt::format("Cannot check whether another run uses the resource '{}': {}", name,
                               error.what()));
    }
  }
  name_run("");
  refuse_leftovers(*runs, names);
}

RunResources::~RunResources() {
  for (const auto& lock : locks_)
    lock.remove();
}

void RunResources::name_run(const std::string& id) const {
  Json holder = {{"pid", ::getpid()}, {"title", title_}, {"since", os::utc_now_iso()}};
  if (!id.empty()) holder["run"] = id;
  for (const auto& lock : locks_) {
    try {
      lock.write(to_json_text(holder, -1));
    } catch (const std::system_error& error) {
      log::debug(fmt::format("Cannot record which run uses a resource: {}", error.what()));
    }
  }
}

std::vector<int> RunResources::descriptors() const {
  std::vector<int> all;
  for (const auto& lock : locks_)
    all.push_back(lock.fd());
  return all;
}

}  // namespace chaos::cli
