#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "activity/run_context.h"
#include "chaos/json.h"
#include "os/clock.h"
#include "run/bare_probe.h"
#include "run/guard.h"

namespace chaos {

/// A probe with a tolerance that must be met for the run to continue. It is checked once before
/// anything is touched and, if it has an `interval`, repeatedly in its own thread until the
/// rollbacks begin. The run is stopped once `failures` checks in a row were not met; a probe that
/// cannot be executed, or does not answer in time, is not met. A probe without a timeout has as
/// long as its interval, but at least 10 and at most 30 seconds.
class Safeguard final : public Guard {
 public:
  /// `declared`: as declared in the experiment or the settings, and valid. The references must
  /// outlive this.
  Safeguard(const Json& declared, RunContext& context, Interruption& interruption);

  /// How many seconds a probe without a timeout may take: one that is checked often should soon be
  /// known to hang, but a slow answer is not a breach.
  static double default_limit(const Json& declared);

  std::optional<StopReason> objection(const std::stop_token& stop) override;
  void watch() override;
  void end_watch() override;
  void leave_method() override;
  void note(Json& block) const override;

 private:
  void keep_checking(const std::stop_token& ended);
  bool must_stop(const std::stop_token& stop);
  void breach(std::string problem);
  std::string problem(const std::stop_token& stop) const;
  StopReason reason() const;

  const BareProbe probe_;
  const std::optional<double> interval_;
  const int failures_;
  RunContext& context_;
  Interruption& interruption_;
  // Accessed by the thread while there is one, or else by its owner.
  int checks_ = 0;
  int failed_in_a_row_ = 0;
  std::string problem_;  // of the breach
  Json breach_;
  std::optional<os::ClockThread>
      thread_;  // last: ends before the members that it uses are destroyed
};

/// The safeguards of the experiment and of the settings.
std::vector<std::shared_ptr<Guard>> safeguards_of(RunContext& context, Interruption& interruption);

}  // namespace chaos
