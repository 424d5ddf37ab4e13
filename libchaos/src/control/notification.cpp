#include "control/notification.h"

#include <fmt/format.h>

#include <chrono>
#include <mutex>
#include <utility>

#include "context/secrets.h"
#include "log/log.h"
#include "net/body_encoding.h"
#include "net/request_settings.h"

namespace chaos {
namespace {

Json make_event(FlowEvent event, const Json& payload) {
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  Json body = Json::object();
  body["name"] = to_string(event);
  body["payload"] = redacted(payload);
  body["phase"] = phase_of(event);
  body["ts"] = now.count();
  return body;
}

/// The event with the error as the reference's JSON encoder writes an exception, without escapes.
Json with_text(Json event, const std::optional<FlowError>& error) {
  if (error) {
    event["error"] =
        log::redact(fmt::format("An exception was raised: {}('{}')", error->kind, error->message));
  }
  return event;
}

/// The event with the error as the module host expects it, which makes an exception of it.
Json with_exception(Json event, const std::optional<FlowError>& error) {
  if (error) event["error"] = {{"kind", error->kind}, {"message", log::redact(error->message)}};
  return event;
}

/// Whether the channel's `events` (none means all) contain `name`; a string contains its
/// substrings.
bool wants(const Json& channel, std::string_view name) {
  const Json* events = find(channel, "events");
  if (events == nullptr || !truthy(*events)) return true;
  if (events->is_string()) return events->get_ref<const std::string&>().find(name) != name.npos;
  if (events->is_object()) return events->contains(name);
  for (const Json& event : *events) {
    if (event == name) return true;
  }
  return false;
}

net::HttpRequest make_request(const Json& channel, const Json& event) {
  net::HttpRequest request;
  request.url = python_str(channel.at("url"));
  request.connect_timeout = 2;
  request.read_timeout = 5;
  net::set_verify_tls(find(channel, "verify_tls"), request);
  if (const Json* headers = find(channel, "headers")) net::set_headers(*headers, request);
  const Json* forward = find(channel, "forward_event_payload");
  if (forward == nullptr || truthy(*forward)) {
    request.method = "POST";
    request.body = net::encode_rich_json(event);
    net::set_default_header(request, "Content-Type", "application/json");
  }
  return request;
}

/// What raise_for_status() of Python's requests would say about the response; "" if it is a
/// success.
std::string status_error(const net::HttpResponse& response) {
  if (response.status < 400 || response.status > 599) return {};
  return fmt::format("{} {} Error: {} for url: {}", response.status,
                     response.status < 500 ? "Client" : "Server", response.reason, response.url);
}

void notify_over_http(const Json& channel, const Json& event, net::HttpClient& client) {
  const Json* url = find(channel, "url");
  if (url == nullptr || !truthy(*url)) {
    log::debug("missing url in notification channel");
    return;
  }
  try {
    const auto deadline = Deadline::after(std::chrono::seconds(30));
    const net::HttpResponse response = client.send(make_request(channel, event), deadline, {});
    if (const std::string problem = status_error(response); !problem.empty()) {
      log::debug(fmt::format("notification sent to {} failed with: {}", python_str(*url), problem));
    }
  } catch (const std::exception& error) {
    log::debug(fmt::format("failed calling notification endpoint\n{}", error.what()));
  }
}

void notify_plugin(const Json& channel, const Json& event, ModuleHost* modules) {
  if (modules == nullptr) {
    log::debug("Python is not available, so notification plugins are not called");
    return;
  }
  try {
    modules->notify(channel, event);
  } catch (const std::exception& error) {
    log::debug(fmt::format("failed calling notification plugin\n{}", error.what()));
  }
}

}  // namespace

std::string_view to_string(FlowEvent event) {
  switch (event) {
    case FlowEvent::kDiscoverStarted:
      return "discovery-started";
    case FlowEvent::kDiscoverFailed:
      return "discovery-failed";
    case FlowEvent::kDiscoverCompleted:
      return "discovery-completed";
    case FlowEvent::kInitStarted:
      return "init-started";
    case FlowEvent::kInitFailed:
      return "init-failed";
    case FlowEvent::kInitCompleted:
      return "init-completed";
    case FlowEvent::kRunStarted:
      return "run-started";
    case FlowEvent::kRunFailed:
      return "run-failed";
    case FlowEvent::kRunCompleted:
      return "run-completed";
    case FlowEvent::kRunDeviated:
      return "run-deviated";
    case FlowEvent::kValidateStarted:
      return "validate-started";
    case FlowEvent::kValidateFailed:
      return "validate-failed";
    case FlowEvent::kValidateCompleted:
      return "validate-completed";
  }
  return {};
}

std::string_view phase_of(FlowEvent event) {
  const std::string_view name = to_string(event);
  return name.substr(0, name.find('-'));
}

void notify(const Json& settings, FlowEvent event, const Json& payload,
            const std::optional<FlowError>& error, ModuleHost* modules, net::HttpClient& client) {
  const Json* channels = find(settings, "notifications");
  if (channels == nullptr || !channels->is_array() || channels->empty()) return;
  const Json body = make_event(event, payload);
  for (const Json& channel : *channels) {
    if (!wants(channel, to_string(event))) continue;
    const Json* type = find(channel, "type");
    if (type == nullptr) continue;
    if (*type == "http") notify_over_http(channel, with_text(body, error), client);
    if (*type == "plugin") notify_plugin(channel, with_exception(body, error), modules);
  }
}

}  // namespace chaos
