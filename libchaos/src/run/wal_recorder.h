#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "activity/run_context.h"
#include "chaos/events.h"
#include "run/wal_writer.h"

namespace chaos {

/// The types of the records that a run leaves in its write-ahead log, in the order in which they
/// may come. Their payloads are in docs/reference/wal-format.md.
namespace wal_record {
inline constexpr const char* kOwner = "owner";
inline constexpr const char* kRunStarted = "run-started";
inline constexpr const char* kValues = "values";
inline constexpr const char* kExperiment = "experiment";
inline constexpr const char* kEnvironment = "environment";
inline constexpr const char* kProcessStarted = "process-started";
inline constexpr const char* kSettled = "settled";
inline constexpr const char* kActivityStarted = "activity-started";
inline constexpr const char* kActivityEnded = "activity-ended";
inline constexpr const char* kUndoEnded = "undo-ended";
inline constexpr const char* kHypothesis = "hypothesis";
inline constexpr const char* kFacts = "facts";
inline constexpr const char* kStrategy = "strategy";
inline constexpr const char* kRollbacksDecided = "rollbacks-decided";
inline constexpr const char* kRollbacksStarted = "rollbacks-started";
inline constexpr const char* kRunEnded = "run-ended";
}  // namespace wal_record

/// Records a run as it happens. If the log can no longer be written (disk full), that is logged
/// once and the run continues without it: rolling back matters more than the record. Unless it says
/// otherwise, a function is called with the run's lock held.
class WalRecorder final : public ActivityRecorder, public RunEventHandler {
 public:
  /// `writer` must outlive this.
  explicit WalRecorder(WalWriter& writer) : writer_(writer) {}

  void starting(Phase phase, int id, const std::string& pointer, const Json& run,
                bool durable) override;
  void ended(Phase phase, int id, const Json& run) override;
  bool is_complete() const override { return !failed_; }
  void hooks_called(const Json& experiment, const Values& values) override;
  void strategy_imposed(std::string_view strategy) override;
  void rollbacks_decided(bool declared) override;
  void process_started(int id, const StartedProcess& process) override;
  std::unique_ptr<UndoReceipt> receipt(int id) override;

  /// Calls `tell` whenever hooks have changed what there is to undo, or the values or secrets for
  /// it, with the run's lock held.
  void on_change(std::function<void()> tell) { tell_of_change_ = std::move(tell); }

  /// The values of the facts: before anything is touched, and after the rollbacks.
  void facts(const Json& facts);
  /// The result of the check after the rollbacks.
  void checked(const Json& facts, const Json& state);

  void started(const Json& experiment, const Json& journal) override;
  void hypothesis_before_completed(const Json& experiment, const Json& state,
                                   const Json& journal) override;
  void hypothesis_after_completed(const Json& experiment, const Json& state,
                                  const Json& journal) override;
  void continuous_hypothesis_iteration(int index, const Json& state) override;
  void running(const Json& experiment, const Json& journal, const Json& configuration,
               const Json& secrets, const Json& schedule, const Json& settings) override;
  void start_rollbacks(const Json& experiment) override;
  void finish(const Json& journal) override;

 private:
  void hypothesis(const char* phase, const Json& state);
  bool note_experiment(const Json& experiment);
  void note_values(const Json& experiment, const Json& configuration, const Json& secrets);
  void append(const char* type, const Json& payload, bool durable = false);

  WalWriter& writer_;
  std::function<void()> tell_of_change_;
  bool records_a_run_ = false;  // and not only rollbacks
  Json experiment_;             // as recorded last; null if it had nothing to undo
  Json configuration_;          // as recorded last
  Json secrets_;
  std::atomic<bool> failed_ = false;
};

}  // namespace chaos
