#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "activity/run_context.h"
#include "chaos/events.h"
#include "chaos/json.h"
#include "chaosiq/session.h"
#include "run/method.h"

namespace chaos::chaosiq {

/// The verification block of an experiment. Durations are in seconds.
struct VerificationPlan {
  std::string id;
  double frequency_seconds = 1.0;
  /// As written; values that are not numbers are ignored.
  Json warm_up = 0;
  Json conditions = 0;
  double cool_down_seconds = 0;
};

/// Throws InvalidExperiment unless the experiment has one valid verification block.
/// Semantics: the validation of chaosiq-cloud.
void validate_verification(const Json& experiment);

/// The plan of the experiment's verification block; members that are missing or not numbers have
/// their defaults.
VerificationPlan read_verification(const Json& experiment);

/// Switches the settings, in memory, to the team in the verification's file. Throws ChaosError if
/// the user has not signed in, there is no team, or the team is not accessible; Stopped.
void select_team(Json& settings, const Json& experiment, std::stop_token stop);

/// Reports a verification's run to the server, step by step, and how it ended; keeps its samples in
/// the journal as "measurements".
class Verification final : public RunEventHandler,
                           public std::enable_shared_from_this<Verification> {
 public:
  /// Both references must outlive the run. `settings` and `declaration` as for read_account.
  Verification(VerificationPlan plan, RunContext& context, Session& session)
      : plan_(std::move(plan)), context_(context), session_(session) {}

  const VerificationPlan& plan() const { return plan_; }

  /// The waits before and after the conditions.
  AroundMethod around_method();

  void started(const Json& experiment, const Json& journal) override;
  void running(const Json& experiment, const Json& journal, const Json& configuration,
               const Json& secrets, const Json& schedule, const Json& settings) override;
  void finish(const Json& journal) override;
  void interrupted(const Json& experiment, const Json& journal) override;
  void signal_exit() override;
  void start_continuous_hypothesis(double frequency_seconds) override;
  void continuous_hypothesis_iteration(int index, const Json& state) override;
  void continuous_hypothesis_completed(const Json& experiment, const Json& journal,
                                       const std::string& error) override;
  void start_hypothesis_before(const Json& experiment) override;
  void hypothesis_before_completed(const Json& experiment, const Json& state,
                                   const Json& journal) override;
  void start_hypothesis_after(const Json& experiment) override;
  void hypothesis_after_completed(const Json& experiment, const Json& state,
                                  const Json& journal) override;
  void start_method(const Json& experiment) override;
  void method_completed(const Json& experiment, const Json& runs) override;
  void start_rollbacks(const Json& experiment) override;
  void rollbacks_completed(const Json& experiment, const Json& journal) override;

 private:
  enum class Wait { kYes, kNo };

  void warm_up(const std::stop_token& stop);
  void hold(const std::stop_token& stop);
  void cool_down(const std::stop_token& stop);
  DeliveryQueue::Ticket post(const char* category, const char* about, Json payload);
  void tell(const char* category, const char* about, Json payload = {}, Wait wait = Wait::kYes);
  /// Opens the run once the execution that `after` creates exists.
  void open_run(const Json& body, DeliveryQueue::Ticket after);
  Json opening_of(const Json& experiment, const Json& journal) const;
  void wait_later(DeliveryQueue::Ticket ticket);
  void note_run();

  const VerificationPlan plan_;
  RunContext& context_;
  Session& session_;
  bool open_ = false;  // the server knows the run, or may soon
};

}  // namespace chaos::chaosiq
