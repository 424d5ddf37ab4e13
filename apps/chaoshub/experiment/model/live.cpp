#include "experiment/model/live.h"

namespace chaos::hub::experiment {

Event verdict_change(const TeamRef& team_ref, const std::string& execution) {
  return {.execution = execution, .team_ref = team_ref, .type = kVerdictChange};
}

Live::Live() : heart_([this](const std::stop_token& stop) { keep_beating(stop); }) {}

Live::~Live() {
  end();
}

void Live::end() {
  heart_.request_stop();
  const std::lock_guard lock(mutex_);
  has_ended_ = true;
  end_all();
}

void Live::disconnect() {
  const std::lock_guard lock(mutex_);
  end_all();
}

void Live::end_all() {
  for (const auto& [team, subscriptions] : by_team_)
    for (const Subscription& subscription : subscriptions)
      subscription.follower->end();
  by_team_.clear();
}

void Live::follow(const TeamRef& team_ref, const std::string& execution,
                  std::shared_ptr<Follower> follower) {
  const std::lock_guard lock(mutex_);
  if (has_ended_) return follower->end();
  by_team_[team_ref.team].push_back({.execution = execution, .follower = std::move(follower)});
}

void Live::publish(const Event& event) {
  const std::lock_guard lock(mutex_);
  const auto found = by_team_.find(event.team_ref.team);
  if (found == by_team_.end()) return;
  std::erase_if(found->second, [&event](const Subscription& subscription) {
    const bool wanted = subscription.execution.empty() || subscription.execution == event.execution;
    return wanted && !subscription.follower->tell(event);
  });
}

void Live::keep_beating(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    ended_.wait_for(lock, stop, kBeat, [] { return false; });
    if (stop.stop_requested()) return;
    for (auto& [team, subscriptions] : by_team_)
      std::erase_if(subscriptions, [](const Subscription& subscription) {
        return !subscription.follower->beat();
      });
    std::erase_if(by_team_, [](const auto& entry) { return entry.second.empty(); });
  }
}

bool Live::is_followed(const std::string& team) const {
  const std::lock_guard lock(mutex_);
  const auto found = by_team_.find(team);
  return found != by_team_.end() && !found->second.empty();
}

std::size_t Live::followers() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& [team, subscriptions] : by_team_)
    count += subscriptions.size();
  return count;
}

}  // namespace chaos::hub::experiment
