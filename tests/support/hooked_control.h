#pragma once

#include <functional>
#include <memory>

#include "activity/run_context.h"
#include "chaos/control.h"
#include "chaos/registry.h"

namespace chaos::testing {

/// A control with hooks from the test. Called for every level.
class HookedControl final : public Control {
 public:
  using Hook = std::function<void(ControlContext&)>;

  void before(ControlContext& context) override {
    if (on_before) on_before(context);
  }
  void after(ControlContext& context) override {
    if (on_after) on_after(context);
  }
  Hook on_before;
  Hook on_after;
};

/// Registers the module "hooked" and declares it as a control of the experiment.
inline std::shared_ptr<HookedControl> add_hooked_control(Registry& registry, Json& experiment) {
  auto control = std::make_shared<HookedControl>();
  registry.add_control("hooked", [control] { return control; });
  experiment["controls"] = {
      {{"name", "c"}, {"provider", {{"type", "python"}, {"module", "hooked"}}}}};
  return control;
}

/// A hook only for the activity with that name.
inline HookedControl::Hook for_activity(const std::string& name, HookedControl::Hook hook) {
  return [name, hook = std::move(hook)](ControlContext& context) {
    const bool wanted =
        context.level == ControlLevel::kActivity && context.context.value("name", "") == name;
    if (wanted) hook(context);
  };
}

}  // namespace chaos::testing
