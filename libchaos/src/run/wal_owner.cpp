#include "run/wal_owner.h"

#include <fmt/format.h>

#include "os/clock.h"
#include "os/process_identity.h"
#include "run/wal_recorder.h"

namespace chaos {

Json make_owner(std::string_view command, std::uint64_t fence) {
  const os::ProcessIdentity self = os::current_process();
  return {{"fence", fence},
          {"command", command},
          {"pid", self.pid},
          {"start_ticks", self.start_ticks},
          {"pid_namespace", os::pid_namespace()},
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
  return fence != nullptr && fence->is_number_unsigned() ? fence->get<std::uint64_t>() : 0;
}

bool may_be_running(const Json& owner) {
  const Json* pid = find(owner, "pid");
  const Json* ticks = find(owner, "start_ticks");
  if (pid == nullptr || ticks == nullptr || !pid->is_number() || !ticks->is_number()) return false;
  const Json* host = find(owner, "host");
  if (host != nullptr && *host != os::host_name()) return true;
  const Json* space = find(owner, "pid_namespace");
  if (space != nullptr && *space != os::pid_namespace()) return true;
  return os::is_running({.pid = pid->get<int>(), .start_ticks = ticks->get<std::uint64_t>()});
}

std::string describe_owner(const Json& owner) {
  const Json* pid = find(owner, "pid");
  if (pid == nullptr) return "an unknown process";
  std::string text = fmt::format("pid {}", python_str(*pid));
  if (const Json* host = find(owner, "host")) text += fmt::format(" on {}", python_str(*host));
  if (const Json* since = find(owner, "since")) text += fmt::format(" since {}", python_str(*since));
  return text;
}

}  // namespace chaos
