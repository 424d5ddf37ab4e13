#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "experiment/model/execution.h"

namespace chaos::hub::experiment {

/// Receives events. Functions are called one at a time; they must be quick and must not throw.
/// Returning false ends the subscription.
class Follower {
 public:
  virtual ~Follower() = default;
  virtual bool tell(const Event& event) = 0;
  /// Called periodically to keep idle connections open, and to notice clients that have
  /// disconnected.
  virtual bool beat() = 0;
  /// The hub is shutting down.
  virtual void end() = 0;
};

/// The type of the event for an execution whose safeguards' verdict may have changed. It is sent
/// but not stored: its identifier is 0.
inline constexpr const char* kVerdictChange = "verdict-change";

/// Creates such an event, for an execution of the team, or with "" for all of them.
Event verdict_change(const TeamRef& team_ref, const std::string& execution = "");

/// Passes new events to the followers of an execution, or of a whole team. Safe to use from any
/// thread.
class Live {
 public:
  static constexpr std::chrono::seconds kBeat{15};

  Live();
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  /// Follows one execution of the team, or with "" all of them.
  void follow(const TeamRef& team_ref, const std::string& execution,
              std::shared_ptr<Follower> follower);
  /// Call this in the order of the events' identifiers.
  void publish(const Event& event);
  /// Whether anyone follows the team or one of its executions.
  bool is_followed(const std::string& team) const;
  std::size_t followers() const;
  /// Disconnects all followers, which reconnect and say what they have received. For when events
  /// were missed.
  void disconnect();
  /// Disconnects all followers, now and in the future. Call this before the server stops.
  void end();

 private:
  struct Subscription {
    std::string execution;
    std::shared_ptr<Follower> follower;
  };

  void end_all();  // requires mutex_
  void keep_beating(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Subscription>> by_team_;  // guarded by mutex_
  bool has_ended_ = false;                                    // guarded by mutex_
  std::condition_variable_any ended_;
  std::jthread heart_;  // last: it uses the members above
};

}  // namespace chaos::hub::experiment
