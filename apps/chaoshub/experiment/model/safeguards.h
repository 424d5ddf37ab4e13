#pragma once

#include <string>
#include <vector>

#include "experiment/model/library.h"
#include "experiment/model/safeguard/safeguard.h"
#include "service/deed.h"

namespace chaos::hub::experiment {

/// What the experiment service keeps of safeguards. Each function is one transaction, durable once
/// it returns. Safe to use from any thread.
class SafeguardStore : public Facts {
 public:
  virtual std::vector<Safeguard> safeguards(const Home& home) = 0;
  virtual std::optional<Safeguard> safeguard(const Home& home, const std::string& id) = 0;
  virtual void add_safeguard(const Safeguard& safeguard, const Deed& deed) = 0;
  virtual void change_safeguard(const Safeguard& safeguard, const Deed& deed) = 0;
  virtual void remove_safeguard(const Safeguard& safeguard, const Deed& deed) = 0;
  /// Of the content that the experiment has now.
  virtual void approve(const Experiment& experiment, const std::string& approver,
                       const std::string& approver_name, const Deed& deed) = 0;
};

/// A safeguard that refuses, and why.
struct Objection {
  Safeguard safeguard;
  std::string reason;
};

/// The rules of safeguards. Throws Refusal. Safe to use from any thread.
class Safeguards {
 public:
  Safeguards(SafeguardStore& store, Library& library, Notes& notes, Clock clock);

  /// Those that do not let the execution go on now.
  std::vector<Objection> objections(const Execution& execution);

  std::vector<Safeguard> of(const Home& home) { return store_.safeguards(home); }
  Safeguard find(const Home& home, const std::string& id);
  /// `wanted`: {"kind", "name", "experiment_id", "enabled", "settings"}.
  Safeguard create(const Author& author, const Home& home, const Json& wanted);
  /// What is not in `wanted` stays; the kind cannot be changed.
  Safeguard change(const Author& author, Safeguard safeguard, const Json& wanted);
  void remove(const Author& author, const Safeguard& safeguard);
  /// Stops all of the team's executions until resume().
  void halt(const Author& author, const Home& home, const std::string& reason);
  void resume(const Author& author, const Home& home);
  /// What halts all of the team now.
  std::optional<Safeguard> halt_in_force(const Home& home);
  /// Who approved the experiment as it is now.
  std::optional<std::string> approver(const Experiment& experiment) {
    return store_.approver(experiment.id);
  }
  /// Approves an experiment as it is now.
  void approve(const Author& author, const Home& home, const std::string& experiment);

 private:
  void apply(Safeguard& safeguard, const Json& wanted);
  void note(const Author& author, const Safeguard& safeguard, const char* what);

  SafeguardStore& store_;
  Library& library_;
  Notes& notes_;
  const Clock clock_;
};

}  // namespace chaos::hub::experiment
