#include "run/wal_lease.h"

#include <fmt/format.h>

#include <atomic>
#include <exception>
#include <optional>
#include <system_error>

#include "log/log.h"
#include "os/process_identity.h"
#include "os/shell_word.h"
#include "run/wal_owner.h"
#include "run/wal_reader.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

std::optional<WalContent> parsed(const std::string& text, const std::string& path) {
  try {
    return parse_wal(text, path);
  } catch (const ChaosError&) {
    return std::nullopt;  // damaged: its owner is unknown
  }
}

std::string title_in(const WalContent& content) {
  for (const auto& record : content.records) {
    if (record.type != wal_record::kRunStarted) continue;
    const Json* journal = find(record.payload, "journal");
    const Json* experiment = journal != nullptr ? find(*journal, "experiment") : nullptr;
    const Json* title = experiment != nullptr ? find(*experiment, "title") : nullptr;
    return title != nullptr ? python_str(*title) : std::string();
  }
  return {};
}

std::string member_of(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? python_str(*value) : std::string();
}

/// "this run is still in progress", or what its owner is doing instead.
std::string activity_of(const std::string& command) {
  if (command == "recover") return "this run is being recovered";
  if (command == "rollback") return "this run is being rolled back";
  if (command == "watchdog") return "the watchdog of this run is rolling it back";
  return "this run is still in progress";
}

/// Names the run by its log's path, because the run's id only works for the user who started it.
std::string hint_for(const std::string& command, const std::string& path, const Json& owner) {
  if (command != "run" && !command.empty()) return "nothing was touched; wait for it to finish";
  const std::string user = member_of(owner, "user");
  std::string condition;
  if (!is_in_reach(owner)) {
    condition = fmt::format(" on {} (or in its container)", member_of(owner, "host"));
  } else if (!user.empty() && user != os::user_name()) {
    condition = fmt::format(" as '{}' or root", user);
  }
  return fmt::format(
      "nothing was touched; `chaos stop {}`{} stops the run and plays its rollbacks according to "
      "its strategy",
      os::shell_word(path), condition);
}

[[noreturn]] void refuse(const std::optional<WalContent>& content, const std::string& path) {
  if (!content) {
    throw WalHeld(Diagnostic{.message = fmt::format("the write-ahead log '{}' is in use", path),
                             .hint = "nothing was touched; wait for its owner to finish"},
                  path, Json());
  }
  const Json owner = last_owner(*content);
  if (const auto undo = undo_without_runner(*content)) {
    throw WalHeld(
        Diagnostic{.message = fmt::format("this run was killed ({}), but {}", describe_owner(owner),
                                          describe(*undo)),
                   .hint = fmt::format("nothing was touched; {}", hint_about(*undo, path))},
        path, owner, title_in(*content), undo->name.empty() ? std::nullopt : undo);
  }
  throw WalHeld(held_by(owner, path), path, owner, title_in(*content));
}

void say_that_nothing_locks(const std::string& path) {
  static std::atomic<bool> said = false;
  if (said.exchange(true)) return;
  log::debug(
      fmt::format("The file system of '{}' does not support locks, so a run counts as in progress "
                  "while its process exists",
                  path));
}

/// Whether a process is writing to a log that is not locked: for file systems without locks, and
/// for logs of older versions, which did not lock them.
bool is_owned_without_lock(const std::optional<WalContent>& content, bool can_lock) {
  if (!content) return false;
  const Json owner = last_owner(*content);
  if (can_lock && fence_of(owner) != 0) return false;
  return may_be_running(owner) && !has_just_ended(owner);
}

}  // namespace

bool WalHeld::is_by_watchdog() const {
  return owner_.is_object() && member_of(owner_, "command") == "watchdog";
}

Diagnostic held_by(const Json& owner, const std::string& path) {
  if (!owner.is_object()) {
    return {.message = fmt::format("another process is rolling back the run of '{}'", path),
            .hint = "nothing was touched; wait for it to finish"};
  }
  const std::string command = member_of(owner, "command");
  return {.message = fmt::format("{}: {}", activity_of(command), describe_owner(owner)),
          .hint = hint_for(command, path, owner)};
}

WalLease lease_wal(os::FileSystem& files, const std::string& path) {
  constexpr int kAttempts = 3;
  for (int attempt = 1;; ++attempt) {
    WalLease lease{.file = files.open_append(path), .text = {}};
    const os::LockResult lock = lease.file->try_lock();
    lease.text = lease.file->read();
    const auto content = parsed(lease.text, path);
    if (lock == os::LockResult::kHeldElsewhere) {
      if (attempt < kAttempts && content && has_just_ended(last_owner(*content))) continue;
      refuse(content, path);
    }
    const bool can_lock = lock == os::LockResult::kTaken;
    if (!can_lock) say_that_nothing_locks(path);
    if (is_owned_without_lock(content, can_lock)) refuse(content, path);
    // Its owner may have deleted or renamed it while it was being opened.
    if (files.identity(path) == lease.file->identity()) return lease;
  }
}

bool is_wal_held(os::FileSystem& files, const std::string& path) {
  try {
    if (files.is_locked(path)) return true;
    const auto content = parsed(files.read(path), path);
    return is_owned_without_lock(content, true);
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace chaos
