#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"
#include "run/wal_reader.h"

namespace chaos {

/// Who writes to a write-ahead log: the payload of its `owner` records. Null means no owner.

/// This process as the owner of a log, for the command "run", "recover", "rollback" or "watchdog".
/// `fence` is larger than that of every earlier owner of the log.
Json make_owner(std::string_view command, std::uint64_t fence);

/// The last owner in the log. For a log of version 1, which has no such records, the writer from
/// its header. Null if the log has no owner.
Json last_owner(const WalContent& content);

/// The owner's fence; 0 for no owner.
std::uint64_t fence_of(const Json& owner);

/// Whether the owner's PIDs are valid here: it is on this machine and in this PID namespace.
bool is_in_reach(const Json& owner);

/// Whether the machine of an owner in reach has been rebooted since, so that neither the owner nor
/// any process that it started exists any more. False if the log does not say.
bool has_rebooted_since(const Json& owner);

/// The session of the owner and of the process groups that it started, if the log says so.
std::optional<int> session_of(const Json& owner);

/// Whether the owner may still be running, judged by its process alone. Also true if that cannot be
/// determined here: a process on another machine or in another PID namespace.
bool may_be_running(const Json& owner);

/// Whether the owner has ended. Waits for one that was killed and has not ended yet: until then, it
/// holds its log.
bool has_just_ended(const Json& owner);

/// "pid 4711 on db-1 since 2026-01-31T12:00:00+00:00"
std::string describe_owner(const Json& owner);

}  // namespace chaos
