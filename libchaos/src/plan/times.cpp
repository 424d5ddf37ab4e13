#include "plan/times.h"

#include <algorithm>

#include "run/hook_limit.h"

namespace chaos::plan {
namespace {

Duration whole(const Step& step) {
  Duration time = step.execution;
  time.shortest += step.pause_before + step.pause_after;
  if (time.longest) *time.longest += step.pause_before + step.pause_after;
  return time;
}

Duration later(const Duration& left, const Duration& right) {
  Duration time{.shortest = std::max(left.shortest, right.shortest), .longest = std::nullopt};
  if (left.longest && right.longest) time.longest = std::max(*left.longest, *right.longest);
  return time;
}

/// Steps follow each other; background ones run in parallel and are waited for at the end.
Duration time_of(const std::vector<Step>& steps) {
  Duration foreground;
  Duration end;
  for (const auto& step : steps) {
    Duration until = foreground;
    until += whole(step);
    if (!step.background) foreground = until;
    end = later(end, until);
  }
  return later(end, foreground);
}

int passes_of_hypothesis(const Strategies& strategies, bool after_rollbacks) {
  const auto strategy = hypothesis_strategy_from(strategies.hypothesis);
  if (!strategy || *strategy == HypothesisStrategy::kSkip) return 0;
  // A pass that is in progress at the end of the method is completed.
  return static_cast<int>(checks_before(*strategy)) + static_cast<int>(checks_during(*strategy)) +
         static_cast<int>(checks_after(*strategy)) + static_cast<int>(after_rollbacks);
}

/// How often the steps of a section are executed.
int passes_of(const Plan& plan, const std::string& key, bool after_rollbacks) {
  if (key == "hypothesis") return passes_of_hypothesis(plan.strategies, after_rollbacks);
  if (key == "facts") return 2;
  if (key == "undos" || key == "rollbacks") return plays_undos(plan.strategies.rollbacks) ? 1 : 0;
  return 1;
}

}  // namespace

Duration& Duration::operator+=(const Duration& other) {
  shortest += other.shortest;
  if (longest && other.longest)
    *longest += *other.longest;
  else
    longest.reset();
  return *this;
}

Times times_of(const Plan& plan, const std::optional<DeadlinePlan>& deadline, bool after_rollbacks,
               bool has_controls) {
  Times times;
  times.deadline = deadline;
  for (const auto& part : plan.parts) {
    const int passes = passes_of(plan, part.key, after_rollbacks);
    if (passes == 0) continue;
    const Duration once = time_of(part.steps);
    for (int i = 0; i < passes; ++i)
      times.until_rolled_back += once;
    if (part.key == "undos" || part.key == "rollbacks") times.rolling_back += once;
    for (const auto& step : part.steps)
      if (!step.execution.longest) times.without_limit.push_back(step.pointer);
  }
  if (deadline) {
    std::optional<double>& longest = times.until_rolled_back.longest;
    double end = deadline->limit + deadline->grace;
    if (has_controls) end += std::min(deadline->grace, HookLimit::kLimit.count());
    longest = longest ? std::min(*longest, end) : end;
  }
  return times;
}

}  // namespace chaos::plan
