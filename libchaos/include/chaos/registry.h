#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chaos/control.h"
#include "chaos/module_host.h"
#include "chaos/provider.h"

namespace chaos {

using ControlFactory = std::function<std::shared_ptr<Control>()>;

/// Everything that an experiment can refer to: providers by type, native functions by module and
/// name, native controls by module. Filled at startup and only read afterwards, so reading needs no
/// lock.
class Registry {
 public:
  /// Throws std::invalid_argument if the name is already taken, which is a programming error.
  void add_provider(std::string type, std::unique_ptr<Provider> provider);
  void add_function(NativeFunction function);
  void add_control(std::string module, ControlFactory factory);
  /// Provides the modules that are not registered here.
  void set_module_host(std::unique_ptr<ModuleHost> host);

  /// nullptr if nothing is registered under that name. The result lives as long as the registry.
  Provider* provider(std::string_view type) const;
  const NativeFunction* function(std::string_view module, std::string_view name) const;
  /// Whether any native function of that module is registered.
  bool has_module(std::string_view module) const;
  /// The only instance of the control of that module, created on first use; nullptr if neither a
  /// native control nor the module host has it.
  std::shared_ptr<Control> control(std::string_view module) const;
  /// nullptr if there is none.
  ModuleHost* module_host() const { return module_host_.get(); }

  /// All native functions in alphabetical order; they live as long as the registry.
  std::vector<const NativeFunction*> functions() const;
  /// The modules of all native controls in alphabetical order.
  std::vector<std::string> control_modules() const;

  /// Provider types in alphabetical order, for hints.
  std::vector<std::string> provider_types() const;

 private:
  std::map<std::string, std::unique_ptr<Provider>, std::less<>> providers_;
  std::map<std::pair<std::string, std::string>, NativeFunction, std::less<>> functions_;
  std::map<std::string, ControlFactory, std::less<>> control_factories_;
  std::unique_ptr<ModuleHost> module_host_;
  mutable std::map<std::string, std::shared_ptr<Control>, std::less<>> controls_;
};

}  // namespace chaos
