#include "experiment/model/executions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "experiment/model/outcome.h"
#include "report/summary.h"
#include "security/secret.h"
#include "service/refusal.h"

namespace chaos::hub::experiment {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Refusal(Refusal::Kind::kInvalid, why);
}

[[noreturn]] void refuse_ended() {
  throw Refusal(Refusal::Kind::kConflict, "the execution has ended");
}

constexpr const char* kRunning = "running";
constexpr const char* kAbandoned = "abandoned";

const Json& experiment_in(const Json& journal) {
  const Json* experiment = journal.is_object() ? find(journal, "experiment") : nullptr;
  if (experiment == nullptr || !experiment->is_object())
    refuse("a journal must be an object with an experiment");
  return *experiment;
}

/// The status of a run. The original client says "running" even in finished journals.
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

/// The run's own times: the journal may arrive much later. A clock ahead of ours is not trusted.
void take_times(Execution& execution, const Json& journal, Time now) {
  execution.ended = now;
  const report::Summary summary = report::summarize(journal, "");
  if (!summary.start || *summary.start > now) return;
  execution.started = *summary.start;
  const auto length = std::chrono::duration<double>(summary.seconds.value_or(0));
  if (summary.seconds && length <= now - execution.started)
    execution.ended = execution.started + std::chrono::duration_cast<Time::duration>(length);
}

std::string text_of(const Json& journal) {
  return journal.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The outcome of an execution stored before outcomes existed, derived from the stored data.
ExecutionOutcome older_outcome(ExperimentStore& store, const Execution& execution) {
  std::string text;
  const auto next = store.text(execution.document);
  while (const auto part = next())
    text += *part;
  const Json journal = Json::parse(text, nullptr, false);
  return outcome_of(journal.is_discarded() ? Json({{"status", execution.status}}) : journal,
                    execution.status);
}

/// Some statuses and outcomes are those of running executions that have, or have not, reported
/// recently.
void narrow(ExecutionFilter& filter, Time now) {
  const auto since = [&filter](Time time) {
    filter.heard_since = std::max(filter.heard_since.value_or(time), time);
  };
  const auto before = [&filter](Time time) {
    filter.silent_since = std::min(filter.silent_since.value_or(time), time);
  };
  if (filter.status == kRunning) since(now - kSilence);
  if (filter.status == kAbandoned) {
    filter.status = kRunning;
    before(now - kSilence);
  }
  if (filter.outcome == ExecutionOutcome::kRunning) since(running_since(now));
  if (filter.outcome == ExecutionOutcome::kNoNews) {
    filter.outcome = ExecutionOutcome::kRunning;
    before(running_since(now));
  }
}

/// The event's data, which may be sent as a string.
Json data_of(const Json& cloud_event) {
  const Json* data = find(cloud_event, "data");
  if (data == nullptr) refuse("'data' is required");
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

bool is_news_of_end(const ChangedExecution& changed) {
  const auto& [before, after] = changed;
  return !after.is_running() && (!before.ended || before.outcome != after.outcome);
}

Executions::Executions(ExperimentStore& store, ExperimentCatalog& catalog,
                       ActivityFeed& activity_feed, Clock clock)
    : store_(store), catalog_(catalog), activity_feed_(activity_feed), clock_(std::move(clock)) {}

std::pair<Execution, bool> Executions::open(const Author& author, const TeamRef& team_ref,
                                            const std::string& experiment, const Json& journal) {
  const Json& document = experiment_in(journal);
  const Experiment known = catalog_.find(team_ref, experiment);
  const Time now = clock_();
  Execution execution{.id = new_id(),
                      .experiment = known.id,
                      .team_ref = team_ref,
                      .title = known.title,
                      .status = status_in(journal),
                      .deviated = has_deviated(journal),
                      .outcome = outcome_of(journal, status_in(journal)),
                      .tags = tags_of(document),
                      .author = author.principal.account,
                      .author_name = author.principal.display_name(),
                      .started = now,
                      .ended = {},
                      .last_seen = now,
                      .document = new_id(),
                      .run_key = run_key_of(journal),
                      .description = description_of(document),
                      .digest = digest_of_experiment(document)};
  if (!execution.is_running()) take_times(execution, journal, now);
  if (auto same =
          store_.add_execution(execution, text_of(journal), audit_context(author.principal, now)))
    return {as_seen(*std::move(same)), false};
  if (!execution.is_running()) note_end(author, execution);
  return {std::move(execution), true};
}

/// Nothing is stored when an execution goes silent, because it may report again.
Execution Executions::as_seen(Execution execution) const {
  if (!execution.is_running()) return execution;
  const Time now = clock_();
  if (execution.last_seen < running_since(now)) execution.outcome = ExecutionOutcome::kNoNews;
  if (execution.last_seen < now - kSilence) execution.status = kAbandoned;
  return execution;
}

Execution Executions::find(const TeamRef& team_ref, const std::string& id) {
  auto found = store_.execution(team_ref, id);
  if (!found) throw Refusal(Refusal::Kind::kUnknown, "execution not found");
  return as_seen(*std::move(found));
}

ExecutionFilter Executions::checked(ExecutionFilter filter) const {
  const auto& known = execution_statuses();
  if (!filter.status.empty() && std::ranges::find(known, filter.status) == known.end())
    refuse(fmt::format("'{}' is not an execution status: use one of {}", filter.status,
                       fmt::join(known, ", ")));
  narrow(filter, clock_());
  return filter;
}

Listing<Execution> Executions::page(const TeamRef& team_ref, const ExecutionFilter& filter) {
  auto page = listing_of(checked(filter), [&](const ExecutionFilter& narrowed) {
    return store_.executions(team_ref, narrowed);
  });
  for (Execution& execution : page.entries)
    execution = as_seen(std::move(execution));
  return page;
}

std::int64_t Executions::count(const TeamRef& team_ref, const ExecutionFilter& filter) {
  return store_.count_executions(team_ref, checked(filter));
}

Execution Executions::find(const TeamRef& team_ref, const std::string& experiment,
                           const std::string& id) {
  Execution execution = find(team_ref, id);
  if (execution.experiment != experiment)
    throw Refusal(Refusal::Kind::kUnknown, "execution not found");
  return execution;
}

void Executions::close(const Author& author, const Execution& execution, const Json& journal) {
  const std::string digest = digest_of_experiment(experiment_in(journal));
  const Time now = clock_();
  const auto decide = [&](Execution& stored) {
    const std::string status = status_in(journal);
    if (status == kRunning && stored.ended) refuse_ended();
    stored.status = status;
    stored.deviated = has_deviated(journal);
    stored.outcome = outcome_of(journal, status);
    if (!stored.is_running()) take_times(stored, journal, now);
    stored.last_seen = std::max(stored.last_seen, now);
    stored.closed_by.clear();
    stored.document = new_id();
    stored.digest = digest;
  };
  const auto changed = store_.change_execution(
      execution.team_ref, execution.id,
      {.action = "execution.close", .decide = decide, .journal = text_of(journal)},
      audit_context(author.principal, now));
  if (is_news_of_end(changed)) note_end(author, changed.after);
}

void Executions::close_silent(const Author& author, const Execution& execution) {
  const Time now = clock_();
  const auto decide = [&](Execution& stored) {
    if (stored.ended) refuse_ended();
    if (stored.last_seen >= running_since(now))
      throw Refusal(
          Refusal::Kind::kConflict,
          "the execution has sent news within the last 2 minutes: only silent ones can be closed");
    stored.status = "interrupted";
    stored.outcome = ExecutionOutcome::kInterrupted;
    stored.ended = now;
    stored.closed_by = author.principal.display_name();
  };
  const Execution closed =
      store_
          .change_execution(execution.team_ref, execution.id,
                            {.action = "execution.close-silent", .decide = decide},
                            audit_context(author.principal, now))
          .after;
  ++ended_.at(static_cast<std::size_t>(closed.outcome));
  activity_feed_.post(author, closed.team_ref,
                      {.kind = "execution-ended",
                       .subject = closed.id,
                       .text = fmt::format("closed '{}', without news since {}", closed.title,
                                           to_text(closed.last_seen)),
                       .outcome = closed.outcome});
}

void Executions::stop(const Author& author, const Execution& execution, const std::string& reason,
                      bool roll_back) {
  if (!store_.request_stop(
          execution,
          {.by = author.principal.display_name(), .reason = reason, .roll_back = roll_back},
          audit_context(author.principal, clock_())))
    refuse_ended();
  activity_feed_.post(author, execution.team_ref,
                      {.kind = "execution-stopped",
                       .subject = execution.id,
                       .text = fmt::format("stopped '{}'", execution.title)});
}

void Executions::note_end(const Author& author, const Execution& execution) {
  ++ended_.at(static_cast<std::size_t>(execution.outcome));
  activity_feed_.post(author, execution.team_ref,
                      {.kind = "execution-ended",
                       .subject = execution.id,
                       .text = fmt::format("ran '{}'", execution.title),
                       .outcome = execution.outcome});
}

void Executions::judge_older_ones() {
  constexpr int kBatch = 100;
  for (auto older = store_.executions_without_outcome(kBatch); !older.empty();
       older = store_.executions_without_outcome(kBatch))
    for (const Execution& execution : older)
      store_.set_missing_outcome(execution.id, older_outcome(store_, execution));
}

std::int64_t Executions::push_event(const Execution& execution, const Json& cloud_event) {
  const std::string type = line_at(cloud_event, "type");
  if (std::ranges::find(kEventTypes, type) == kEventTypes.end())
    refuse(fmt::format("'{}' is not an event type", type));
  const std::string uid = line_at(cloud_event, "id");
  if (uid.empty()) refuse("'id' is required");
  const Json data = data_of(cloud_event);
  return store_.add_event({.execution = execution.id,
                           .team_ref = execution.team_ref,
                           .uid = uid,
                           .type = type,
                           .name = name_in(data),
                           .received = clock_(),
                           .data = text_of(data)});
}

}  // namespace chaos::hub::experiment
