#include "chaosiq/hub_client.h"

#include <fmt/format.h>

#include "chaosiq/experiment_block.h"
#include "log/log.h"

namespace chaos::chaosiq {
namespace {

DeliveryStatus fate_of(const Answer& answer) {
  return answer.succeeded() ? DeliveryStatus::kDelivered : DeliveryStatus::kRefused;
}

/// The URL of the execution's page, derived from the one that the API returned.
std::string for_people(std::string location) {
  for (std::size_t at = 0; (at = location.find("/api/", at)) != location.npos; ++at)
    location.replace(at, 5, "/");
  return location;
}

/// The journal with the server's identifier in its experiment: it may have become known after the
/// journal was posted.
Json identified(Json journal, const Identifiers& identifiers) {
  if (Json* experiment = find(journal, "experiment")) note_identifiers(*experiment, identifiers);
  return journal;
}

SafeguardVerdict judge(const Answer& answer) {
  const Json* allowed = find(answer.body, "allowed");
  if (answer.status != 200 || allowed == nullptr || !allowed->is_boolean()) {
    return {.kind = SafeguardVerdict::Kind::kUnclear};
  }
  if (allowed->get<bool>()) return {.kind = SafeguardVerdict::Kind::kAllowed};
  SafeguardVerdict refused{.kind = SafeguardVerdict::Kind::kRefused};
  const Json* policies = find(answer.body, "policies");
  if (policies != nullptr && policies->is_array()) refused.policies = *policies;
  const Json* roll_back = find(answer.body, "rollback");
  refused.roll_back = roll_back != nullptr && *roll_back == true;
  return refused;
}

}  // namespace

Identifiers HubClient::identifiers() const {
  const std::lock_guard lock(mutex_);
  return identifiers_;
}

bool HubClient::takes_late_runs() const {
  const std::lock_guard lock(mutex_);
  return takes_late_runs_;
}

void HubClient::know(const Identifiers& identifiers) {
  const std::lock_guard lock(mutex_);
  identifiers_ = identifiers;
}

bool HubClient::violates_protocol() const {
  const std::lock_guard lock(mutex_);
  return violates_protocol_;
}

/// The original crashes here and loses everything it has not sent. The journal can be published.
DeliveryStatus HubClient::note_violation(const char* what, const Answer& answer) {
  log::debug(fmt::format("The response with status {} to the published {} has no identifier: {}",
                         answer.status, what, answer.shown()));
  const std::lock_guard lock(mutex_);
  violates_protocol_ = true;
  return DeliveryStatus::kRefused;
}

/// Whether the answer refuses the caller, where that must end the run. An answer that asks to try
/// again later counts as no answer.
bool HubClient::denies(const Answer& answer) const {
  constexpr int kRequestTimeout = 408;
  constexpr int kTooManyRequests = 429;
  return account().requires_guarded_runs() && answer.status >= 400 && answer.status < 500 &&
         answer.status != kRequestTimeout && answer.status != kTooManyRequests;
}

void HubClient::note_denial(const Answer& answer) {
  if (!denies(answer)) return;
  const std::lock_guard lock(mutex_);
  denial_ = answer.shown();
}

void HubClient::tell(log::Level level, const std::string& text) const {
  log::write(silent_ ? log::Level::kDebug : level, text);
}

DeliveryStatus HubClient::deliver(const Message& message, const Limits& limits) {
  switch (message.kind) {
    case Message::Kind::kExperiment:
      return publish_experiment(message, limits);
    case Message::Kind::kExecution:
      return create_execution(message, limits);
    case Message::Kind::kEvent:
      return push_event(message, limits);
    case Message::Kind::kJournal:
      return close_execution(message, limits);
    case Message::Kind::kRunStart:
      return start_run(message, limits);
    case Message::Kind::kRunEvent:
      return push_run_event(message, limits);
    case Message::Kind::kRunEnd:
      return finish_run(message, limits);
  }
  return DeliveryStatus::kRefused;
}

DeliveryStatus HubClient::publish_experiment(const Message& message, const Limits& limits) {
  try {
    const Answer answer = api_.publish_experiment(message.body, limits);
    if (answer.status >= 400) {
      note_denial(answer);
      tell(log::Level::kWarning,
           fmt::format("Experiment failed to be published: {}", answer.shown()));
      return DeliveryStatus::kRefused;
    }
    if (answer.status == 204) {
      tell(log::Level::kInfo, "Experiment has not changed since it was created");
      return identifiers().experiment.empty() ? DeliveryStatus::kRefused
                                              : DeliveryStatus::kDelivered;
    }
    if (answer.id().empty()) {
      return note_violation("experiment", answer);
    }
    const std::lock_guard lock(mutex_);
    identifiers_.experiment = answer.id();
    return DeliveryStatus::kDelivered;
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("The experiment could not be published: {}", error.what()));
    tell(log::Level::kWarning,
         fmt::format("Failed to publish experiment to '{}'", api_.experiments_url()));
    return DeliveryStatus::kUnreachable;
  }
}

DeliveryStatus HubClient::create_execution(const Message& message, const Limits& limits) {
  const Identifiers known = identifiers();
  if (known.experiment.empty()) {
    if (!violates_protocol()) tell(log::Level::kInfo, "Missing experiment identifier");
    return DeliveryStatus::kSkipped;
  }
  try {
    const Answer answer =
        api_.create_execution(known.experiment, identified(message.body, known), limits);
    if (answer.status != 200 && answer.status != 201) {
      note_denial(answer);
      tell(log::Level::kWarning,
           fmt::format("Execution failed to be published: {}", answer.shown()));
      return DeliveryStatus::kRefused;
    }
    if (answer.id().empty() || !answer.content_location) {
      return note_violation("execution", answer);
    }
    tell(log::Level::kInfo,
         fmt::format("Execution available at {}", for_people(*answer.content_location)));
    {
      const std::lock_guard lock(mutex_);
      identifiers_.execution = answer.id();
      takes_late_runs_ = answer.takes_late_runs;
    }
    if (answer.pushes_verdicts) followable_();
    return DeliveryStatus::kDelivered;
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("The execution could not be published: {}", error.what()));
    return DeliveryStatus::kUnreachable;
  }
}

DeliveryStatus HubClient::push_event(const Message& message, const Limits& limits) {
  const Identifiers known = identifiers();
  if (known.execution.empty()) return DeliveryStatus::kSkipped;
  try {
    const Answer answer = api_.push_event(known.experiment, known.execution, message.body, limits);
    if (answer.status != 201) {
      log::debug(fmt::format("An event was answered with {}: {}", answer.status, answer.shown()));
    }
    return fate_of(answer);
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("An event could not be sent: {}", error.what()));
    return DeliveryStatus::kUnreachable;
  }
}

DeliveryStatus HubClient::close_execution(const Message& message, const Limits& limits) {
  const Identifiers known = identifiers();
  if (known.execution.empty()) return DeliveryStatus::kSkipped;
  try {
    const Answer answer = api_.close_execution(known.experiment, known.execution,
                                               identified(message.body, known), limits);
    if (answer.status != 200 && answer.status != 204) {
      tell(log::Level::kWarning,
           fmt::format("Execution journal failed to be published: {}", answer.shown()));
    }
    return fate_of(answer);
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("The journal could not be sent: {}", error.what()));
    return DeliveryStatus::kUnreachable;
  }
}

DeliveryStatus HubClient::start_run(const Message& message, const Limits& limits) {
  const Identifiers known = identifiers();
  if (known.execution.empty()) return DeliveryStatus::kSkipped;
  Json body = message.body;
  body["journal"] = identified(std::move(body["journal"]), known);
  body["experiment_id"] = known.experiment;
  body["execution_id"] = known.execution;
  try {
    const Answer answer = api_.start_run(known.verification, body, limits);
    if (answer.status < 400 && answer.id().empty()) return DeliveryStatus::kRefused;
    const DeliveryStatus status = judge_run_call(message, answer);
    if (status == DeliveryStatus::kDelivered) {
      const std::lock_guard lock(mutex_);
      identifiers_.run = answer.id();
    }
    return status;
  } catch (const net::HttpError& error) {
    return lost_run_call(message, error);
  }
}

DeliveryStatus HubClient::push_run_event(const Message& message, const Limits& limits) {
  const Identifiers known = identifiers();
  if (known.run.empty()) return DeliveryStatus::kSkipped;
  try {
    return judge_run_call(message,
                          api_.push_run_event(known.verification, known.run, message.body, limits));
  } catch (const net::HttpError& error) {
    return lost_run_call(message, error);
  }
}

DeliveryStatus HubClient::finish_run(const Message& message, const Limits& limits) {
  const Identifiers known = identifiers();
  if (known.run.empty()) return DeliveryStatus::kSkipped;
  try {
    return judge_run_call(message,
                          api_.finish_run(known.verification, known.run, message.body, limits));
  } catch (const net::HttpError& error) {
    return lost_run_call(message, error);
  }
}

DeliveryStatus HubClient::judge_run_call(const Message& message, const Answer& answer) const {
  if (answer.status < 400) return DeliveryStatus::kDelivered;
  tell(log::Level::kError,
       fmt::format("Failed to notify verification {}: {}", message.about, answer.shown()));
  return DeliveryStatus::kRefused;
}

DeliveryStatus HubClient::lost_run_call(const Message& message, const net::HttpError& error) const {
  tell(log::Level::kError,
       fmt::format("Failed to call ChaosIQ's services, please contact their support with the "
                   "`./chaostoolkit.log` file: {}",
                   error.what()));
  tell(log::Level::kError, fmt::format("Failed to notify verification {}: None", message.about));
  return DeliveryStatus::kUnreachable;
}

SafeguardVerdict HubClient::ask(const Limits& limits) const {
  const Identifiers known = identifiers();
  if (known.execution.empty()) {
    const std::lock_guard lock(mutex_);
    if (denial_.empty()) return {};
    return {.kind = SafeguardVerdict::Kind::kDenied, .denial = denial_};
  }
  try {
    const Answer answer = api_.ask_safeguards(known.experiment, known.execution, limits);
    if (denies(answer)) return {.kind = SafeguardVerdict::Kind::kDenied, .denial = answer.shown()};
    return judge(answer);
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("The safeguards could not be queried: {}", error.what()));
    return {};
  }
}

HubClient::Update HubClient::follow_verdict(const Limits& limits) const {
  const Identifiers known = identifiers();
  try {
    const Answer answer = api_.follow_safeguards(known.experiment, known.execution, limits);
    if (answer.status >= 500) return Update::kUnreachable;
    if (answer.status != 200 || !answer.body.is_string()) return Update::kRefused;
    const bool says_something =
        answer.body.get_ref<const std::string&>().find("event:") != std::string::npos;
    return says_something ? Update::kChange : Update::kNothing;
  } catch (const net::HttpError& error) {
    log::debug(fmt::format("The safeguards could not be monitored: {}", error.what()));
    return Update::kUnreachable;
  }
}

}  // namespace chaos::chaosiq
