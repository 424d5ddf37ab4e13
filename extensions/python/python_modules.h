#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "chaos/json.h"
#include "chaos/module_host.h"
#include "chaos/registry.h"
#include "stops.h"

namespace chaos::python {

class PythonHost;

/// Python's modules, in the user's own interpreter: its functions as activities, its controls and
/// its notification plug-ins. Python is started when the first of them is asked for, but before a
/// run that calls functions begins.
/// Semantics: chaoslib.provider.python, chaoslib.control.python and chaoslib.notification.
class PythonModules final : public ModuleHost {
 public:
  /// `registry`, which must outlive this, says which functions are native.
  PythonModules(std::shared_ptr<PythonHost> host, const Registry& registry)
      : host_(std::move(host)), registry_(registry) {}

  void begin(const Json& experiment, const Json& settings, const Json& global_controls) override;
  void validate(const Json& activity) override;
  Json execute(const ActivityCall& call) override;
  std::shared_ptr<Control> control(const std::string& module) override;
  void notify(const Json& channel, const Json& event) override;

 private:
  bool calls_functions(const Json& experiment) const;

  std::shared_ptr<PythonHost> host_;
  const Registry& registry_;
};

/// Makes Python the registry's module host. Call this in the thread that will play the experiment.
/// `interpreter`: the one to use; "" to find one when it is needed.
void register_python(Registry& registry, const Json& settings, Stops stops,
                     const std::string& interpreter = {});

}  // namespace chaos::python
