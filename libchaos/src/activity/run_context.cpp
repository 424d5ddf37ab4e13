#include "activity/run_context.h"

#include <fmt/format.h>

#include <utility>

#include "json/overlay.h"

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
  set_status_of_completed("interrupted");
}

void RunContext::remember(const Values& current) {
  known_.configuration.update(current.configuration);
  known_.secrets = overlay(std::move(known_.secrets), current.secrets);
}

std::shared_ptr<const Values> RunContext::values_for_rollbacks() const {
  auto whole = std::make_shared<Values>(known_);
  whole->configuration.update(values->configuration);
  whole->secrets = overlay(std::move(whole->secrets), values->secrets);
  return whole;
}

/// Puts back what the runner needs and a control has removed, or replaced by something else.
void RunContext::mend_journal() {
  if (!needed_in_journal.is_object()) return;
  if (!journal.is_object()) journal = Json::object();
  const auto is_sound = [](const Json* value, const Json& needed) {
    return value != nullptr && (value->type() == needed.type() || needed.is_null());
  };
  for (const auto& [key, needed] : needed_in_journal.items()) {
    if (!is_sound(find(journal, key), needed)) journal[key] = needed;
  }
  const Json* states = find(needed_in_journal, "steady_states");
  const Json* during = states != nullptr ? find(*states, "during") : nullptr;
  Json& shown = journal["steady_states"];
  if (during != nullptr && !is_sound(find(shown, "during"), *during)) shown["during"] = *during;
}

void RunContext::apply_controls(bool before, const ControlPoint& point) {
  if (!controls.any_at(point.level, &experiment, point.context())) return;
  auto changed = std::make_shared<Values>(*values);
  remember(*changed);
  const ControlScene scene{.experiment = &experiment,
                           .configuration = &changed->configuration,
                           .secrets = &changed->secrets,
                           .settings = &settings};
  const auto publish = [&] {
    values = changed;
    if (controls_rule_rollbacks) record.follow(experiment);  // else all that is played is known
    if (recorder != nullptr) recorder->hooks_called(experiment, *values_for_rollbacks());
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
