#include "rehearsal/answers.h"

#include <algorithm>
#include <utility>

#include "chaos/error.h"
#include "tolerance/sample.h"

namespace chaos::rehearsal {
namespace {

std::string text_at(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? python_str(*value) : std::string();
}

std::string provider_type(const Json& activity) {
  const Json* provider = find(activity, "provider");
  return provider != nullptr ? text_at(*provider, "type") : std::string();
}

Answer recorded_answer(const Json& run) {
  Answer answer;
  if (const Json* output = find(run, "output")) answer.output = *output;
  const Json* duration = find(run, "duration");
  if (duration != nullptr && duration->is_number())
    answer.seconds = std::max(0.0, duration->get<double>());
  if (text_at(run, "status") == "failed") answer.failed = "as in the journal";
  return answer;
}

}  // namespace

Answers::Answers(const Json* journal) {
  if (journal == nullptr) return;
  const auto learn_state = [this](const Json& state, const std::string& part) {
    if (const Json* probes = find(state, "probes")) learn(*probes, part);
  };
  if (const Json* states = find(*journal, "steady_states")) {
    for (const char* part : {"before", "after"})
      if (const Json* state = find(*states, part)) learn_state(*state, part);
    const Json* during = find(*states, "during");
    if (during != nullptr && during->is_array()) {
      for (const auto& state : *during)
        learn_state(state, "during");
    }
  }
  if (const Json* runs = find(*journal, "run")) learn(*runs, "method");
  if (const Json* runs = find(*journal, "rollbacks")) learn(*runs, "rollbacks");
}

void Answers::learn(const Json& runs, const std::string& part) {
  if (!runs.is_array()) return;
  for (const auto& run : runs) {
    const Json* activity = find(run, "activity");
    if (activity == nullptr || find(run, "status") == nullptr) continue;
    recorded_[{part, text_at(*activity, "name")}].answers.push_back(recorded_answer(run));
  }
}

Answer Answers::answer(const ActivityCall& call, const Json* tolerance, const std::string& part) {
  const auto known = recorded_.find({part, text_at(call.activity, "name")});
  if (known != recorded_.end()) {
    Recorded& recorded = known->second;
    const std::size_t index = std::min(recorded.next++, recorded.answers.size() - 1);
    return recorded.answers[index];
  }
  const std::string type = provider_type(call.activity);
  if (tolerance != nullptr && !tolerance->is_null()) {
    if (auto output = output_within(*tolerance, type, call.configuration, call.secrets))
      return {.output = *std::move(output)};
  }
  return {.output = ordinary_output(type)};
}

Json failure_of(const ActivityCall& call) {
  if (provider_type(call.activity) == "process")
    return {{"status", 1}, {"stdout", ""}, {"stderr", "failed in a rehearsal"}};
  throw ActivityFailed("failed in a rehearsal");
}

}  // namespace chaos::rehearsal
