#include "experiment/model/webhook_message.h"

#include <fmt/format.h>

#include "net/percent_encoding.h"
#include "report/times.h"
#include "service/outcome.h"

namespace chaos::hub::experiment {
namespace {

Json happened_in(const TeamRef& team_ref, const std::string& rest) {
  return {
      {"organization_id", team_ref.organization},
      {"team_id", team_ref.team},
      {"path", fmt::format("/organizations/{}/teams/{}{}", net::encode_path(team_ref.organization),
                           net::encode_path(team_ref.team), rest)}};
}

Json execution_message(const Execution& execution) {
  Json message = happened_in(execution.team_ref, "/executions/" + execution.id);
  message["experiment"] = {{"id", execution.experiment}, {"title", execution.title}};
  message["execution"] = {{"id", execution.id},
                          {"outcome", to_text(execution.outcome)},
                          {"started", to_text(execution.started)}};
  message["by"] = execution.author_name;
  return message;
}

std::string text_at(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::string title_in(const Json& happened) {
  return text_at(happened.value("experiment", Json::object()), "title");
}

/// "Deviated" with the duration.
std::string end_of(const Json& happened) {
  const Json execution = happened.value("execution", Json::object());
  const auto outcome = outcome_named(text_at(execution, "outcome"));
  std::string words(label_of(outcome.value_or(ExecutionOutcome::kUnknown)));
  const auto started = time_from(text_at(execution, "started"));
  const auto ended = time_from(text_at(execution, "ended"));
  if (started && ended)
    words += " after " +
             report::human_duration(std::chrono::duration<double>(*ended - *started).count());
  return words;
}

/// The message as a sentence; `name` is its subject.
std::string sentence(WebhookEvent event, const Json& happened, const std::string& name,
                     const std::string& by, const std::string& reason) {
  switch (event) {
    case WebhookEvent::kStarted:
      return fmt::format("▶ {} was started by {}", name, by);
    case WebhookEvent::kEnded:
      return fmt::format("{}: {} (run by {})", end_of(happened), name, by);
    case WebhookEvent::kHalted:
      return fmt::format("■ All executions were halted by {}{}{}", by, reason.empty() ? "" : ": ",
                         reason);
    case WebhookEvent::kApprovalRequested:
      return fmt::format("{} needs approval: {} published version {}", name, by,
                         happened.value("version", 1));
    case WebhookEvent::kTest:
      break;
  }
  return fmt::format("This is a test, sent by {}", by);
}

/// Slack interprets these three as markup.
std::string for_slack(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&')
      escaped += "&amp;";
    else if (c == '<')
      escaped += "&lt;";
    else if (c == '>')
      escaped += "&gt;";
    else
      escaped += c;
  }
  return escaped;
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Json started_message(const Execution& execution) {
  return execution_message(execution);
}

Json ended_message(const Execution& execution) {
  Json message = execution_message(execution);
  if (execution.ended) message["execution"]["ended"] = to_text(*execution.ended);
  return message;
}

Json halted_message(const Safeguard& halt) {
  Json message = happened_in(halt.team_ref, "/safeguards");
  message["by"] = halt.changed_by;
  message["reason"] = text_at(halt.settings, "reason");
  return message;
}

Json approval_message(const Experiment& experiment, const std::string& author) {
  Json message = happened_in(experiment.team_ref, "/experiments/" + experiment.id);
  message["experiment"] = {{"id", experiment.id}, {"title", experiment.title}};
  message["version"] = experiment.version;
  message["by"] = author;
  return message;
}

Json test_message(const TeamRef& team_ref, const std::string& by) {
  Json message = happened_in(team_ref, "/webhook");
  message["by"] = by;
  return message;
}

WebhookBody body_for(const Webhook& webhook, WebhookEvent event, const Json& happened, Time time) {
  const std::string url = webhook.hub_url + text_at(happened, "path");
  const std::string title = title_in(happened);
  const std::string by = text_at(happened, "by");
  const std::string reason = text_at(happened, "reason");
  if (webhook.format == WebhookFormat::kText)
    return {.type = "text/plain; charset=utf-8",
            .text = sentence(event, happened, title, by, reason) + "\n" + url + "\n"};
  if (webhook.format == WebhookFormat::kSlack) {
    const std::string name = title.empty() ? "" : fmt::format("<{}|{}>", url, for_slack(title));
    std::string text = sentence(event, happened, name, for_slack(by), for_slack(reason));
    if (title.empty()) text += fmt::format(" (<{}|show>)", url);
    return {.type = "application/json", .text = text_of({{"text", text}})};
  }
  Json data = happened;
  data.erase("path");
  data["url"] = url;
  return {.type = "application/json",
          .text = text_of(
              {{"type", name_of(event)}, {"timestamp", to_text(time)}, {"data", std::move(data)}})};
}

}  // namespace chaos::hub::experiment
