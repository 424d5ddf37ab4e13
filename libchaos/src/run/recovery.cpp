#include "run/recovery.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "chaos/error.h"
#include "experiment/experiment.h"
#include "run/wal_reader.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

/// One execution of an activity, as far as the log tells.
struct Execution {
  std::string phase;
  std::string pointer;
  Json run;
  bool ended = false;
};

/// Replays the records of a log, in their order, into a journal.
class Replay {
 public:
  void apply(const WalRecord& record) {
    const Json& payload = record.payload;
    if (record.type == wal_record::kRunStarted) {
      journal_ = payload.at("journal");
    } else if (record.type == wal_record::kActivityStarted) {
      executions_[payload.at("id")] = {
          .phase = payload.at("phase"), .pointer = payload.at("pointer"), .run = payload.at("run")};
    } else if (record.type == wal_record::kActivityEnded) {
      Execution& execution = executions_[payload.at("id")];
      execution.phase = payload.at("phase");
      execution.run = payload.at("run");
      execution.ended = true;
    } else if (record.type == wal_record::kHypothesis) {
      keep_state(payload.at("phase"), payload.at("state"));
    } else if (record.type == wal_record::kRunEnded) {
      ended_ = payload;
    }
  }

  bool knows_the_run() const { return !journal_.is_null(); }

  std::vector<std::size_t> missing_rollbacks() const {
    std::set<std::string> done;
    for (const auto& [id, execution] : executions_) {
      if (execution.ended && execution.run.contains("status")) done.insert(execution.pointer);
    }
    std::vector<std::size_t> missing;
    const Json& rollbacks = activities_of(journal_.at("experiment"), "rollbacks");
    for (std::size_t i = 0; i < rollbacks.size(); ++i) {
      if (!done.contains("/rollbacks/" + std::to_string(i))) missing.push_back(i);
    }
    return missing;
  }

  Json journal() const {
    Json journal = journal_;
    journal["status"] = "aborted";
    std::string last = journal.value("start", "");
    for (const auto& [id, execution] : executions_) {
      last = std::max(last, execution.run.value("end", execution.run.value("start", "")));
      place(journal, execution);
    }
    Json& states = journal["steady_states"];
    for (const auto& [phase, state] : states_)
      states[phase] = state;
    for (const auto& state : during_)
      states["during"].push_back(state);
    const Json* after = find(states, "after");
    const Json* met = after != nullptr ? find(*after, "steady_state_met") : nullptr;
    journal["deviated"] = met != nullptr && *met == false;
    journal["end"] = last;
    journal["duration"] = seconds_between(journal.value("start", ""), last);
    if (!ended_.is_null()) journal.update(ended_);
    return journal;
  }

 private:
  void keep_state(const std::string& phase, const Json& state) {
    if (phase == "during")
      during_.push_back(state);
    else
      states_[phase] = state;
    complete_phases_.insert(phase);
  }

  void place(Json& journal, const Execution& execution) const {
    Json run = execution.run;
    if (!execution.ended) run["status"] = "aborted";
    if (execution.phase == "method")
      journal["run"].push_back(std::move(run));
    else if (execution.phase == "rollbacks")
      journal["rollbacks"].push_back(std::move(run));
    else if (!complete_phases_.contains(execution.phase))
      unfinished(journal, execution.phase, run);
  }

  /// The probes of a hypothesis that was being played when the run was killed.
  static void unfinished(Json& journal, const std::string& phase, const Json& run) {
    Json& states = journal["steady_states"];
    const Json begun = {{"steady_state_met", nullptr}, {"probes", Json::array()}};
    Json* state = &states[phase];
    if (phase == "during") {
      if (state->empty()) state->push_back(begun);
      state = &state->back();
    } else if (state->is_null()) {
      *state = begun;
    }
    (*state)["probes"].push_back(run);
  }

  static double seconds_between(const std::string& start, const std::string& end);

  Json journal_;
  Json ended_;
  std::map<int, Execution> executions_;
  std::map<std::string, Json> states_;
  std::vector<Json> during_;
  std::set<std::string> complete_phases_;
};

/// Seconds since the epoch of "2024-01-31T12:00:00.123456+00:00"; 0 for anything else.
double seconds_of(const std::string& iso) {
  std::tm parts{};
  const char* rest = strptime(iso.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return 0;
  const double fraction = *rest == '.' ? std::strtod(rest, nullptr) : 0;
  return static_cast<double>(timegm(&parts)) + fraction;
}

double Replay::seconds_between(const std::string& start, const std::string& end) {
  return std::max(0.0, seconds_of(end) - seconds_of(start));
}

/// Finds out which rollback a run is of: the next one of its name, for they are played in order, or
/// an earlier one that nothing else was of, for some may be in the background.
class RollbackPlaces {
 public:
  explicit RollbackPlaces(const Json& experiment) {
    for (const auto& rollback : activities_of(experiment, "rollbacks")) {
      const Json* name = find(rollback, "name");
      if (name == nullptr) name = find(rollback, "ref");
      names_.push_back(name != nullptr ? *name : Json());
    }
    taken_.resize(names_.size());
  }

  std::optional<std::size_t> take(const Json& run) {
    const Json* activity = find(run, "activity");
    const Json* name = activity != nullptr ? find(*activity, "name") : nullptr;
    for (std::size_t i = 0; name != nullptr && i < names_.size(); ++i) {
      const std::size_t place = (next_ + i) % names_.size();
      if (taken_[place] || names_[place] != *name) continue;
      taken_[place] = true;
      next_ = place + 1;
      return place;
    }
    return std::nullopt;
  }

 private:
  std::vector<Json> names_;
  std::vector<bool> taken_;
  std::size_t next_ = 0;
};

}  // namespace

RecoveredRun recover_run(os::FileSystem& files, const std::string& path) {
  const WalContent content = read_wal(files, path);
  RecoveredRun recovered{
      .header = content.header, .journal = {}, .rollbacks = {}, .problems = content.problems};
  Replay replay;
  for (const auto& record : content.records) {
    try {
      replay.apply(record);
    } catch (const Json::exception& error) {
      recovered.problems.push_back(
          fmt::format("record {} ({}) lacks what it should hold", record.sequence, record.type));
    }
  }
  if (!replay.knows_the_run()) {
    throw InvalidSource(
        Diagnostic{.message = fmt::format("'{}' tells of no run: it was killed before it began, "
                                          "so there is nothing to put back",
                                          path),
                   .hint = "the file can be removed",
                   .position = {.file = path}});
  }
  recovered.journal = replay.journal();
  recovered.rollbacks = replay.missing_rollbacks();
  return recovered;
}

void record_ended_run(const Json& journal, WalWriter& wal) {
  Json before = journal;
  const Json rollbacks = std::exchange(before["rollbacks"], Json::array());
  wal.append(wal_record::kRunStarted, {{"journal", std::move(before)}});
  RollbackPlaces places(journal.at("experiment"));
  int id = 0;
  for (const auto& run : rollbacks) {
    const auto place = places.take(run);
    const std::string pointer =
        place ? fmt::format("/rollbacks/{}", *place) : std::string("/rollbacks/-");
    const std::string_view phase = to_string(Phase::kRollbacks);
    wal.append(wal_record::kActivityStarted,
               {{"id", id}, {"phase", phase}, {"pointer", pointer}, {"run", run}});
    wal.append(wal_record::kActivityEnded, {{"id", id}, {"phase", phase}, {"run", run}});
    ++id;
  }
  Json end = Json::object();
  for (const char* key : {"status", "deviated", "end", "duration"}) {
    if (const Json* value = find(journal, key)) end[key] = *value;
  }
  wal.append(wal_record::kRunEnded, end);
}

}  // namespace chaos
