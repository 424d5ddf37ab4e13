#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace chaos {

/// Why to stop a run.
enum class Cause {
  kInterrupt,         ///< SIGINT
  kTerminate,         ///< SIGTERM, and SIGHUP, SIGQUIT and others that work the same way
  kExitGracefully,    ///< SIGUSR1
  kExitUngracefully,  ///< SIGUSR2: no rollbacks, background activities are ended too
  kControl,           ///< a control requested it outside the run's own thread
  kGuard              ///< a guard (run/guard.h); `reason` says which and why
};

/// A stop's effect on the rollbacks, whatever the strategy. Later values take precedence over
/// earlier ones.
enum class RollbackOrder {
  kNone,    ///< nothing: the strategy decides
  kDemand,  ///< a guard wants them played
  kForbid,  ///< none of them, not even the undos of actions: kExitUngracefully, or a stop that
            ///< cuts short those that are being played
};

/// Who stops a run, and why.
struct StopReason {
  std::string guard;        ///< as the user would name it: "halt file", "safeguard 'latency'"
  std::string sentence;     ///< the message for the user
  bool roll_back = false;   ///< play the rollbacks as the strategy "always" does
  bool background = true;   ///< end background activities, too
  bool in_journal = false;  ///< the guard writes its reason to the journal itself
};

/// The only way to stop a run from outside. The first request ends what runs in the foreground;
/// background activities are left to finish, as in the reference, unless the cause is
/// kExitUngracefully or a second request comes; those of controls do not count for that. Rollbacks
/// start fresh: an earlier request no longer stops them, the next one ends them at once. Semantics:
/// chaoslib.exit and the exception handling of chaoslib.run of the reference.
///
/// Signals that arrive within one second are one stop: `timeout` signals a whole group, and
/// supervisors repeat themselves. A repeated stop is ignored, even if the rollbacks have begun in
/// the meantime. Only kExitUngracefully always takes effect, because it asks for more.
///
/// A kTerminate asks the program to finish, and rollbacks are a part of that: see
/// let_rollbacks_finish.
class Interruption {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::seconds kOneStop{1};

  /// `now` returns the time when a request arrives. `requested` is called before each request takes
  /// effect, except for those of controls: what the run waits for must not hold it up. From any
  /// thread.
  explicit Interruption(
      std::function<TimePoint()> now = &std::chrono::steady_clock::now,
      std::function<void()> requested = [] {})
      : now_(std::move(now)), requested_(std::move(requested)) {}

  /// `signal` is the name of the signal behind it. Safe from any thread; not from a signal handler.
  void request(Cause cause, std::string signal = "SIGTERM");

  /// Whether the rollbacks are in progress and a kTerminate of this name is to leave them alone:
  /// always if the terminal is gone (SIGHUP) or it is that of request_at_once; otherwise if it is
  /// the first stop by a person or a supervisor, or repeats one that left them alone. Notes it, so
  /// that the next one is not the first. Safe from any thread; not from a signal handler.
  bool let_rollbacks_finish(const std::string& signal);

  /// Ends the background activities as well (`chaos stop --now`). Rollbacks that have begun
  /// continue. Safe from any thread; not from a signal handler.
  void request_at_once(std::string signal);

  /// A guard stops the run. Returns false once the rollbacks have begun: no guard ever ends a
  /// rollback, so nothing is interrupted and only the reason is kept. Safe from any thread; the
  /// caller tells people.
  bool stop(StopReason reason);
  /// Ends the rollbacks as well, those that have not begun included: for a run that has exceeded
  /// every limit.
  void force_end();
  /// Ends the hooks that were called after the stop and have not returned. Safe from any thread.
  void end_hooks();
  /// Triggered when a guard stops the run, for the first time and before the rollbacks.
  std::stop_token stopped_by_guard() const { return by_guard_.get_token(); }

  /// Triggered by the first request of the current part of the run.
  std::stop_token foreground() const;
  /// Triggered when background activities must end as well.
  std::stop_token background() const;

  /// For a hook that starts now: what was requested before it must not end it, for hooks have to be
  /// called on the way out as well, but what is requested from now on must.
  std::stop_token hook() const;

  /// The first request of the current part of the run, unless a kExitUngracefully overrode it.
  std::optional<Cause> cause() const;

  /// The name of the signal behind `cause`.
  std::string signal() const;

  /// The first guard that stopped the run, or tried to while it was rolling back.
  std::optional<StopReason> reason() const;
  /// Whether a guard wants the rollbacks played whatever the strategy.
  bool demands_rollbacks() const;

  /// As kExitUngracefully does, but for a run that ends by itself: an extension asked for it.
  void forbid_rollbacks() { order(RollbackOrder::kForbid); }

  /// Calls `tell` with what a stop says about the rollbacks, at once if it has been said already:
  /// in the thread that stops the run, so it must not wait for the run. An empty function ends
  /// that: when this returns, the former one is not called any more.
  void follow_order(std::function<void(RollbackOrder)> tell);

  /// Begins the rollbacks: tokens handed out from now on are fresh, and `cause` is empty. Returns
  /// the cause until now. If they have already begun, changes nothing and returns nothing.
  std::optional<Cause> enter_rollbacks();
  /// The rollbacks are over: what follows them is ended by the next stop of any kind, which has
  /// nothing to say about the rollbacks any more.
  void leave_rollbacks();
  /// Whether they have begun and are not over.
  bool is_rolling_back() const;

 private:
  struct Stop {
    TimePoint at;
    Cause cause;
  };

  bool is_repetition(Cause cause);
  std::stop_source take_late_hooks();
  void order(RollbackOrder order);

  const std::function<TimePoint()> now_;
  const std::function<void()> requested_;
  mutable std::mutex mutex_;
  std::stop_source foreground_;  // guarded by mutex_
  std::stop_source background_;  // guarded by mutex_
  std::stop_source late_hooks_;  // guarded by mutex_; for hooks that start after a stop
  std::stop_source by_guard_;
  std::optional<Cause> cause_;        // guarded by mutex_
  bool rollbacks_ = false;            // guarded by mutex_; they have begun
  bool rollbacks_over_ = false;       // guarded by mutex_
  bool was_stopped_ = false;          // guarded by mutex_; by a person or a supervisor
  bool demands_rollbacks_ = false;    // guarded by mutex_
  std::optional<StopReason> reason_;  // guarded by mutex_
  std::string signal_;                // guarded by mutex_
  std::optional<Stop> last_stop_;     // guarded by mutex_
  std::mutex order_mutex_;
  RollbackOrder order_ = RollbackOrder::kNone;  // guarded by order_mutex_
  std::function<void(RollbackOrder)> tell_;     // guarded by order_mutex_
};

}  // namespace chaos
