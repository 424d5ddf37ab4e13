#include "run_resources.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>

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

/// Returns false if the watchdog of the run that is to be rolled back holds the lock: nobody else
/// gets it in the meantime.
bool take(os::FileLock& lock, const std::string& resource, const Claim& claim) {
  bool told = false;
  while (!lock.try_take()) {
    const std::string holder = lock.read();
    if (holder.empty() && lock.try_take()) return true;
    if (!claim.run.empty() && member_in(holder, "run") == claim.run) return false;
    if (!claim.may_wait || claim.limit.passed()) refuse(resource, holder, claim);
    if (!told) {
      log::warning(
          fmt::format("Waiting for the resource '{}', which is {}", resource, state_in(holder)));
      told = true;
    }
    switch (lock.wait(claim.limit, claim.stop)) {
      case os::FileLock::Wait::kMayBeFree:
        break;
      case os::FileLock::Wait::kTimedOut:
        refuse(resource, holder, claim);
      case os::FileLock::Wait::kStopped:
        throw Stopped();
    }
  }
  return true;
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
  const Claim claim{
      .may_wait = wait_seconds.has_value(),
      .limit = Deadline::after(std::chrono::duration<double>(wait_seconds.value_or(0))),
      .stop = stop};
  if (!take_all(experiment, claim)) return;
  name_run("");
  if (const auto runs = RunDirectory::of_user()) {
    refuse_leftovers(*runs, resources_of(experiment));
  }
}

RunResources::RunResources(const Json& experiment, std::string command, const std::string& run)
    : command_(std::move(command)) {
  if (take_all(experiment, {.command = command_, .run = run})) name_run(run);
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
      if (take(lock, name, claim)) locks_.push_back(std::move(lock));
    } catch (const std::system_error& error) {
      log::warning(fmt::format("Cannot check whether another run uses the resource '{}': {}", name,
                               error.what()));
    }
  }
  return true;
}

RunResources::~RunResources() {
  for (const auto& lock : locks_)
    lock.remove();
}

void RunResources::name_run(const std::string& id) const {
  Json holder = {{"pid", ::getpid()}, {"title", title_}, {"since", os::utc_now_iso()}};
  if (!id.empty()) holder["run"] = id;
  if (!command_.empty()) holder["command"] = command_;
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
