#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "chaos/json.h"
#include "chaos/module_host.h"
#include "net/http_client.h"

namespace chaos {

/// The events for notification channels.
enum class FlowEvent {
  kDiscoverStarted,
  kDiscoverFailed,
  kDiscoverCompleted,
  kInitStarted,
  kInitFailed,
  kInitCompleted,
  kRunStarted,
  kRunFailed,
  kRunCompleted,
  kRunDeviated,
  kValidateStarted,
  kValidateFailed,
  kValidateCompleted,
};

/// The event's name in the settings of channels: "run-started".
std::string_view to_string(FlowEvent event);

/// The phase it belongs to: "discovery", "init", "run" or "validate".
std::string_view phase_of(FlowEvent event);

/// Why an operation failed: the exception that the reference raises.
struct FlowError {
  std::string kind;  ///< the name of its class, such as "InvalidActivity"
  std::string message;
};

/// Sends `event` to the channels in the settings' `notifications` that subscribe to it, one after
/// the other, with `payload` (usually the experiment or the journal) and, if there is one, `error`.
/// HTTP channels get it as one string, and plug-ins as an exception. Secrets are redacted from
/// both. A channel has 2 seconds to accept the connection, 5 to respond and 30 in total. Channels
/// of type `plugin` use `modules`. Never fails: errors are logged at debug level. Semantics:
/// chaoslib.notification.notify of the reference.
void notify(const Json& settings, FlowEvent event, const Json& payload,
            const std::optional<FlowError>& error = {}, ModuleHost* modules = nullptr,
            net::HttpClient& client = net::HttpClient::shared());

}  // namespace chaos
