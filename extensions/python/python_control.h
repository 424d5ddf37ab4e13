#pragma once

#include <memory>
#include <string>

#include "chaos/control.h"
#include "python_host.h"

namespace chaos::python {

class EventBridge;

/// The control that a Python module implements by its hooks, e.g. before_activity_control. Hooks
/// that the module does not have cost nothing. All are called one at a time.
/// Semantics: chaoslib.control.python of the reference.
class PythonControl final : public Control {
 public:
  /// `hooks`: the names of the module's hooks, each with its parameters' names.
  PythonControl(std::shared_ptr<PythonHost> host, std::string module, Json hooks)
      : host_(std::move(host)), module_(std::move(module)), hooks_(std::move(hooks)) {}

  void validate(const Json& declaration) override;
  void configure(const ControlSetup& setup) override;
  void before(ControlContext& context) override { apply("before", context); }
  void after(ControlContext& context) override { apply("after", context); }
  void cleanup() override;

 private:
  void apply(const char* scope, ControlContext& context);
  Json request_for(const std::string& hook) const;
  Json call(Session& session, Json request);

  std::shared_ptr<PythonHost> host_;
  const std::string module_;
  const Json hooks_;
  std::shared_ptr<EventBridge> bridge_;  // once handlers were registered
};

}  // namespace chaos::python
