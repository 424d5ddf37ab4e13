#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "experiment/pages/routes.h"
#include "http/pagination.h"
#include "http/problem.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/parts.h"
#include "web/paths.h"
#include "web/shown_once.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Form;
using web::Html;
using web::html;
using web::Submission;
using Need = http::Access::Need;

constexpr const char* kForm = "webhook";
constexpr const char* kDocumentation =
    "The receiver can verify that messages come from this hub: see \"Webhooks\" in the reference.";

std::string path_of(const Request& request) {
  return web::team_path(request) + "/webhook";
}

std::int64_t number_in(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string field_of(WebhookEvent event) {
  return "event-" + std::string(name_of(event));
}

/// The default of a new webhook.
bool is_on_by_default(WebhookEvent event) {
  return event != WebhookEvent::kStarted;
}

Html settings_section(const Request& request, const Caller& caller,
                      const std::optional<Webhook>& webhook, const Submission& sent) {
  std::vector<web::Choice> formats;
  for (const WebhookFormat format : kWebhookFormats)
    formats.push_back({std::string(name_of(format)), std::string(label_of(format))});
  std::vector<web::Check> events;
  for (const WebhookEvent event : kWebhookEvents)
    events.push_back({field_of(event), std::string(label_of(event)),
                      webhook ? webhook->events.contains(event) : is_on_by_default(event)});
  Form form(kForm, path_of(request), caller, sent);
  form.hidden("version", std::to_string(webhook ? webhook->version : 0))
      .input({.name = "url",
              .label = "URL",
              .type = "url",
              .hint = "For example, the URL of a Slack incoming webhook.",
              .value = webhook ? webhook->url : ""})
      .select("format", "Format", formats,
              std::string(name_of(webhook ? webhook->format : WebhookFormat::kSlack)))
      .checks("Send a message when", events, "events");
  return html(
      "<section><h2>Settings</h2>\n<p>The hub sends a message to this address when something "
      "happens in the team.</p>\n{}</section>\n",
      form.done(webhook ? "Save" : "Create webhook"));
}

Html action_section(const Request& request, const Caller& caller) {
  const std::string path = path_of(request);
  return html("<section><h2>Actions</h2>\n<div class=\"actions\">{}{}{}</div></section>\n",
              Form("test", path + "/test", caller).done("Send a test message"),
              Form("secret-renew", path + "/secret", caller)
                  .confirm("The receiver cannot verify messages until it knows the new secret.")
                  .done("Create a new secret", Form::Look::kLink),
              Form("webhook-remove", path + "/remove", caller)
                  .confirm("Messages that have not been delivered are lost. This cannot be undone.")
                  .done("Delete webhook", Form::Look::kLink));
}

Html state_of(const Delivery& delivery) {
  switch (delivery.state) {
    case Delivery::State::kDelivered:
      return web::pill("ok", "✓ Delivered");
    case Delivery::State::kFailed:
      return web::pill("bad", "✕ Failed");
    case Delivery::State::kPending:
      break;
  }
  if (delivery.attempts == 0) return web::pill("live", "● Waiting");
  return html("<div>{} <small>next attempt: {}</small></div>", web::pill("warn", "! Retrying"),
              web::time_of(delivery.due));
}

Html answer_of(const Delivery& delivery) {
  if (delivery.status == 0) return web::name(delivery.answer);
  return html("<div>{} <small>{}</small></div>", delivery.status, web::name(delivery.answer));
}

web::Row row(const Request& request, const Caller& caller, const Delivery& delivery) {
  const std::string id = std::to_string(delivery.id);
  return {state_of(delivery),
          html("{}", label_of(delivery.event)),
          web::time_of(delivery.created),
          html("{}", delivery.attempts),
          answer_of(delivery),
          delivery.state == Delivery::State::kPending
              ? Html()
              : Form("again-" + id, path_of(request) + "/deliveries/" + id, caller)
                    .describe(std::string(label_of(delivery.event)))
                    .done("Send again", Form::Look::kLink)};
}

Html delivery_section(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const auto range = http::list_range_of(request);
  const std::int64_t before =
      range.before.empty() ? std::numeric_limits<std::int64_t>::max() : number_in(range.before);
  const auto deliveries = model.webhooks.deliveries(team_ref_of(request), before, range.limit);
  if (deliveries.empty())
    return html("<section><h2>Deliveries</h2>\n<p>No messages yet.</p></section>\n");
  return html(
      "<section><h2>Deliveries</h2>\n{}{}<p class=\"note\">A message that is not delivered is sent "
      "again, up to 8 times in 9 hours. The last 200 messages are kept.</p></section>\n",
      web::table({.caption = "Messages, newest first",
                  .columns = {"State", "Event", "Created", "Attempts", "Last response", "Change"},
                  .heading = 1,
                  .rows = web::rows_of(
                      deliveries,
                      [&](const Delivery& delivery) { return row(request, caller, delivery); })}),
      web::older(request, range, deliveries));
}

Response show(const ExperimentModel& model, const Request& request, const Caller& caller,
              const Submission& sent = {}, const Html& news = {}) {
  const auto webhook = model.webhooks.of(team_ref_of(request));
  Html body = news;
  body += settings_section(request, caller, webhook, sent);
  if (webhook) {
    body += action_section(request, caller);
    body += delivery_section(model, request, caller);
  }
  return web::page_response(caller, {.title = "Webhook",
                                     .context = caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/members"),
                                     .body = body,
                                     .status = sent.status});
}

Response show_secret(const ExperimentModel& model, const Request& request, const Caller& caller,
                     const std::string& secret) {
  return model.once.redirect(
      request, caller, path_of(request),
      {.title = "The webhook's secret", .secret = secret, .use = kDocumentation});
}

WantedWebhook wanted_by(const Request& request, const std::map<std::string, std::string>& fields) {
  WantedWebhook wanted{.url = web::field(fields, "url"), .hub_url = request.base_url};
  wanted.format =
      webhook_format_named(web::field(fields, "format")).value_or(WebhookFormat::kSlack);
  for (const WebhookEvent event : kWebhookEvents)
    if (!web::field(fields, field_of(event)).empty()) wanted.events.insert(event);
  return wanted;
}

Response set(const ExperimentModel& model, const Request& request, const Caller& caller) {
  return web::submit(
      request, kForm,
      [&](const auto& fields) {
        const auto [webhook, secret] =
            model.webhooks.set(author_of(caller), team_ref_of(request), web::shown_version(fields),
                               wanted_by(request, fields));
        return secret ? show_secret(model, request, caller, *secret)
                      : http::see_other(path_of(request));
      },
      [&](const Submission& sent) { return show(model, request, caller, sent); });
}

}  // namespace

void add_webhook_pages(http::Router& router, const ExperimentModel& model) {
  const std::string page = kTeamPages + "/webhook";
  const http::Access owners{Callers::kPeople, Need::kTeamOwner, Scope::kAdmin};
  const auto add = [&](const std::string& path, auto work) {
    router.add({"POST", path, owners, [model, work](const Request& request, const Caller& caller) {
                  work(model, request, caller);
                  return http::see_other(path_of(request));
                }});
  };
  router.add({"GET",
              page,
              {Callers::kPeople, Need::kTeamOwner},
              [model](const Request& request, const Caller& caller) {
                return model.once.show(request, caller, [&](const Html& news) {
                  return show(model, request, caller, {}, news);
                });
              }});
  router.add({"POST", page, owners, [model](const Request& request, const Caller& caller) {
                return set(model, request, caller);
              }});
  router.add(
      {"POST", page + "/secret", owners, [model](const Request& request, const Caller& caller) {
         return show_secret(model, request, caller,
                            model.webhooks.renew_secret(author_of(caller), team_ref_of(request)));
       }});
  add(page + "/test", [](const ExperimentModel& p, const Request& request, const Caller& caller) {
    p.webhooks.test(author_of(caller), team_ref_of(request));
  });
  add(page + "/remove", [](const ExperimentModel& p, const Request& request, const Caller& caller) {
    p.webhooks.remove(author_of(caller), team_ref_of(request));
  });
  add(page + "/deliveries/{delivery}",
      [](const ExperimentModel& p, const Request& request, const Caller& caller) {
        p.webhooks.send_again(author_of(caller), team_ref_of(request),
                              number_in(request.parameter("delivery")));
      });
}

}  // namespace chaos::hub::experiment
