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
  const auto publish = [&] {
    values = changed;
    if (recorder != nullptr) recorder->hooks_called(experiment, *changed);
  };
  try {
    if (before)
      controls.before(scene, point);
    else
      controls.after(scene, point);
  } catch (...) {  // a hook interrupts the execution
    publish();
    throw;
  }
  publish();
}

}  // namespace chaos
