#include "run/hypothesis.h"

#include <fmt/format.h>

#include "activity/executor.h"
#include "activity/judgement.h"
#include "chaos/error.h"
#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "log/log.h"

namespace chaos {
namespace {

constexpr const char* kProbes = "/steady-state-hypothesis/probes";
const Json kNoProbes = Json::array();

/// The runs of the probes. Controls may have changed the state, so nothing in it can be relied on.
const Json& probes_of(const Json& state) {
  const Json* probes = find(state, "probes");
  return probes != nullptr && probes->is_array() ? *probes : kNoProbes;
}

/// The hypothesis as it is in the experiment now; empty if there is none.
Json current_hypothesis(RunContext& context) {
  const std::lock_guard lock(context.mutex);
  const Json* hypothesis = hypothesis_of(context.experiment);
  return hypothesis != nullptr ? *hypothesis : Json();
}

/// One pass over the probes.
class HypothesisRun {
 public:
  HypothesisRun(RunContext& context, Phase phase, std::stop_token stop,
                const std::function<void()>& begun)
      : context_(context), phase_(phase), stop_(std::move(stop)), probe_begun_(begun) {}

  Json run() {
    detached_ = current_hypothesis(context_);
    const ControlPoint point{.level = ControlLevel::kHypothesis,
                             .context = [this]() -> Json& {
                               Json* hypothesis =
                                   find(context_.experiment, "steady-state-hypothesis");
                               return hypothesis != nullptr ? *hypothesis : detached_;
                             },
                             .state = [this] { return begun_ ? &state_ : nullptr; }};
    with_controls(context_, point, [this] {
      begun_ = true;
      const Visibility visible(*this);
      play_probes();
    });
    return std::move(state_);
  }

 private:
  /// Lets probes refer to earlier ones, except in samples of the continuous hypothesis: these are
  /// taken in parallel to the method, so a reference would be ambiguous.
  class Visibility {
   public:
    explicit Visibility(HypothesisRun& run) : run_(run) {
      if (run_.phase_ != Phase::kDuring) show(&run_.state_);
    }
    ~Visibility() {
      if (run_.phase_ != Phase::kDuring) show(nullptr);
    }
    Visibility(const Visibility&) = delete;
    Visibility& operator=(const Visibility&) = delete;

   private:
    void show(const Json* state) {
      const std::lock_guard lock(run_.context_.mutex);
      run_.context_.hypothesis_state = state;
    }

    HypothesisRun& run_;
  };

  void play_probes() {
    for (std::size_t i = 0; has_probe(i); ++i) {
      if (!play_probe(child_pointer(kProbes, i))) {
        state_["steady_state_met"] = false;
        return;
      }
    }
    state_["steady_state_met"] = true;
    log::info("Steady state hypothesis is met!");
  }

  bool has_probe(std::size_t index) {
    const std::lock_guard lock(context_.mutex);
    return index < activities_of(context_.experiment, "probes").size();
  }

  bool play_probe(const std::string& pointer) {
    Json run = execute_activity(context_, phase_, pointer, nullptr, stop_, probe_begun_);
    const bool failed = run.value("status", "") == "failed";
    const bool met = !failed && within(pointer, run);
    run["tolerance_met"] = met;
    const std::lock_guard lock(context_.mutex);
    state_["probes"].push_back(std::move(run));
    if (failed) {
      log::warning("Probe terminated unexpectedly, so its tolerance could not be validated");
    }
    return met;
  }

  /// Judges the run by the tolerance at `pointer`; a reference has its own.
  bool within(const std::string& pointer, Json& run) {
    if (context_.dry == Dry::kProbes || context_.dry == Dry::kActivities) return true;
    Json tolerance;
    {
      const std::lock_guard lock(context_.mutex);
      if (is_pretended(run)) return true;
      const Json* declared = find(context_.experiment.at(JsonPointer(pointer)), "tolerance");
      if (declared != nullptr) tolerance = *declared;
    }
    const Json before = tolerance;
    const bool met = is_within(context_, tolerance, run.at("output"), stop_);
    if (tolerance.is_object() && tolerance != before) keep_changed(pointer, tolerance, run);
    return met;
  }

  /// Whether the probe was not executed because of its own `dry`, so that there is nothing to
  /// judge.
  bool is_pretended(const Json& run) const {
    const Json* activity = find(run, "activity");
    return activity != nullptr &&
           chaos::is_pretended(effective_dry(*activity, context_.dry), "probe");
  }

  /// A probe that judges gets the value among its arguments, which shows in the experiment and the
  /// run.
  void keep_changed(const std::string& pointer, const Json& tolerance, Json& run) {
    const std::lock_guard lock(context_.mutex);
    context_.experiment.at(JsonPointer(pointer))["tolerance"] = tolerance;
    if (run["activity"].contains("tolerance")) run["activity"]["tolerance"] = tolerance;
  }

  RunContext& context_;
  const Phase phase_;
  const std::stop_token stop_;
  const std::function<void()>& probe_begun_;
  Json detached_;
  bool begun_ = false;
  Json state_ = {{"steady_state_met", nullptr}, {"probes", Json::array()}};
};

/// The journal's status after a hypothesis that is not met: failed when a probe was.
const char* status_of(const Json& state) {
  for (const auto& run : probes_of(state)) {
    const Json* status = find(run, "status");
    if (status == nullptr || *status != "succeeded") return "failed";
  }
  return "completed";
}

/// Stores the state under `key`, and reports a steady state that is not met.
bool conclude(RunContext& context, const Json& state, const char* key) {
  context.step([&] {
    context.journal["steady_states"][key] = state;
    context.events.emit([&](auto& handler) {
      std::string_view(key) == "before"
          ? handler.hypothesis_before_completed(context.experiment, state, context.journal)
          : handler.hypothesis_after_completed(context.experiment, state, context.journal);
    });
  });
  if (is_met(state)) return true;
  const std::lock_guard lock(context.mutex);
  if (std::string_view(key) == "after") {
    context.outcome.deviated = true;
    context.journal["deviated"] = true;
  }
  context.set_status(status_of(state));
  log::critical(fmt::format(
      "Steady state probe '{}' is not in the given tolerance so failing this experiment",
      last_probe(state)));
  return false;
}

}  // namespace

bool is_met(const Json& state) {
  const Json* met = find(state, "steady_state_met");
  return state.is_null() || (met != nullptr && *met == true);
}

std::string last_probe(const Json& state) {
  const Json& probes = probes_of(state);
  const Json* activity = probes.empty() ? nullptr : find(probes.back(), "activity");
  const Json* name = activity != nullptr ? find(*activity, "name") : nullptr;
  return name != nullptr ? python_str(*name) : "None";
}

Json run_hypothesis(RunContext& context, Phase phase, std::stop_token stop,
                    const std::function<void()>& begun) {
  const Json hypothesis = current_hypothesis(context);
  if (hypothesis.is_null()) {
    log::debug("No hypothesis declared.");
    return {};
  }
  const Json* title = find(hypothesis, "title");
  log::info(fmt::format("Steady state hypothesis: {}",
                        title != nullptr ? python_str(*title) : std::string("None")));
  return HypothesisRun(context, phase, std::move(stop), begun).run();
}

bool check_hypothesis_before(RunContext& context, std::stop_token stop) {
  log::debug("Running steady-state hypothesis before the method");
  context.step([&] {
    context.events.emit(
        [&](auto& handler) { handler.start_hypothesis_before(context.experiment); });
  });
  return conclude(context, run_hypothesis(context, Phase::kBefore, std::move(stop)), "before");
}

bool check_hypothesis_after(RunContext& context, std::stop_token stop) {
  log::debug("Running steady-state hypothesis after the method");
  context.step([&] {
    context.events.emit([&](auto& handler) { handler.start_hypothesis_after(context.experiment); });
  });
  return conclude(context, run_hypothesis(context, Phase::kAfter, std::move(stop)), "after");
}

}  // namespace chaos
