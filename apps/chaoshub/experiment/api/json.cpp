#include "experiment/api/json.h"

#include "experiment/model/secret_values.h"

namespace chaos::hub::experiment {
namespace {

Json time_or_null(const std::optional<Time>& time) {
  return time ? Json(to_text(*time)) : Json();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json stop_or_null(const std::optional<StopRequest>& stop) {
  if (!stop) return {};
  return {{"by", stop->by}, {"reason", text_or_null(stop->reason)}, {"rollback", stop->roll_back}};
}

}  // namespace

Json to_json(const Experiment& experiment) {
  return {{"id", experiment.id},
          {"org_id", experiment.team_ref.organization},
          {"team_id", experiment.team_ref.team},
          {"title", experiment.title},
          {"source", text_or_null(experiment.source)},
          {"tags", experiment.tags},
          {"version", experiment.version},
          {"created", to_text(experiment.created)},
          {"changed", to_text(experiment.changed)}};
}

Json to_json(const Version& version) {
  return {{"version", version.number},
          {"author", {{"id", version.author}, {"name", version.author_name}}},
          {"created", to_text(version.created)}};
}

Json to_json(const Execution& execution) {
  return {{"id", execution.id},
          {"experiment_id", execution.experiment},
          {"org_id", execution.team_ref.organization},
          {"team_id", execution.team_ref.team},
          {"title", execution.title},
          {"status", execution.status},
          {"deviated", execution.deviated},
          {"outcome", to_text(execution.outcome)},
          {"tags", execution.tags},
          {"author", {{"id", execution.author}, {"name", execution.author_name}}},
          {"started", to_text(execution.started)},
          {"ended", time_or_null(execution.ended)},
          {"last_seen", to_text(execution.last_seen)},
          {"closed_by", text_or_null(execution.closed_by)},
          {"stop", stop_or_null(execution.stop)}};
}

Json to_json(const Event& event) {
  return {{"id", event.id},
          {"execution_id", event.execution},
          {"type", event.type},
          {"name", event.name},
          {"received", to_text(event.received)},
          {"data", event_without_secret_values(Json::parse(event.data, nullptr, false))}};
}

Json to_json(const Verification& verification) {
  return {{"id", verification.id},
          {"org_id", verification.team_ref.organization},
          {"team_id", verification.team_ref.team},
          {"experiment_id", verification.experiment},
          {"title", verification.title},
          {"created", to_text(verification.created)},
          {"measurement", verification.measurement}};
}

Json to_json(const VerificationRun& run) {
  return {{"id", run.id},
          {"org_id", run.team_ref.organization},
          {"team_id", run.team_ref.team},
          {"verification_id", run.verification},
          {"experiment_id", run.experiment},
          {"execution_id", run.execution},
          {"state", run.finished ? "finished" : "running"},
          {"status", run.status},
          {"results", run.results.empty() ? Json() : Json::parse(run.results)},
          {"started", to_text(run.started)},
          {"ended", time_or_null(run.ended)}};
}

Json to_json(const Safeguard& safeguard) {
  return {{"id", safeguard.id},
          {"org_id", safeguard.team_ref.organization},
          {"team_id", safeguard.team_ref.team},
          {"experiment_id", text_or_null(safeguard.experiment)},
          {"kind", safeguard.kind},
          {"name", safeguard.name},
          {"enabled", safeguard.enabled},
          {"settings", safeguard.settings},
          {"created", to_text(safeguard.created)},
          {"version", safeguard.version}};
}

/// The reason is part of the name, because the runner prints the name.
Json to_json(const Objection& objection) {
  const Safeguard& safeguard = objection.safeguard;
  return {{"id", safeguard.id},
          {"name", words_of(objection)},
          {"kind", safeguard.kind},
          {"reason", objection.reason}};
}

Json to_json(const Webhook& webhook) {
  Json events = Json::array();
  for (const WebhookEvent event : webhook.events)
    events.push_back(name_of(event));
  return {{"url", webhook.url},
          {"format", name_of(webhook.format)},
          {"events", events},
          {"created", to_text(webhook.created)},
          {"changed", to_text(webhook.changed)},
          {"changed_by", webhook.changed_by},
          {"version", webhook.version}};
}

Json to_json(const Delivery& delivery) {
  const auto time_or_null = [](const std::optional<Time>& time) {
    return time ? Json(to_text(*time)) : Json();
  };
  return {{"id", std::to_string(delivery.id)},
          {"message_id", delivery.message},
          {"event", name_of(delivery.event)},
          {"state", name_of(delivery.state)},
          {"created", to_text(delivery.created)},
          {"attempts", delivery.attempts},
          {"last_attempt", time_or_null(delivery.tried)},
          {"next_attempt", time_or_null(delivery.due)},
          {"status", delivery.status == 0 ? Json() : Json(delivery.status)},
          {"answer", delivery.answer}};
}

}  // namespace chaos::hub::experiment
