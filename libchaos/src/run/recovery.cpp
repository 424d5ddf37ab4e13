#include "run/recovery.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "activity/run_record.h"
#include "chaos/error.h"
#include "experiment/chaos_block.h"
#include "run/journal_shape.h"
#include "run/log_damage.h"
#include "run/own_record.h"
#include "run/places.h"
#include "run/run_environment.h"
#include "run/strategy.h"
#include "run/used_values.h"
#include "run/wal_owner.h"
#include "run/wal_recorder.h"

namespace chaos {
namespace {

/// One execution of an activity, as recorded in the log.
struct Execution {
  std::string phase;
  std::string pointer;
  Json run;
  bool ended = false;
  StartedProcess process = {};
  Json owner = {};                        ///< of the log when the process was started
  std::optional<std::size_t> index = {};  ///< in the runner's own record
};

/// Replays the records of a log, in their order, into a journal.
class Replay {
 public:
  void apply(const WalRecord& record) {
    const Json& payload = record.payload;
    if (record.type == wal_record::kRunStarted) {
      begin(payload.at("journal"));
    } else if (record.type == wal_record::kExperiment) {
      if (journal_.is_null()) return;
      journal_["experiment"] = payload.at("experiment");
      record_.follow(journal_["experiment"]);
    } else if (record.type == wal_record::kActivityStarted) {
      Execution started = {
          .phase = payload.at("phase"), .pointer = payload.at("pointer"), .run = payload.at("run")};
      note_start(executions_[payload.at("id")] = std::move(started));
    } else if (record.type == wal_record::kActivityEnded) {
      Execution& execution = executions_[payload.at("id")];
      const bool is_start_lost = execution.run.is_null();
      execution.phase = payload.at("phase");
      execution.run = payload.at("run");
      execution.ended = true;
      if (is_start_lost) note_start(execution);
      note_end(execution);
    } else if (record.type == wal_record::kUndoEnded) {
      end_undo(payload);
    } else if (record.type == wal_record::kProcessStarted) {
      Execution& execution = executions_[payload.at("id")];
      execution.process = {.pid = payload.at("pid"),
                           .start_ticks = payload.at("start_ticks"),
                           .leads_group = payload.at("leads_group")};
      execution.owner = owner_;
    } else if (record.type == wal_record::kOwner) {
      owner_ = payload;
    } else if (record.type == wal_record::kValues) {
      values_ = values_of_record(payload);
    } else if (record.type == wal_record::kEnvironment) {
      environment_ = payload.at("checks");
    } else if (record.type == wal_record::kHypothesis) {
      keep_state(payload.at("phase"), payload.at("state"));
    } else if (record.type == wal_record::kFacts) {
      facts_ = payload.at("facts");
    } else if (record.type == wal_record::kStrategy) {
      imposed_strategy_ = payload.at("rollbacks");
    } else if (record.type == wal_record::kRollbacksDecided) {
      plays_declared_ = payload.at("declared").get<bool>();
    } else if (record.type == wal_record::kRunEnded) {
      ended_ = payload;
    }
  }

  const std::string& imposed_strategy() const { return imposed_strategy_; }
  std::optional<bool> plays_declared() const { return plays_declared_; }

  bool knows_the_run() const { return !journal_.is_null(); }

  /// Throws InvalidSource for the log of a rollback of a journal that was edited by hand.
  void check_shape(const std::string& path) const {
    Json journal = journal_;
    journal["experiment"] = record_.experiment();  // controls may have made anything of the other
    check_journal_shape(journal, fmt::format("the journal in the log '{}'", path),
                        "check what the run and its rollbacks did to the system, correct the "
                        "journal that was rolled back, and delete the log");
  }

  std::vector<LeftoverProcess> processes() const {
    std::vector<LeftoverProcess> left;
    for (const auto& [id, execution] : executions_) {
      if (execution.ended || execution.process.pid == 0) continue;
      const std::string name = activity_name(execution.run);
      left.push_back({.activity = name.empty() ? "an activity" : name,
                      .process = execution.process,
                      .owner = execution.owner,
                      .is_undo = execution.phase == "rollbacks"});
    }
    return left;
  }

  /// The processes of actions that had ended and have an undo, if their PIDs are valid here.
  std::vector<ActionProcess> ended() const {
    std::vector<ActionProcess> processes;
    for (const auto& [id, execution] : executions_) {
      const Json* activity = find(execution.run, "activity");
      const bool has_undo = activity != nullptr && find(*activity, "rollback") != nullptr;
      if (!execution.ended || !has_undo || !execution.process.leads_group) continue;
      if (!is_in_reach(execution.owner) || has_rebooted_since(execution.owner)) continue;
      processes.push_back(
          {.action = activity_name(execution.run),
           .process = {.process = execution.process, .session = session_of(execution.owner)}});
    }
    return processes;
  }

  int next_id() const { return executions_.empty() ? 0 : executions_.rbegin()->first + 1; }

  Json journal() const {
    Json journal = journal_;
    journal["status"] = "aborted";
    std::string last = journal.value("start", "");
    Places places = places_of(journal);  // of the activities that were in it from the start
    for (const auto& [id, execution] : executions_) {
      if (execution.run.is_null()) continue;  // only its process is known
      last = std::max(last, execution.run.value("end", execution.run.value("start", "")));
      place(journal, execution, places);
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
    if (!facts_.is_null()) set_in_chaos_block(journal, "facts", facts_);
    complete(places, places_of(journal));
    state_places(journal, places);
    state_record(journal, record_);
    if (values_) state_values(journal, *values_);
    if (!environment_.is_null()) state_environment(journal, environment_);
    return journal;
  }

 private:
  void begin(const Json& journal) {
    journal_ = journal;
    const Json recorded = as_recorded(journal);
    const Places places = places_of(recorded);
    record_.begin(recorded, places.run, places.rollbacks);
  }

  /// Does what the runner did with its own record.
  void note_start(Execution& execution) {
    if (journal_.is_null()) return;
    if (execution.phase == "method") {
      execution.index = record_.method_count();
      record_.method_activity_begins(execution.pointer, execution.run, journal_.at("experiment"));
    } else if (execution.phase == "rollbacks") {
      execution.index = record_.rollback_count();
      const std::string place =
          execution.pointer.empty() ? place_by_name(execution.run) : execution.pointer;
      record_.rollback_begins(place, execution.run);
    }
  }
  void note_end(const Execution& execution) {
    if (!execution.index) return;
    if (execution.phase == "method") record_.method_activity_ended(*execution.index, execution.run);
    if (execution.phase == "rollbacks") record_.rollback_ended(*execution.index, execution.run);
  }

  /// Where the rollback belongs if the record of its start is lost.
  std::string place_by_name(const Json& run) const {
    Json journal = record_.journal();
    state_places(journal, {.run = record_.run_places(), .rollbacks = record_.rollback_places()});
    for (const auto& undo : undos_of(journal)) {
      if (undo.name == activity_name(run) && undo.state == UndoState::kNeverRan)
        return undo.pointer;
    }
    return {};
  }

  /// From the process that played the undo. What the run itself recorded says more.
  void end_undo(const Json& payload) {
    const auto found = executions_.find(payload.at("id"));
    if (found == executions_.end() || found->second.ended || found->second.run.is_null()) return;
    for (const auto& [key, value] : payload.items()) {
      if (key != "id") found->second.run[key] = value;
    }
    found->second.ended = true;
    note_end(found->second);
  }

  void keep_state(const std::string& phase, const Json& state) {
    if (phase == "during")
      during_.push_back(state);
    else
      states_[phase] = state;
    complete_phases_.insert(phase);
  }

  void place(Json& journal, const Execution& execution, Places& places) const {
    Json run = execution.run;
    if (!execution.ended) run["status"] = "aborted";
    if (execution.phase == "method") {
      journal["run"].push_back(std::move(run));
      places.run.push_back(execution.pointer);
    } else if (execution.phase == "rollbacks") {
      journal["rollbacks"].push_back(std::move(run));
      places.rollbacks.push_back(execution.pointer);
    } else if (!complete_phases_.contains(execution.phase)) {
      unfinished(journal, execution.phase, run);
    }
  }

  /// Finds the place of an activity by its name if the record of its start is lost.
  static void complete(Places& places, const Places& inferred) {
    for (std::size_t i = 0; i < places.run.size(); ++i) {
      if (places.run[i].empty()) places.run[i] = inferred.run[i];
    }
    for (std::size_t i = 0; i < places.rollbacks.size(); ++i) {
      if (places.rollbacks[i].empty()) places.rollbacks[i] = inferred.rollbacks[i];
    }
  }

  /// The probes of a hypothesis that was being checked when the run was killed.
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
  RunRecord record_;
  Json owner_;  // the last one so far
  Json ended_;
  Json facts_;
  Json environment_;
  std::string imposed_strategy_;
  std::optional<bool> plays_declared_;
  std::optional<UsedValues> values_;
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

}  // namespace

RecoveredRun recover_run(os::FileSystem& files, const std::string& path) {
  return recover_run(read_wal(files, path), path);
}

RecoveredRun recover_run(const WalContent& content, const std::string& path) {
  RecoveredRun recovered{.header = content.header,
                         .owner = last_owner(content),
                         .journal = {},
                         .left = {},
                         .processes = {},
                         .problems = content.problems};
  Replay replay;
  std::vector<LostRecords> lost = content.lost;
  for (const auto& record : content.records) {
    try {
      replay.apply(record);
    } catch (const Json::exception& error) {
      lost.push_back({.first = record.sequence, .last = record.sequence});
      recovered.problems.push_back(
          fmt::format("record {} ({}) is incomplete", record.sequence, record.type));
    }
  }
  if (content.torn) {
    recovered.problems.emplace_back(
        "the log ends in the middle of a record; if the disk was full, the log does not contain "
        "what the run did after that");
  }
  if (!replay.knows_the_run()) {
    if (!began_nothing(content)) throw InvalidSource(explain_unknown_run(content, lost, path));
    throw InvalidSource(Diagnostic{
        .message = fmt::format(
            "'{}' contains no run: it was killed before it began, so there is nothing to put back",
            path),
        .hint = "the file can be deleted",
        .position = {.file = path}});
  }
  replay.check_shape(path);
  try {
    recovered.journal = replay.journal();
    if (!lost.empty()) recovered.damage = damage_of(content, lost, recovered.journal);
    recovered.left = left_to_undo(recovered.journal);
  } catch (const Json::exception& error) {  // of a journal that was edited by hand
    throw InvalidSource(Diagnostic{
        .message = fmt::format("the journal in the log '{}' is not valid: {}", path, error.what()),
        .position = {.file = path}});
  }
  recovered.processes = replay.processes();
  recovered.ended = replay.ended();
  recovered.next_id = replay.next_id();
  recovered.imposed_strategy = replay.imposed_strategy();
  recovered.plays_declared = replay.plays_declared();
  return recovered;
}

std::vector<Undo> undos_due(const RecoveredRun& run, const std::string& strategy) {
  const std::string& in_effect = run.imposed_strategy.empty() ? strategy : run.imposed_strategy;
  const Json& status = run.journal.at("status");
  const bool with_declared = run.plays_declared.value_or(
      plays_rollbacks(in_effect, status.is_string() ? status.get<std::string>() : "",
                      truthy(run.journal.at("deviated"))));
  std::vector<Undo> due = left_to_undo(run.journal);
  std::erase_if(due, [&](const Undo& undo) {
    if (undo.state == UndoState::kFailed || !plays_undos(in_effect)) return true;
    return undo.pointer.starts_with("/rollbacks/") && !with_declared;
  });
  return due;
}

bool began_nothing(const WalContent& content) {
  return content.lost.empty() && !content.torn &&
         std::ranges::all_of(content.records, [](const WalRecord& record) {
           return record.type == wal_record::kOwner || record.type == wal_record::kFacts;
         });
}

std::string activity_name(const Json& run) {
  const Json* activity = find(run, "activity");
  const Json* name = activity != nullptr ? find(*activity, "name") : nullptr;
  return name != nullptr && !name->is_null() ? python_str(*name) : std::string();
}

void record_ended_run(const Json& journal, WalWriter& wal) {
  wal.append(wal_record::kRunStarted, {{"journal", journal}});
  Json end = Json::object();
  for (const char* key : {"status", "deviated", "end", "duration"}) {
    if (const Json* value = find(journal, key)) end[key] = *value;
  }
  wal.append(wal_record::kRunEnded, end);
}

}  // namespace chaos
