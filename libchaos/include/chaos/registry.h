#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "chaos/control.h"
#include "chaos/provider.h"

namespace chaos {

using ControlFactory = std::function<std::shared_ptr<Control>()>;

/// Everything an experiment can name: providers by type, native functions by module and name,
/// native controls by module. Filled at start, read only afterwards, so reading needs no lock.
class Registry {
 public:
  /// Throws std::invalid_argument when the name is taken: a mistake of whoever registers.
  void add_provider(std::string type, std::unique_ptr<Provider> provider);
  void add_function(NativeFunction function);
  void add_control(std::string module, ControlFactory factory);

  /// nullptr when nothing of that name is registered. The result lives as long as the registry.
  Provider* provider(std::string_view type) const;
  const NativeFunction* function(std::string_view module, std::string_view name) const;
  /// Whether any native function of that module is registered.
  bool has_module(std::string_view module) const;
  /// The one instance of the control of that module, made on first use; nullptr when unknown.
  std::shared_ptr<Control> control(std::string_view module) const;

  /// Provider types in alphabetical order, for hints.
  std::vector<std::string> provider_types() const;

 private:
  std::map<std::string, std::unique_ptr<Provider>, std::less<>> providers_;
  std::map<std::pair<std::string, std::string>, NativeFunction, std::less<>> functions_;
  std::map<std::string, ControlFactory, std::less<>> control_factories_;
  mutable std::map<std::string, std::shared_ptr<Control>, std::less<>> controls_;
};

}  // namespace chaos
