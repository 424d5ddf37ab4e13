#include "experiment/model/executions.h"

#include <fmt/format.h>

#include <array>

#include "security/secret.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

constexpr const char* kRunning = "running";
constexpr const char* kAbandoned = "abandoned";

const Json& experiment_in(const Json& journal) {
  const Json* experiment = journal.is_object() ? find(journal, "experiment") : nullptr;
  if (experiment == nullptr || !experiment->is_object())
    refuse("a journal is an object with an experiment");
  return *experiment;
}

/// What became of a run. The original client says "running" of a journal that is over, too.
std::string status_in(const Json& journal) {
  const std::string status = line_at(journal, "status");
  const bool over = find(journal, "end") != nullptr;
  if (status == kRunning) return over ? "unknown" : status;
  const auto& known = execution_statuses();
  const bool is_end = status != kAbandoned && std::ranges::find(known, status) != known.end();
  return is_end ? status : "unknown";
}

bool has_deviated(const Json& journal) {
  const Json* deviated = find(journal, "deviated");
  return deviated != nullptr && *deviated == true;
}

std::string text_of(const Json& journal) {
  return journal.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The event's data, which may come as text.
Json data_of(const Json& cloud_event) {
  const Json* data = find(cloud_event, "data");
  if (data == nullptr) refuse("an event has data");
  if (!data->is_string()) return *data;
  Json parsed = Json::parse(data->get_ref<const std::string&>(), nullptr, false);
  if (parsed.is_discarded()) refuse("the event's data is not JSON");
  return parsed;
}

std::string name_in(const Json& data) {
  const Json* context = find(data, "context");
  if (context == nullptr) return {};
  const std::string name = line_at(*context, "name");
  return name.empty() ? line_at(*context, "title") : name;
}

}  // namespace

const std::vector<std::string>& execution_statuses() {
  static const std::vector<std::string> statuses = {
      kRunning, "completed", "failed", "aborted", "interrupted", "unknown", kAbandoned};
  return statuses;
}

Executions::Executions(Store& store, Library& library, Live& live, Notes& notes, Clock clock)
    : store_(store), library_(library), live_(live), notes_(notes), clock_(std::move(clock)) {}

Execution Executions::open(const Author& author, const Home& home, const std::string& experiment,
                           const Json& journal) {
  const Json& document = experiment_in(journal);
  const Experiment known = library_.find(home, experiment);
  const Time now = clock_();
  Execution execution{.id = new_id(),
                      .experiment = known.id,
                      .home = home,
                      .title = known.title,
                      .status = status_in(journal),
                      .deviated = has_deviated(journal),
                      .tags = tags_of(document),
                      .author = author.principal.account,
                      .author_name = author.principal.name,
                      .started = now,
                      .ended = {},
                      .last_seen = now,
                      .document = new_id()};
  if (!execution.is_running()) execution.ended = now;
  store_.add_execution(execution, text_of(journal),
                       {.actor = author.principal.account, .time = now});
  if (!execution.is_running()) note_end(author, execution);
  return execution;
}

/// Nothing is written when an execution falls silent: it may be heard of again.
Execution Executions::as_seen(Execution execution) const {
  if (execution.is_running() && execution.last_seen < clock_() - kSilence)
    execution.status = kAbandoned;
  return execution;
}

Execution Executions::find(const Home& home, const std::string& id) {
  auto found = store_.execution(home, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "there is no such execution");
  return as_seen(*std::move(found));
}

std::vector<Execution> Executions::list(const Home& home, ExecutionFilter filter) {
  if (filter.status == kRunning) filter.heard_since = clock_() - kSilence;
  if (filter.status == kAbandoned) {
    filter.status = kRunning;
    filter.silent_since = clock_() - kSilence;
  }
  auto executions = store_.executions(home, filter);
  for (Execution& execution : executions)
    execution = as_seen(std::move(execution));
  return executions;
}

Execution Executions::find(const Home& home, const std::string& experiment, const std::string& id) {
  Execution execution = find(home, id);
  if (execution.experiment != experiment)
    throw Refusal(Refusal::Kind::kUnknown, "there is no such execution");
  return execution;
}

void Executions::close(const Author& author, Execution execution, const Json& journal) {
  experiment_in(journal);
  const Time now = clock_();
  execution.status = status_in(journal);
  execution.deviated = has_deviated(journal);
  if (!execution.is_running()) execution.ended = now;
  execution.last_seen = now;
  execution.document = new_id();
  store_.close_execution(execution, text_of(journal),
                         {.actor = author.principal.account, .time = now});
  note_end(author, execution);
}

void Executions::note_end(const Author& author, const Execution& execution) {
  notes_.tell(author, execution.home, "execution-ended", execution.id,
              fmt::format("ran '{}': {}{}", execution.title, execution.status,
                          execution.deviated ? ", deviated" : ""));
}

std::int64_t Executions::push_event(const Execution& execution, const Json& cloud_event) {
  const std::string type = line_at(cloud_event, "type");
  if (std::ranges::find(kEventTypes, type) == kEventTypes.end())
    refuse(fmt::format("there are no events of type '{}'", type));
  const std::string uid = line_at(cloud_event, "id");
  if (uid.empty()) refuse("an event has an id");
  const Json data = data_of(cloud_event);
  const std::size_t stripe = std::hash<std::string>{}(execution.home.team) % order_.size();
  const std::lock_guard lock(order_.at(stripe));
  auto [event, is_new] = store_.add_event({.execution = execution.id,
                                           .home = execution.home,
                                           .uid = uid,
                                           .type = type,
                                           .name = name_in(data),
                                           .received = clock_(),
                                           .data = text_of(data)});
  if (is_new) live_.publish(event);
  return event.id;
}

}  // namespace chaos::hub::experiment
