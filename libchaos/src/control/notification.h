#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "chaos/json.h"
#include "net/http_client.h"

namespace chaos {

/// What notification channels can be told about.
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

/// The event's name as channels select it: "run-started".
std::string_view to_string(FlowEvent event);

/// The phase it belongs to: "discovery", "init", "run" or "validate".
std::string_view phase_of(FlowEvent event);

/// Tells `event` to those of the settings' `notifications` that want it, one after the other, with
/// `payload` (usually the experiment or the journal) and, unless empty, `error`. Secrets are
/// redacted from both. A channel has 2 seconds to accept the connection, 5 to answer and 30 in all.
/// Never fails: what goes wrong is logged at debug level.
/// Semantics: chaoslib.notification.notify of the reference.
void notify(const Json& settings, FlowEvent event, const Json& payload,
            const std::string& error = {}, net::HttpClient& client = net::HttpClient::shared());

/// Calls the function of a plug-in channel with the channel's settings and the event. What it
/// throws is logged at debug level.
using PluginNotifier = std::function<void(const Json& channel, const Json& event)>;

/// Installs what serves channels of type `plugin`; an empty function removes it. Safe from any
/// thread; returns once no other thread calls the previous one.
void set_plugin_notifier(PluginNotifier notifier);

}  // namespace chaos
