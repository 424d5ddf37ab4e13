#include "activity/run_context.h"

#include <fmt/format.h>

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

bool is_by_control(const std::exception_ptr& raised) {
  try {
    std::rethrow_exception(raised);
  } catch (const InterruptExecution&) {
    return true;
  } catch (const ExitRequested&) {
    return true;
  } catch (...) {
    return false;
  }
}

void RunContext::note_overruled(const std::exception_ptr& raised) {
  try {
    std::rethrow_exception(raised);
  } catch (const InterruptExecution& error) {
    log::critical(error.what());
  } catch (const ExitRequested& exit) {
    log::critical(fmt::format("A control called sys.exit({})", exit.code()));
  }
  log::warning("A control cannot prevent this: the system is put back anyway");
  const std::lock_guard lock(mutex);
  Json& status = journal["status"];
  if (status.is_null() || status == "completed") status = "interrupted";
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
  } catch (...) {  // a hook has interrupted the execution
    publish();
    throw;
  }
  publish();
}

}  // namespace chaos
