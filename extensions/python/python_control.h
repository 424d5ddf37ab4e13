#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chaos/control.h"
#include "chaos/events.h"
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
  /// What is the same whenever the control is configured in this run.
  struct Run {
    EventRegistry* events;
    Json* experiment;
    Json* journal;
  };

  void apply(const char* scope, ControlContext& context);
  /// One declaration that was configured.
  struct Configured {
    Json arguments;
    bool with_settings;
  };

  void configure_in(const std::shared_ptr<WorkerLifetime>& session, const Configured& how,
                    Json& configuration, Json& secrets, Json& settings);
  void configure_again(const std::shared_ptr<WorkerLifetime>& session, ControlContext& context);
  void listen(const std::shared_ptr<WorkerLifetime>& session, const Json& events);
  Json request_for(const std::string& hook) const;
  Json call(WorkerLifetime& session, Json request);

  std::shared_ptr<PythonHost> host_;
  const std::string module_;
  const Json hooks_;
  std::optional<Run> run_;  // once configured
  std::vector<Configured> configured_;
  std::weak_ptr<WorkerLifetime> session_;  // in which it was
  std::shared_ptr<EventBridge> bridge_;    // once handlers were registered
};

}  // namespace chaos::python
