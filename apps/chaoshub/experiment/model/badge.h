#pragma once

#include <optional>
#include <string>

#include "experiment/model/experiment.h"
#include "service/audit_context.h"
#include "service/outcome.h"

namespace chaos::hub::experiment {

/// Stores badges. A badge is an image of an experiment's last outcome, for public pages, at an
/// address that cannot be guessed. Each function is one transaction, durable once it returns.
/// Safe to use from any thread.
class BadgeStore {
 public:
  virtual ~BadgeStore() = default;

  /// The secret part of the URL; nothing if the experiment has no badge.
  virtual std::optional<std::string> secret_of(const std::string& experiment) = 0;
  /// Creates the experiment's badge, or moves it to a new URL; the old one stops working.
  virtual void set_badge(const Experiment& experiment, const std::string& secret,
                         const AuditContext& audit) = 0;
  /// False if there is none.
  virtual bool remove_badge(const Experiment& experiment, const AuditContext& audit) = 0;
  /// The outcome of the last finished execution of the experiment whose badge has that secret;
  /// kUnknown if none has finished. Nothing if no badge has that secret.
  virtual std::optional<ExecutionOutcome> last_outcome(const std::string& secret) = 0;
};

}  // namespace chaos::hub::experiment
