#include "experiment/model/steps.h"

#include <fmt/format.h>

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

/// A step without a state, such as an interrupted one, has just ended.
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

bool remove_one(std::vector<std::string>& names, const std::string& name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return false;
  names.erase(found);
  return true;
}

}  // namespace

void StepTracker::add(const Event& event) {
  last_ = std::max(last_, event.id);
  const Json data = Json::parse(event.data, nullptr, false);
  const std::string_view type = event.type;
  if (type.starts_with(kStart))
    begin(std::string(type.substr(kStart.size())), event, member(data, "context"));
  else if (type.ends_with(kFinish))
    finish(type.substr(0, type.size() - kFinish.size()), event, member(data, "state"));
}

/// The hypothesis is checked before the method, after it, and in between as the strategy says. The
/// first check in between may start slightly before the method.
bool StepTracker::is_sample() const {
  return !method_ended_ && (method_began_ || hypothesis_seen_);
}

void StepTracker::begin(const std::string& what, const Event& event, const Json& context) {
  if (what == "hypothesis" && is_sample()) return begin_sample(event, context);
  if (what == "hypothesis") hypothesis_seen_ = true;
  if (what == "method") method_began_ = true;
  const Step::Level level = level_of(what);
  const std::string type = level == Step::Level::kActivity ? line_at(context, "type") : "";
  if (in_sample_ && type != "action" && std::ranges::find(probes_, event.name) != probes_.end()) {
    open_probes_.push_back(event.name);
    return;
  }
  steps_.push_back({.id = event.id,
                    .what = what,
                    .level = level,
                    .name = event.name,
                    .type = type,
                    .began = event.received});
}

void StepTracker::begin_sample(const Event& event, const Json& context) {
  in_sample_ = true;
  probes_.clear();
  open_probes_.clear();
  for (const Json& probe : report::list_of(member(context, "probes")))
    probes_.push_back(line_at(probe, "name"));
  if (samples_) return;
  samples_ = steps_.size();
  steps_.push_back({.id = event.id,
                    .what = "samples",
                    .level = Step::Level::kPhase,
                    .name = event.name,
                    .began = event.received});
}

void StepTracker::finish_sample(const Event& event, const Json& state) {
  in_sample_ = false;
  Step& step = steps_.at(*samples_);
  const Json& met = member(state, "steady_state_met");
  if (met.is_boolean()) step.samples.push_back(met.get<bool>());
  step.ended = event.received;
}

/// The same activity may run many times, but rarely concurrently.
Step* StepTracker::open_step(std::string_view what, const std::string& name) {
  const auto found = std::find_if(steps_.rbegin(), steps_.rend(), [&](const Step& step) {
    return step.what == what && !step.ended && (what != "activity" || step.name == name);
  });
  return found == steps_.rend() ? nullptr : &*found;
}

void StepTracker::finish(std::string_view what, const Event& event, const Json& state) {
  if (what == "method") method_ended_ = true;
  if (what == "hypothesis" && in_sample_) return finish_sample(event, state);
  if (what == "activity" && in_sample_ && remove_one(open_probes_, event.name)) return;
  Step* step = open_step(what, event.name);
  if (step == nullptr) return;
  step->ended = event.received;
  judge(*step, state);
}

std::vector<Step> StepTracker::steps(bool over) const {
  std::vector<Step> steps = steps_;
  if (samples_) {
    Step& step = steps.at(*samples_);
    const auto unmet = std::ranges::count(step.samples, false);
    if (unmet > 0) step.problem = fmt::format("not met in {} of {}", unmet, step.samples.size());
    if (!over && !method_ended_)
      step.ended.reset();  // the next sample is still to come
    else if (step.ended)
      step.state = unmet > 0 ? Step::State::kFailed : Step::State::kSucceeded;
  }
  for (Step& step : steps)
    if (over && !step.ended) step.state = Step::State::kStopped;
  return steps;
}

std::vector<Step> steps_of(const std::vector<Event>& events, bool over) {
  StepTracker tracker;
  for (const Event& event : events)
    tracker.add(event);
  return tracker.steps(over);
}

}  // namespace chaos::hub::experiment
