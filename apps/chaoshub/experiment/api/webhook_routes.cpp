#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "http/body.h"
#include "http/pagination.h"
#include "http/precondition.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

WantedWebhook wanted_in(const Request& request) {
  const Json body = http::json_object(request);
  WantedWebhook wanted{.url = http::text_of(body, "url"), .hub_url = request.base_url};
  const std::string format = http::text_of(body, "format", "json");
  const auto known = webhook_format_named(format);
  if (!known) throw http::Problem(422, "'format' must be json, slack or text");
  wanted.format = *known;
  for (const std::string& name : http::texts_of(body, "events", {})) {
    const auto event = webhook_event_named(name);
    if (!event || *event == WebhookEvent::kTest)
      throw http::Problem(422, fmt::format("'{}' is not a webhook event", name));
    wanted.events.insert(*event);
  }
  return wanted;
}

Response set(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const auto [webhook, secret] =
      model.webhooks.set(author_of(caller), team_ref_of(request), http::version_condition(request),
                         wanted_in(request));
  Json json = to_json(webhook);
  if (secret) json["secret"] = *secret;
  return http::json_response(json, secret ? 201 : 200).with("ETag", http::etag_of(webhook.version));
}

Response list(const ExperimentModel& model, const Request& request) {
  const auto range = http::list_range_of(request);
  const std::int64_t before =
      range.before.empty() ? std::numeric_limits<std::int64_t>::max() : number_in(range.before);
  return http::list_response(request, range,
                             model.webhooks.deliveries(team_ref_of(request), before, range.limit));
}

}  // namespace

void add_webhook_routes(http::Router& router, const ExperimentModel& model) {
  const std::string one = kTeamPath + "/webhook";
  const http::Access readers{Callers::kPeople, Need::kTeamOwner};
  const http::Access owners{Callers::kPeople, Need::kTeamOwner, Scope::kAdmin};
  router.add({"GET", one, readers, [model](const Request& request, const Caller&) {
                return http::record_response(model.webhooks.find(team_ref_of(request)));
              }});
  router.add({"PUT", one, owners, [model](const Request& request, const Caller& caller) {
                return set(model, request, caller);
              }});
  router.add({"DELETE", one, owners, [model](const Request& request, const Caller& caller) {
                model.webhooks.remove(author_of(caller), team_ref_of(request));
                return http::no_content();
              }});
  router.add(
      {"POST", one + "/secret", owners, [model](const Request& request, const Caller& caller) {
         return http::json_response(
             {{"secret", model.webhooks.renew_secret(author_of(caller), team_ref_of(request))}},
             201);
       }});
  router.add({"POST", one + "/test", owners, [model](const Request& request, const Caller& caller) {
                model.webhooks.test(author_of(caller), team_ref_of(request));
                return http::no_content();
              }});
  router.add({"GET", one + "/deliveries", readers,
              [model](const Request& request, const Caller&) { return list(model, request); }});
  router.add({"POST", one + "/deliveries/{delivery}/send-again", owners,
              [model](const Request& request, const Caller& caller) {
                model.webhooks.send_again(author_of(caller), team_ref_of(request),
                                          number_in(request.parameter("delivery")));
                return http::no_content();
              }});
}

}  // namespace chaos::hub::experiment
