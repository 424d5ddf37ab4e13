#include "run/rollback_lock.h"

#include <fmt/format.h>

#include <cstdint>
#include <filesystem>
#include <system_error>

#include "chaos/error.h"
#include "log/log.h"
#include "run/run_directory.h"
#include "run/wal_lease.h"
#include "run/wal_owner.h"

namespace chaos {
namespace {

std::string text_in(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// The lock that keeps others from rolling back the run, and what the user calls that run's log or
/// journal.
struct Names {
  std::string lock;
  std::string run;
};

[[noreturn]] void refuse(const Json& owner, const Names& names) {
  throw WalHeld(held_by(owner, names.run), names.lock, owner);
}

/// Waits only for a process that was killed and whose files are just being closed.
void take(os::FileLock& lock, const Names& names, const std::stop_token& stop) {
  if (lock.try_take()) return;
  const std::string text = lock.read();
  const Json owner = Json::parse(text, nullptr, false);
  if (!owner.is_object() || !has_just_ended(owner)) refuse(owner, names);
  if (lock.wait(Deadline::never(), stop) == os::FileLock::Wait::kStopped) throw Stopped();
  // A different owner has rolled back the run in the meantime.
  if (!lock.try_take() || lock.read() != text) refuse(Json(), names);
}

}  // namespace

std::string run_key(const Json& journal) {
  const std::string start = text_in(journal, "start");
  if (start.empty()) return {};
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : start + "\n" + text_in(journal, "node"))
    hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return fmt::format("{:08x}", hash);
}

RollbackLock::RollbackLock(const Json& journal, std::string_view command, const std::string& path,
                           const std::stop_token& stop) {
  const std::string key = run_key(journal);
  const auto runs = RunDirectory::of_user();
  if (key.empty() || !runs) return;
  try {
    const std::string name = runs->path_of(".rollback-" + key);
    os::FileLock lock(name);
    take(lock, {.lock = name, .run = path}, stop);
    lock_ = std::move(lock);
    lock_->write(to_json_text(make_owner(command, 0), -1));
  } catch (const std::system_error& error) {
    log::debug(
        fmt::format("Cannot keep others from rolling back a copy of this run: {}", error.what()));
  }
}

RollbackLock::~RollbackLock() {
  if (lock_) lock_->remove();
}

void refuse_copy_in_progress(os::FileSystem& files, const Json& header, const std::string& path) {
  const std::string id = text_in(header, "run");
  const auto runs = RunDirectory::of_user();
  if (id.empty() || !runs) return;
  const std::string original = runs->log_of(id);
  std::error_code error;
  if (std::filesystem::equivalent(original, path, error) || error) return;
  if (is_wal_held(files, original)) lease_wal(files, original);
}

}  // namespace chaos
