#include "chaos/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace chaos {

void Registry::add_provider(std::string type, std::unique_ptr<Provider> provider) {
  if (providers_.contains(type)) {
    throw std::invalid_argument(fmt::format("provider '{}' is registered twice", type));
  }
  providers_.emplace(std::move(type), std::move(provider));
}

void Registry::add_function(NativeFunction function) {
  auto key = std::pair(function.module, function.name);
  if (functions_.contains(key)) {
    throw std::invalid_argument(
        fmt::format("function '{}.{}' is registered twice", key.first, key.second));
  }
  functions_.emplace(std::move(key), std::move(function));
}

void Registry::add_control(std::string module, ControlFactory factory) {
  if (control_factories_.contains(module)) {
    throw std::invalid_argument(fmt::format("control '{}' is registered twice", module));
  }
  control_factories_.emplace(std::move(module), std::move(factory));
}

Provider* Registry::provider(std::string_view type) const {
  const auto it = providers_.find(type);
  return it != providers_.end() ? it->second.get() : nullptr;
}

const NativeFunction* Registry::function(std::string_view module, std::string_view name) const {
  const auto it = functions_.find(std::pair(std::string(module), std::string(name)));
  return it != functions_.end() ? &it->second : nullptr;
}

bool Registry::has_module(std::string_view module) const {
  return std::any_of(functions_.begin(), functions_.end(),
                     [module](const auto& entry) { return entry.first.first == module; });
}

void Registry::set_module_host(std::unique_ptr<ModuleHost> host) {
  module_host_ = std::move(host);
}

std::shared_ptr<Control> Registry::control(std::string_view module) const {
  const auto made = controls_.find(module);
  if (made != controls_.end()) return made->second;
  const auto factory = control_factories_.find(module);
  if (factory != control_factories_.end()) {
    return controls_.emplace(std::string(module), factory->second()).first->second;
  }
  if (module_host_ == nullptr || module.empty()) return nullptr;
  auto control = module_host_->control(std::string(module));
  return controls_.emplace(std::string(module), std::move(control)).first->second;
}

std::vector<const NativeFunction*> Registry::functions() const {
  std::vector<const NativeFunction*> functions;
  for (const auto& [name, function] : functions_)
    functions.push_back(&function);
  return functions;
}

std::vector<std::string> Registry::control_modules() const {
  std::vector<std::string> modules;
  for (const auto& [module, factory] : control_factories_)
    modules.push_back(module);
  return modules;
}

std::vector<std::string> Registry::provider_types() const {
  std::vector<std::string> types;
  for (const auto& [type, provider] : providers_)
    types.push_back(type);
  return types;
}

}  // namespace chaos
