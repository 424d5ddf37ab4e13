#include "run_resources.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <system_error>
#include <utility>

#include "experiment/resources.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/clock.h"
#include "os/file_descriptor.h"
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

std::string member_in(const std::string& text, const char* key) {
  const Json holder = Json::parse(text, nullptr, false);
  const Json* value = find(holder, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

/// Whether the holder is not a run, but puts back what a run did.
bool puts_back(const std::string& holder) {
  return !member_in(holder, "command").empty();
}

std::string holder_in(const std::string& text) {
  const Json holder = Json::parse(text, nullptr, false);
  if (!holder.is_object()) return "another run";
  std::string who = fmt::format("'{}'", python_str(holder.value("title", Json())));
  if (holder.contains("run")) who += fmt::format(", run {}", python_str(holder["run"]));
  return fmt::format("{} (pid {}, since {})", who, python_str(holder.value("pid", Json())),
                     python_str(holder.value("since", Json())));
}

/// For example, "in use by 'B', run 3f9a01c2 (pid 4711, since ...)".
std::string state_in(const std::string& holder) {
  return (puts_back(holder) ? "being put back after " : "in use by ") + holder_in(holder);
}

}  // namespace

/// The purpose of a claim.
struct Claim {
  std::string command = {};  ///< that rolls back a run; "" for a run
  std::string run = {};      ///< that is rolled back, if its id is known
  bool may_wait = false;
  Deadline limit = Deadline::never();  ///< for the wait
  std::stop_token stop = {};
};

namespace {

std::string hint_for(const std::string& holder, const Claim& claim) {
  const bool is_run = claim.command.empty();
  const std::string run = member_in(holder, "run");
  std::string hint = is_run ? "nothing was run; wait for " : "nothing was rolled back; wait for ";
  if (puts_back(holder)) return hint + "it to finish" + (is_run ? ", e.g. with --wait 10m" : "");
  hint += is_run ? "the other run with --wait 10m" : "the other run to end";
  return run.empty() ? hint : fmt::format("{}, or stop it with `chaos stop {}`", hint, run);
}

[[noreturn]] void refuse(const std::string& resource, const std::string& holder,
                         const Claim& claim) {
  throw ResourceInUse(
      Diagnostic{.message = fmt::format("the resource '{}' is {}{}", resource,
                                        claim.may_wait ? "still " : "", state_in(holder)),
                 .hint = hint_for(holder, claim)});
}

/// Whether the holder is a run that has not begun: it may only be looking whether it can.
bool is_starting(const std::string& holder) {
  return !puts_back(holder) && member_in(holder, "run").empty();
}

/// A run that looks whether it can begin has decided within this time.
constexpr std::chrono::seconds kStart(2);

/// Returns false if the watchdog of the run that is to be rolled back holds the lock: nobody else
/// gets it in the meantime.
bool take(os::FileLock& lock, const std::string& resource, const Claim& claim) {
  const Deadline start = Deadline::after(kStart);
  bool told = false;
  while (!lock.try_take()) {
    const std::string holder = lock.read();
    if (!claim.run.empty() && member_in(holder, "run") == claim.run) return false;
    const bool waits_for_start = !claim.command.empty() && is_starting(holder);
    const Deadline& limit = waits_for_start ? start : claim.limit;
    if (!(claim.may_wait || waits_for_start) || limit.passed()) refuse(resource, holder, claim);
    if (!told && !waits_for_start) {
      log::warning(
          fmt::format("Waiting for the resource '{}', which is {}", resource, state_in(holder)));
      told = true;
    }
    switch (lock.wait(limit, claim.stop)) {
      case os::FileLock::Wait::kMayBeFree:
        break;
      case os::FileLock::Wait::kTimedOut:
        refuse(resource, lock.read(), claim);
      case os::FileLock::Wait::kStopped:
        throw Stopped();
    }
  }
  return true;
}

/// What another run left of the resources.
struct Leftover {
  Diagnostic what;
  std::string busy_log = {};  ///< of a run that is being put back: locked until that is over
};

/// Why the resources of that run are not as they should be; nothing if it left them in order, or is
/// a run in progress, which has locked them.
std::optional<Leftover> leftover_of(const RunStatus& run, const std::string& resource) {
  const std::string who = fmt::format("'{}', run {}", run.title, run.id);
  if (run.alive) {
    if (run.undo_without_runner) {
      return Leftover{
          {.message = fmt::format("the resource '{}' was left by {}, which was killed; {}",
                                  resource, who, describe(*run.undo_without_runner)),
           .hint = "nothing was run; " + hint_about(*run.undo_without_runner, run.wal)},
          run.wal};
    }
    if (command_of(run.owner) == "run") return std::nullopt;
    return Leftover{{.message = fmt::format("the resource '{}' is being put back after {} ({})",
                                            resource, who, describe_owner(run.owner)),
                     .hint = "nothing was run; wait for it to finish, e.g. with --wait 10m"},
                    run.wal};
  }
  if (!run.damage.empty()) {
    return Leftover{
        {.message = fmt::format("the resource '{}' was left by {}, which was killed; its log is "
                                "damaged: {}",
                                resource, who, run.damage),
         .hint = fmt::format("nothing was run; to see what is known: chaos recover --list {}",
                             os::shell_word(run.wal))}};
  }
  if (run.left == 0) return std::nullopt;
  return Leftover{
      {.message =
           fmt::format("the resource '{}' was left by {}, which was killed with {} still to play",
                       resource, who, count_text(run.left, "rollback", "rollbacks")),
       .hint = fmt::format("nothing was run; to roll it back: {}; if the system is in order "
                           "already, delete that log instead",
                           recover_command(run.wal))}};
}

/// What the first run of this user left that has ended without putting one of the resources back.
std::optional<Leftover> find_leftover(const RunDirectory& runs,
                                      const std::vector<std::string>& resources) {
  auto& files = os::FileSystem::real();
  for (const auto& run : statuses_of_runs(files, runs.list(files))) {
    const auto shared = std::ranges::find_first_of(resources, run.resources);
    if (shared == resources.end()) continue;
    if (auto leftover = leftover_of(run, *shared)) return leftover;
  }
  return std::nullopt;
}

/// Waits for whoever puts back what a run left of the resources.
class LeftoverWait {
 public:
  /// `claim` must outlive this.
  explicit LeftoverWait(const Claim& claim) : claim_(claim) {}

  /// Returns once that may be over. Throws ResourceInUse if it is not to wait, or cannot; Stopped.
  void wait_for(const Leftover& leftover) {
    if (leftover.busy_log.empty() || !claim_.may_wait || claim_.limit.passed()) {
      throw ResourceInUse(leftover.what);
    }
    const os::FileDescriptor log(::open(leftover.busy_log.c_str(), O_RDWR | O_CLOEXEC));
    if (!log.is_open()) {
      // Removed just now, unless that was so the last time as well.
      const bool is_news = std::exchange(missing_, leftover.busy_log) != leftover.busy_log;
      if (is_news) return;
      throw ResourceInUse(leftover.what);
    }
    if (!std::exchange(told_, true))
      log::warning(fmt::format("Waiting: {}", leftover.what.message));
    switch (os::wait_for_lock(log, claim_.limit, claim_.stop)) {
      case os::FileLock::Wait::kMayBeFree:
        return;
      case os::FileLock::Wait::kTimedOut:
        throw ResourceInUse(leftover.what);
      case os::FileLock::Wait::kStopped:
        throw Stopped();
    }
  }

 private:
  const Claim& claim_;
  std::string missing_;  // a log that could not be opened
  bool told_ = false;
};

}  // namespace

RunResources::RunResources(const Json& experiment, std::optional<double> wait_seconds,
                           const std::stop_token& stop) {
  const Claim claim{
      .may_wait = wait_seconds.has_value(),
      .limit = Deadline::after(std::chrono::duration<double>(wait_seconds.value_or(0))),
      .stop = stop};
  const auto runs = RunDirectory::of_user();
  LeftoverWait wait(claim);
  while (take_all(experiment, claim) && runs) {
    const auto leftover = find_leftover(*runs, resources_of(experiment));
    if (!leftover) return;
    release();  // whoever puts the system back may need them
    wait.wait_for(*leftover);
  }
}

RunResources::RunResources(const Json& experiment, std::string command, const std::string& run)
    : command_(std::move(command)) {
  take_all(experiment, {.command = command_, .run = run});
}

/// Returns false if there is nothing to take.
bool RunResources::take_all(const Json& experiment, const Claim& claim) {
  std::vector<std::string> names = resources_of(experiment);
  if (names.empty()) return false;
  // All runs lock them in the same order, so that no two wait for each other.
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  const Json* title = find(experiment, "title");
  title_ = title != nullptr ? python_str(*title) : "";
  const auto runs = RunDirectory::of_user();
  if (!runs) {
    log::warning(
        "Cannot check whether another run uses the same resource: there is no writable directory "
        "for the list of runs");
    return false;
  }
  for (const auto& name : names) {
    try {
      os::FileLock lock(runs->path_of(file_name(name)));
      if (!take(lock, name, claim)) continue;
      write_holder(lock, claim.run);  // at once: waiting for the next resource may take long
      locks_.push_back(std::move(lock));
    } catch (const std::system_error& error) {
      log::warning(fmt::format("Cannot check whether another run uses the resource '{}': {}", name,
                               error.what()));
    }
  }
  return true;
}

RunResources::~RunResources() {
  release();
}

void RunResources::release() {
  for (const auto& lock : locks_)
    lock.remove();
  locks_.clear();
}

void RunResources::name_run(const std::string& id) const {
  for (const auto& lock : locks_)
    write_holder(lock, id);
}

void RunResources::write_holder(const os::FileLock& lock, const std::string& run) const {
  Json holder = {{"pid", ::getpid()}, {"title", title_}, {"since", os::utc_now_iso()}};
  if (!run.empty()) holder["run"] = run;
  if (!command_.empty()) holder["command"] = command_;
  try {
    lock.write("");  // if there is no space left, an empty file is better than a former holder
    lock.write(to_json_text(holder, -1));
  } catch (const std::system_error& error) {
    log::debug(fmt::format("Cannot record which run uses a resource: {}", error.what()));
  }
}

std::vector<int> RunResources::descriptors() const {
  std::vector<int> all;
  for (const auto& lock : locks_)
    all.push_back(lock.fd());
  return all;
}

}  // namespace chaos::cli
