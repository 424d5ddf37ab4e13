#pragma once

#include <functional>
#include <string>
#include <vector>

#include "chaos/control.h"
#include "chaos/diagnostic.h"
#include "chaos/events.h"
#include "chaos/json.h"
#include "chaos/registry.h"

namespace chaos {

/// What the hooks of one run can see and change.
struct ControlScene {
  Json* experiment = nullptr;  ///< nullptr while loading
  Json* journal = nullptr;     ///< only while controls are configured
  Json* configuration = nullptr;
  Json* secrets = nullptr;
  Json* settings = nullptr;
};

/// A place in a run where controls are applied. Context and state are looked up for every hook,
/// because the previous hook may have changed the experiment.
struct ControlPoint {
  ControlLevel level;
  std::function<Json&()> context;
  std::function<Json*()> state;  ///< only called after a point; may return nullptr
};

/// The controls of one run: those of the settings and control files, and those the experiment
/// declares at its levels. Not thread-safe: the caller serialises its calls.
/// Semantics: chaoslib.control of the reference, with an experiment's control applied once per
/// point however many other controls there are.
class ControlSet {
 public:
  explicit ControlSet(const Registry& registry) : registry_(registry) {}

  /// Loads the settings' `controls` and those of the files. Controls whose module is missing are
  /// skipped, with a warning each. Throws InvalidSource for a file that cannot be read as a
  /// mapping.
  std::vector<Diagnostic> load_global(const Json& settings,
                                      const std::vector<std::string>& control_files);

  bool has_global() const { return !global_.empty(); }

  /// Throws InvalidControl if any `controls` of the experiment is not a list.
  static void check(const Json& experiment);

  /// Configures the global controls, dropping those that fail, and then those of the experiment,
  /// each once.
  void configure(const ControlScene& scene, EventRegistry& events);

  /// Whether any control would be applied at the point; lets callers skip its preparation.
  bool any_at(ControlLevel level, const Json* experiment, const Json& context) const;

  /// Calls the hooks of that point in order. Throws InterruptExecution if a hook does; all other
  /// exceptions are logged and ignored.
  void before(const ControlScene& scene, const ControlPoint& point);
  void after(const ControlScene& scene, const ControlPoint& point);

  /// The controls of the settings and the files, as a list.
  Json global() const { return global_; }

  /// Cleans up the experiment's controls and the global ones.
  void cleanup(const Json& experiment);

 private:
  void add_global(const std::string& name, Json control, std::vector<Diagnostic>& warnings);
  std::vector<Json> controls_at(ControlLevel level, const Json* experiment,
                                const Json& context) const;
  void apply(bool before, const ControlScene& scene, const ControlPoint& point);

  const Registry& registry_;
  std::vector<Json> global_;
};

}  // namespace chaos
