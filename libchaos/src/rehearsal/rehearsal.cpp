#include "rehearsal/rehearsal.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "chaos/error.h"
#include "experiment/experiment.h"
#include "log/muted.h"
#include "rehearsal/killed_run.h"
#include "rehearsal/left_out.h"
#include "rehearsal/outcome.h"
#include "rehearsal/stage.h"
#include "run/deadline_guard.h"
#include "run/runner.h"

namespace chaos::rehearsal {
namespace {

RunPlan plan_of(const Request& request) {
  return {.hypothesis = hypothesis_strategy_from(request.strategies.hypothesis)
                            .value_or(HypothesisStrategy::kDefault),
          .rollbacks = request.strategies.rollbacks,
          .schedule = request.schedule};
}

/// Plays the whole experiment on the stage. `moment`: when the script disturbs it.
Play play_on(Stage& stage, const Request& request, const Script& script,
             std::optional<Moment> moment = {}) {
  Guards guards(stage.interruption());
  const auto deadline = deadline_plan({}, stage.context().experiment, stage.context().settings);
  if (deadline) {
    guards.add(std::make_shared<DeadlineGuard>(*deadline, request.strategies.rollbacks == "never",
                                               stage.interruption(), *stage.context().clock));
  }
  RunPlan plan = plan_of(request);
  plan.guards = &guards;
  Runner runner(stage.context(), stage.interruption(), std::move(plan));
  runner.prepare(request.overrides);
  const Json journal = runner.run();
  Play play{.disturbance = script.disturbance, .moment = std::move(moment)};
  describe_outcome(play, journal);
  play.seconds = stage.clock().elapsed().count();
  return play;
}

/// The first moment of each kind: the hundredth check of the hypothesis is like the first. An
/// activity can pause twice, before and after.
std::vector<Moment> different_ones(const std::vector<Moment>& moments) {
  std::vector<Moment> chosen;
  std::map<std::tuple<Phase, std::string, std::string, bool>, int> seen;
  for (const auto& moment : moments) {
    const auto key = std::tuple(moment.phase, moment.pointer, moment.name, moment.is_pause);
    if (++seen[key] <= (moment.is_pause ? 2 : 1)) chosen.push_back(moment);
  }
  return chosen;
}

class Rehearsing {
 public:
  explicit Rehearsing(const Request& request) : request_(request) {}

  Rehearsal rehearse() {
    const Json* title = find(request_.experiment, "title");
    rehearsal_.title = title != nullptr ? python_str(*title) : std::string();
    play_as_written();
    for (const auto disturbance :
         {Disturbance::kFailure, Disturbance::kTimeout, Disturbance::kInterruption}) {
      for (const auto& moment : moments_) {
        if (applies(disturbance, moment)) play_disturbed(disturbance, moment);
      }
    }
    for (const auto& snapshot : snapshots_)
      rehearsal_.plays.push_back(recover(request_, snapshot));
    add_notes();
    return std::move(rehearsal_);
  }

 private:
  void play_as_written() {
    const Script script;
    Stage stage(request_, script);
    RecordedRun recorded(stage);
    rehearsal_.plays.push_back(play_on(stage, request_, script));
    moments_ = different_ones(stage.moments());
    snapshots_ = recorded.take_snapshots(moments_);
  }

  void play_disturbed(Disturbance disturbance, const Moment& moment) {
    const Script script{.disturbance = disturbance, .at = moment.number};
    Stage stage(request_, script);
    rehearsal_.plays.push_back(play_on(stage, request_, script, moment));
  }

  /// Users who interrupt the rollbacks have decided to skip them; that needs no rehearsal.
  static bool applies(Disturbance disturbance, const Moment& moment) {
    if (disturbance == Disturbance::kInterruption) return moment.phase != Phase::kRollbacks;
    if (moment.is_pause) return false;
    return disturbance != Disturbance::kTimeout || moment.timeout.has_value();
  }

  void add_notes() {
    std::string without_limit;
    std::set<std::string> named;
    for (const auto& moment : moments_) {
      if (moment.is_pause || moment.timeout || !named.insert(moment.name).second) continue;
      without_limit += (without_limit.empty() ? "" : ", ") + moment.name;
    }
    if (!without_limit.empty()) {
      rehearsal_.notes.push_back(
          fmt::format("no timeout, so the run waits for as long as they take: {}", without_limit));
    }
    for (auto& note : describe_left_out(request_.experiment, request_.settings))
      rehearsal_.notes.push_back(std::move(note));
    const bool has_method = !activities_of(request_.experiment, "method").empty();
    const bool played = std::ranges::any_of(
        moments_, [](const Moment& moment) { return moment.phase == Phase::kMethod; });
    const Play& written = rehearsal_.plays.front();
    if (has_method && !played) {
      add_note_on_answers("the method is not played, because the hypothesis is not met before it");
    } else if (written.deviated || written.status == "failed") {
      add_note_on_answers("as written, the hypothesis is not met after the method");
    }
  }

  void add_note_on_answers(const std::string& what) {
    rehearsal_.notes.push_back(
        request_.journal != nullptr
            ? fmt::format("{}; the answers are those of the journal", what)
            : fmt::format("{}: no answer within its tolerances could be found; use those of a real "
                          "run with --from JOURNAL",
                          what));
  }

  const Request& request_;
  Rehearsal rehearsal_;
  std::vector<Moment> moments_;
  std::vector<Snapshot> snapshots_;
};

}  // namespace

std::string_view to_string(Disturbance disturbance) {
  switch (disturbance) {
    case Disturbance::kNone:
      return "as written";
    case Disturbance::kFailure:
      return "failure";
    case Disturbance::kTimeout:
      return "timeout";
    case Disturbance::kInterruption:
      return "interruption";
    case Disturbance::kKill:
      return "kill";
  }
  return "";
}

bool Play::leaves_something() const {
  return std::ranges::any_of(broken, [](const Broken& one) { return one.is_left(); });
}

bool Rehearsal::leaves_something() const {
  return std::ranges::any_of(plays, [](const Play& play) { return play.leaves_something(); });
}

Rehearsal rehearse(const Request& request) {
  const log::Muted muted;
  return Rehearsing(request).rehearse();
}

}  // namespace chaos::rehearsal
