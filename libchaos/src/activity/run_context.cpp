#include "activity/run_context.h"

namespace chaos {

std::string_view to_string(Phase phase) {
  switch (phase) {
    case Phase::kBefore:
      return "before";
    case Phase::kDuring:
      return "during";
    case Phase::kAfter:
      return "after";
    case Phase::kMethod:
      return "method";
    case Phase::kRollbacks:
      return "rollbacks";
  }
  return "";
}

void RunContext::apply_controls(bool before, const ControlPoint& point) {
  if (!controls.any_at(point.level, &experiment, point.context())) return;
  auto changed = std::make_shared<Values>(*values);
  const ControlScene scene{.experiment = &experiment,
                           .configuration = &changed->configuration,
                           .secrets = &changed->secrets,
                           .settings = &settings};
  struct Publish {  // also when a hook interrupts the execution
    RunContext& context;
    std::shared_ptr<Values> values;
    ~Publish() { context.values = std::move(values); }
  } publish{*this, changed};
  if (before)
    controls.before(scene, point);
  else
    controls.after(scene, point);
}

}  // namespace chaos
