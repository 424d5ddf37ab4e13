#include "event_bridge.h"

#include <vector>

#include "chaos/error.h"

namespace chaos::python {

/// A document of the run that the worker keeps, or a value for this event only.
struct EventBridge::Argument {
  const Json* part = nullptr;
  Json other = {};
};

void EventBridge::listen(const std::shared_ptr<WorkerLifetime>& session, const Json& events) {
  session_ = session;
  events_.clear();
  for (const auto& event : events)
    events_.insert(event.get<std::string>());
}

void EventBridge::tell(const char* event, const std::vector<Argument>& arguments) {
  const auto session = session_.lock();
  if (!events_.contains(event) || session == nullptr || !session->worker.is_running()) return;
  DocumentMirror& mirror = session->mirror;
  Json request = {{"call", "event"},
                  {"event", event},
                  {"arguments", Json::array()},
                  {"watched", {"experiment", "journal"}}};
  mirror.send(request, "experiment", experiment_);
  mirror.send(request, "journal", journal_);
  const auto add = [&](const Argument& argument) -> Json {
    if (argument.part == nullptr) return argument.other;
    if (auto place = place_in(experiment_, *argument.part)) {
      return {{"document", "experiment"}, {"place", *place}};
    }
    if (auto place = place_in(journal_, *argument.part)) {
      return {{"document", "journal"}, {"place", *place}};
    }
    return {{"value", *argument.part}};
  };
  for (const auto& argument : arguments)
    request["arguments"].push_back(add(argument));
  const Json answer = host_->call(*session, std::move(request), {.stop = host_->stop_of_hook()});
  mirror.apply(answer, "experiment", experiment_);
  mirror.apply(answer, "journal", journal_);
  if (const Json* error = find(answer, "error")) {
    throw_if_exit(*error, host_->stop_of_hook());
    throw UnexpectedError(trace_of(*error));
  }
}

void EventBridge::started(const Json& experiment, const Json& journal) {
  tell("started", {{&experiment}, {&journal}});
}

void EventBridge::running(const Json& experiment, const Json& journal, const Json& configuration,
                          const Json& secrets, const Json& schedule, const Json& settings) {
  tell("running", {{&experiment},
                   {&journal},
                   {&configuration},
                   {&secrets},
                   {.other = {{"schedule", schedule}}},
                   {&settings}});
}

void EventBridge::finish(const Json& journal) {
  tell("finish", {{&journal}});
}

void EventBridge::interrupted(const Json& experiment, const Json& journal) {
  tell("interrupted", {{&experiment}, {&journal}});
}

void EventBridge::signal_exit() {
  tell("signal_exit", {});
}

void EventBridge::start_continuous_hypothesis(double frequency_seconds) {
  tell("start_continuous_hypothesis", {{.other = {{"value", frequency_seconds}}}});
}

void EventBridge::continuous_hypothesis_iteration(int index, const Json& state) {
  tell("continuous_hypothesis_iteration", {{.other = {{"value", index}}}, {&state}});
}

void EventBridge::continuous_hypothesis_completed(const Json& experiment, const Json& journal,
                                                  const std::string& error) {
  tell("continuous_hypothesis_completed",
       {{&experiment}, {&journal}, {.other = {{"error", error}}}});
}

void EventBridge::start_hypothesis_before(const Json& experiment) {
  tell("start_hypothesis_before", {{&experiment}});
}

void EventBridge::hypothesis_before_completed(const Json& experiment, const Json& state,
                                              const Json& journal) {
  tell("hypothesis_before_completed", {{&experiment}, {&state}, {&journal}});
}

void EventBridge::start_hypothesis_after(const Json& experiment) {
  tell("start_hypothesis_after", {{&experiment}});
}

void EventBridge::hypothesis_after_completed(const Json& experiment, const Json& state,
                                             const Json& journal) {
  tell("hypothesis_after_completed", {{&experiment}, {&state}, {&journal}});
}

void EventBridge::start_method(const Json& experiment) {
  tell("start_method", {{&experiment}});
}

void EventBridge::method_completed(const Json& experiment, const Json& runs) {
  tell("method_completed", {{&experiment}, {&runs}});
}

void EventBridge::start_rollbacks(const Json& experiment) {
  tell("start_rollbacks", {{&experiment}});
}

void EventBridge::rollbacks_completed(const Json& experiment, const Json& journal) {
  tell("rollbacks_completed", {{&experiment}, {&journal}});
}

void EventBridge::start_activity(const Json& activity) {
  tell("start_activity", {{&activity}});
}

void EventBridge::activity_completed(const Json& activity, const Json& run) {
  tell("activity_completed", {{&activity}, {&run}});
}

}  // namespace chaos::python
