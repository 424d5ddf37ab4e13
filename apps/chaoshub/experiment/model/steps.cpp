#include "experiment/model/steps.h"

#include <algorithm>

#include "report/activity.h"
#include "report/members.h"

namespace chaos::hub::experiment {
namespace {

using report::member;

constexpr std::string_view kStart = "starting-";
constexpr std::string_view kFinish = "-finished";

Step::Level level_of(std::string_view what) {
  if (what == "experiment") return Step::Level::kExperiment;
  return what == "activity" ? Step::Level::kActivity : Step::Level::kPhase;
}

void begin(std::vector<Step>& steps, std::string what, const Event& event, const Json& context) {
  const Step::Level level = level_of(what);
  const std::string type = level == Step::Level::kActivity ? line_at(context, "type") : "";
  steps.push_back({.what = std::move(what),
                   .level = level,
                   .name = event.name,
                   .type = type,
                   .began = event.received});
}

/// Without a state (a step that was interrupted has none) it only ended.
void judge(Step& step, const Json& state) {
  step.state = Step::State::kSucceeded;
  if (step.what == "hypothesis" && member(state, "steady_state_met") == false) {
    step.state = Step::State::kFailed;
    step.problem = "not met";
  }
  if (step.what != "activity" || !state.is_object()) return;
  const auto activity = report::read_run(state, report::Phase::kMethod, "");
  if (!report::is_problem(activity)) return;
  step.state = Step::State::kFailed;
  step.problem = activity.problem;
}

void finish(std::vector<Step>& steps, std::string_view what, const Event& event,
            const Json& state) {
  // The same activity may run many times, but hardly beside itself.
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const Step& step) {
    return step.what == what && !step.ended && (what != "activity" || step.name == event.name);
  });
  if (found == steps.rend()) return;
  found->ended = event.received;
  judge(*found, state);
}

}  // namespace

std::vector<Step> steps_of(const std::vector<Event>& events, bool over) {
  std::vector<Step> steps;
  for (const Event& event : events) {
    const Json data = Json::parse(event.data, nullptr, false);
    const std::string_view type = event.type;
    if (type.starts_with(kStart))
      begin(steps, std::string(type.substr(kStart.size())), event, member(data, "context"));
    else if (type.ends_with(kFinish))
      finish(steps, type.substr(0, type.size() - kFinish.size()), event, member(data, "state"));
  }
  for (Step& step : steps)
    if (over && !step.ended) step.state = Step::State::kStopped;
  return steps;
}

}  // namespace chaos::hub::experiment
