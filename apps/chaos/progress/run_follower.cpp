#include "progress/run_follower.h"

#include <algorithm>

#include "chaos/json.h"

namespace chaos {
namespace {

std::string text_of(const Json& activity, const char* key) {
  const Json* value = find(activity, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

/// The timeout of the activity, or of its provider, if it is a number.
std::optional<double> timeout_of(const Json& activity) {
  const Json* timeout = find(activity, "timeout");
  const Json* provider = find(activity, "provider");
  if (timeout == nullptr && provider != nullptr) timeout = find(*provider, "timeout");
  if (timeout == nullptr || !timeout->is_number()) return std::nullopt;
  return timeout->get<double>();
}

bool is_in_background(const Json& activity) {
  const Json* background = find(activity, "background");
  return background != nullptr && truthy(*background);
}

}  // namespace

RunProgress RunFollower::progress() const {
  const std::lock_guard lock(mutex_);
  RunProgress progress = progress_;
  for (const auto& [thread, activity] : by_thread_) {
    if (thread != sampler_) progress.activities.push_back(activity);
  }
  std::sort(progress.activities.begin(), progress.activities.end(),
            [](const ActivityProgress& a, const ActivityProgress& b) {
              return a.background != b.background ? b.background : a.since < b.since;
            });
  return progress;
}

void RunFollower::detach() {
  const std::lock_guard lock(mutex_);
  changed_ = nullptr;
}

template <class Change>
void RunFollower::note(const Change& change) {
  const std::lock_guard lock(mutex_);
  change();
  if (changed_) changed_();
}

void RunFollower::begin_phase(const char* name) {
  note([&] {
    progress_.phase = name;
    progress_.phase_since = ProgressClock::now();
  });
}

void RunFollower::begin(ActivityProgress activity) {
  note([&] { by_thread_[std::this_thread::get_id()] = std::move(activity); });
}

void RunFollower::end() {
  note([&] { by_thread_.erase(std::this_thread::get_id()); });
}

void RunFollower::start_continuous_hypothesis(double /*frequency_seconds*/) {
  note([&] {
    sampler_ = std::this_thread::get_id();
    progress_.sampling = true;
  });
}

void RunFollower::continuous_hypothesis_iteration(int /*index*/, const Json& state) {
  const Json* met = find(state, "steady_state_met");
  note([&] { progress_.samples.push_back(met != nullptr && truthy(*met)); });
}

void RunFollower::continuous_hypothesis_completed(const Json&, const Json&, const std::string&) {
  note([&] { progress_.sampling = false; });
}

void RunFollower::start_hypothesis_before(const Json& /*experiment*/) {
  begin_phase("Steady state before");
}

void RunFollower::start_hypothesis_after(const Json& /*experiment*/) {
  begin_phase("Steady state after");
}

void RunFollower::start_method(const Json& /*experiment*/) {
  begin_phase("Method");
}

void RunFollower::start_rollbacks(const Json& /*experiment*/) {
  begin_phase("Rollbacks");
}

void RunFollower::start_pause(const Json& activity, double seconds) {
  begin({.type = "Pause",
         .name = text_of(activity, "name"),
         .since = ProgressClock::now(),
         .limit_seconds = seconds,
         .background = is_in_background(activity)});
}

void RunFollower::pause_completed(const Json& /*activity*/) {
  end();
}

void RunFollower::start_activity(const Json& activity) {
  begin({.type = text_of(activity, "type") == "probe" ? "Probe" : "Action",
         .name = text_of(activity, "name"),
         .since = ProgressClock::now(),
         .limit_seconds = timeout_of(activity),
         .background = is_in_background(activity)});
}

void RunFollower::activity_completed(const Json& /*activity*/, const Json& /*run*/) {
  end();
}

}  // namespace chaos
