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

/// Somebody who follows events. All functions are called one after the other; they must be quick
/// and must not throw. Those that return false end it.
class Follower {
 public:
  virtual ~Follower() = default;
  virtual bool tell(const Event& event) = 0;
  /// Called every now and then, so that a connection on which nothing happens is kept open, and one
  /// whose client is gone is noticed.
  virtual bool beat() = 0;
  /// The hub ends.
  virtual void end() = 0;
};

/// The type of what is told when an execution's safeguards may have come to another verdict. It is
/// told of but not kept: its identifier is 0.
inline constexpr const char* kVerdictChange = "verdict-change";

/// Tells of one, for an execution of the team, or with "" for all of them.
Event verdict_change(const TeamRef& team_ref, const std::string& execution = "");

/// Hands events to those that follow an execution, or all of a team, as they are kept. Safe to use
/// from any thread.
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
  /// To be called in the order of the events' identifiers.
  void publish(const Event& event);
  /// Whether anybody follows the team or one of its executions.
  bool is_followed(const std::string& team) const;
  std::size_t followers() const;
  /// Ends all followers, which come back and say what they have seen last. For when events were
  /// missed.
  void disconnect();
  /// Ends all followers, and from now on whoever comes. To be called before what carries their
  /// connections ends.
  void end();

 private:
  struct Subscription {
    std::string execution;
    std::shared_ptr<Follower> follower;
  };

  void end_all();  // mutex_ is held
  void keep_beating(const std::stop_token& stop);

  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Subscription>> by_team_;  // guarded by mutex_
  bool has_ended_ = false;                                    // guarded by mutex_
  std::condition_variable_any ended_;
  std::jthread heart_;  // last: it uses the others
};

}  // namespace chaos::hub::experiment
