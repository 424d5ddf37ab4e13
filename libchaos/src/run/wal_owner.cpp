#include "run/wal_owner.h"

#include <fmt/format.h>

#include "os/clock.h"
#include "os/process_identity.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

/// The owner's process; without a PID if the owner is unknown.
os::ProcessIdentity process_of(const Json& owner) {
  const Json* pid = find(owner, "pid");
  const Json* ticks = find(owner, "start_ticks");
  if (pid == nullptr || ticks == nullptr || !pid->is_number() || !ticks->is_number()) return {};
  return {.pid = pid->get<int>(), .start_ticks = ticks->get<std::uint64_t>()};
}

}  // namespace

bool is_in_reach(const Json& owner) {
  const Json* host = find(owner, "host");
  const Json* space = find(owner, "pid_namespace");
  return (host == nullptr || *host == os::host_name()) &&
         (space == nullptr || *space == os::pid_namespace());
}

bool has_rebooted_since(const Json& owner) {
  const Json* boot = find(owner, "boot_id");
  return boot != nullptr && *boot != "" && *boot != os::boot_id();
}

std::optional<int> session_of(const Json& owner) {
  const Json* session = find(owner, "session");
  if (session == nullptr || !session->is_number_integer()) return std::nullopt;
  return session->get<int>();
}

Json make_owner(std::string_view command, std::uint64_t fence) {
  const os::ProcessIdentity self = os::current_process();
  return {{"fence", fence},
          {"command", command},
          {"pid", self.pid},
          {"start_ticks", self.start_ticks},
          {"pid_namespace", os::pid_namespace()},
          {"boot_id", os::boot_id()},
          {"session", os::current_session()},
          {"host", os::host_name()},
          {"user", os::user_name()},
          {"since", os::utc_now_iso()}};
}

Json last_owner(const WalContent& content) {
  Json owner;
  for (const auto& record : content.records) {
    if (record.type == wal_record::kOwner && fence_of(record.payload) >= fence_of(owner)) {
      owner = record.payload;
    }
  }
  if (!owner.is_null()) return owner;
  const Json* writer = find(content.header, "writer");
  return writer != nullptr ? *writer : Json();
}

std::uint64_t fence_of(const Json& owner) {
  const Json* fence = find(owner, "fence");
  return fence != nullptr && fence->is_number_integer() ? fence->get<std::uint64_t>() : 0;
}

bool may_be_running(const Json& owner) {
  const os::ProcessIdentity process = process_of(owner);
  if (process.pid == 0) return false;
  return !is_in_reach(owner) || (!has_rebooted_since(owner) && os::is_alive(process));
}

bool has_just_ended(const Json& owner) {
  const os::ProcessIdentity process = process_of(owner);
  if (process.pid == 0 || !is_in_reach(owner)) return false;
  return has_rebooted_since(owner) || os::await_end_of_killed(process) || !os::is_running(process);
}

std::string describe_owner(const Json& owner) {
  const Json* pid = find(owner, "pid");
  if (pid == nullptr) return "an unknown process";
  std::string text = fmt::format("pid {}", python_str(*pid));
  if (const Json* host = find(owner, "host")) text += fmt::format(" on {}", python_str(*host));
  if (const Json* since = find(owner, "since"))
    text += fmt::format(" since {}", python_str(*since));
  return text;
}

}  // namespace chaos
