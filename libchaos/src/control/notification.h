#pragma once

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

/// Sends `event` to the channels in the settings' `notifications` that subscribe to it, one after
/// the other, with `payload` (usually the experiment or the journal) and, unless empty, `error`.
/// Secrets are redacted from both. A channel has 2 seconds to accept the connection, 5 to respond
/// and 30 in total. Channels of type `plugin` use `modules`. Never fails: errors are logged at
/// debug level. Semantics: chaoslib.notification.notify of the reference.
void notify(const Json& settings, FlowEvent event, const Json& payload,
            const std::string& error = {}, ModuleHost* modules = nullptr,
            net::HttpClient& client = net::HttpClient::shared());

}  // namespace chaos
