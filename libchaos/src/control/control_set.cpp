#include "control/control_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "chaos/error.h"
#include "context/substitution.h"
#include "document/mapping_file.h"
#include "experiment/experiment.h"
#include "log/log.h"
#include "os/file.h"

namespace chaos {
namespace {

const Json kNoArguments = Json::object();

std::string name_of(const Json& control) {
  const Json* name = find(control, "name");
  return name != nullptr ? python_str(*name) : std::string();
}

bool is_automatic(const Json& control) {
  const Json* automatic = find(control, "automatic");
  return automatic == nullptr || truthy(*automatic);
}

/// The module of a control of type `python`, or "" for any other.
std::string module_of(const Json& control) {
  const Json* provider = find(control, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  if (type == nullptr || *type != "python") return {};
  const Json* module = find(*provider, "module");
  return module != nullptr && module->is_string() ? module->get<std::string>() : std::string();
}

const Json& arguments_of(const Json& control) {
  const Json* arguments = find(control.at("provider"), "arguments");
  return arguments != nullptr && arguments->is_object() ? *arguments : kNoArguments;
}

/// Hooks can turn a valid list into anything during a run, and that must not end the run: what is
/// not a control is ignored.
std::vector<Json> declared_by(const Json& holder) {
  const Json* controls = find(holder, "controls");
  if (controls == nullptr || !controls->is_array()) return {};
  std::vector<Json> declared;
  std::copy_if(controls->begin(), controls->end(), std::back_inserter(declared),
               [](const Json& control) { return control.is_object(); });
  return declared;
}

void require_list(const Json& holder) {
  const Json* controls = find(holder, "controls");
  if (controls == nullptr || controls->is_null() || controls->is_array()) return;
  throw InvalidControl(Diagnostic{.message = "controls must be a list",
                                  .hint = "start each control with \"- \" in YAML, or put them "
                                          "in [ ] in JSON"});
}

/// Visits everything in the experiment that can have controls, including the experiment.
void for_each_holder(const Json& experiment, const std::function<void(const Json&)>& visit) {
  visit(experiment);
  if (const Json* hypothesis = hypothesis_of(experiment)) visit(*hypothesis);
  for_each_activity(experiment, [&](const Json& activity, const std::string&) { visit(activity); });
}

/// All controls declared in the experiment; if a name is repeated, the first one.
std::vector<Json> distinct_controls(const Json& experiment) {
  std::vector<Json> all;
  for_each_holder(experiment, [&all](const Json& holder) {
    for (auto& control : declared_by(holder))
      all.push_back(std::move(control));
  });

  std::vector<Json> distinct;
  std::set<std::string> seen;
  for (auto& control : all) {
    const std::string name = name_of(control);
    if (!name.empty() && seen.insert(name).second) distinct.push_back(std::move(control));
  }
  return distinct;
}

std::vector<Json> automatic_of(const std::vector<Json>& controls) {
  std::vector<Json> automatic;
  std::copy_if(controls.begin(), controls.end(), std::back_inserter(automatic), is_automatic);
  return automatic;
}

/// Merges the experiment's controls with those of a hypothesis or an activity: automatic ones come
/// first, references last. Names that are already present are skipped.
std::vector<Json> merge(const std::vector<Json>& top_level, std::vector<Json> own) {
  std::vector<Json> referred;
  bool any_declared = false;
  std::set<std::string> names;
  for (const auto& control : own) {
    const Json* ref = find(control, "ref");
    if (ref == nullptr) {
      any_declared = true;
      names.insert(name_of(control));
      continue;
    }
    const auto target = std::find_if(top_level.begin(), top_level.end(), [&](const Json& other) {
      return name_of(other) == python_str(*ref);
    });
    if (target != top_level.end()) referred.push_back(*target);
  }
  std::vector<Json> merged;
  if (any_declared) {
    for (auto& control : automatic_of(top_level)) {
      if (!names.contains(name_of(control))) merged.push_back(std::move(control));
    }
  }
  std::move(own.begin(), own.end(), std::back_inserter(merged));
  std::move(referred.begin(), referred.end(), std::back_inserter(merged));
  return merged;
}

void configure_one(Control& control, const Json& declaration, const ControlScene& scene,
                   Json& settings, EventRegistry& events) {
  control.configure({.declaration = declaration,
                     .arguments = arguments_of(declaration),
                     .experiment = *scene.experiment,
                     .journal = *scene.journal,
                     .configuration = *scene.configuration,
                     .secrets = *scene.secrets,
                     .settings = settings,
                     .events = events});
}

Diagnostic missing_module_warning(const std::string& name, const std::string& module) {
  return {
      .message = fmt::format(
          "the control '{}' is not used, because its module '{}' cannot be found", name, module),
      .hint =
          "install the package that provides it, or remove the control; `chaos info python` shows "
          "which Python is used",
      .kind = "MissingControl"};
}

}  // namespace

std::string_view to_string(ControlLevel level) {
  switch (level) {
    case ControlLevel::kLoader:
      return "loader";
    case ControlLevel::kExperiment:
      return "experiment";
    case ControlLevel::kHypothesis:
      return "hypothesis";
    case ControlLevel::kMethod:
      return "method";
    case ControlLevel::kRollback:
      return "rollback";
    case ControlLevel::kActivity:
      return "activity";
  }
  return "";
}

void ControlSet::add_global(const std::string& name, Json control,
                            std::vector<Diagnostic>& warnings) {
  log::debug(fmt::format("Loading global control '{}'", name));
  if (!control.is_object()) {
    log::error(fmt::format("Control '{}' must be a mapping, so it is ignored", name));
    warnings.push_back({.message = fmt::format("the control '{}' is ignored", name),
                        .hint = "write it as a mapping with a \"provider\"",
                        .kind = "InvalidControl"});
    return;
  }
  control["name"] = name;
  const std::string module = module_of(control);
  if (!module.empty() && registry_.control(module) == nullptr) {
    log::debug(
        fmt::format("Control module '{}' could not be loaded. Have you installed it?", module));
    warnings.push_back(missing_module_warning(name, module));
    return;
  }
  global_.push_back(std::move(control));
}

std::vector<Diagnostic> ControlSet::load_global(const Json& settings,
                                                const std::vector<std::string>& control_files) {
  global_.clear();
  std::vector<Diagnostic> warnings;
  if (const Json* controls = find(settings, "controls"); controls && controls->is_object()) {
    for (const auto& [name, control] : controls->items())
      add_global(name, control, warnings);
  }
  for (const auto& file : control_files) {
    const Json controls = read_mapping_file(file, "control");
    for (const auto& [name, control] : controls.items())
      add_global(name, control, warnings);
  }
  return warnings;
}

void ControlSet::check(const Json& experiment) {
  for_each_holder(experiment, require_list);
}

void ControlSet::configure(const ControlScene& scene, EventRegistry& events) {
  const auto succeeds = [&](const Json& declaration, Json& settings) {
    const auto control = registry_.control(module_of(declaration));
    if (control == nullptr) return true;
    try {
      configure_one(*control, declaration, scene, settings, events);
      return true;
    } catch (const std::exception& error) {
      log::debug(fmt::format("Control initialization '{}' failed. It will not be registered.\n{}",
                             name_of(declaration), error.what()));
      return false;
    }
  };
  std::erase_if(global_,
                [&](const Json& declaration) { return !succeeds(declaration, *scene.settings); });
  log::debug("Initializing controls");
  for (const auto& declaration : distinct_controls(*scene.experiment)) {
    Json no_settings;
    succeeds(declaration, no_settings);
  }
}

std::vector<Json> ControlSet::controls_at(ControlLevel level, const Json* experiment,
                                          const Json& context) const {
  if (experiment == nullptr) return global_;
  const std::vector<Json> top_level = declared_by(*experiment);
  std::vector<Json> controls = global_;
  for (auto& control : declared_by(context))
    controls.push_back(std::move(control));
  if (top_level.empty() || level == ControlLevel::kExperiment) return controls;
  // For the method and the rollbacks, an experiment's own controls hide the global ones.
  if (controls.empty() || level == ControlLevel::kMethod || level == ControlLevel::kRollback) {
    return automatic_of(top_level);
  }
  return merge(top_level, std::move(controls));
}

bool ControlSet::any_at(ControlLevel level, const Json* experiment, const Json& context) const {
  if (!global_.empty()) return true;
  if (experiment != nullptr && find(*experiment, "controls") != nullptr) return true;
  return level != ControlLevel::kLoader && find(context, "controls") != nullptr;
}

void ControlSet::before(const ControlScene& scene, const ControlPoint& point) {
  apply(true, scene, point);
}

void ControlSet::after(const ControlScene& scene, const ControlPoint& point) {
  apply(false, scene, point);
}

void ControlSet::apply(bool before, const ControlScene& scene, const ControlPoint& point) {
  const char* scope = before ? "before" : "after";
  if (!any_at(point.level, scene.experiment, point.context())) return;
  for (const auto& declaration : controls_at(point.level, scene.experiment, point.context())) {
    const Json* wanted = find(declaration, "scope");
    if (wanted != nullptr && truthy(*wanted) && *wanted != scope) continue;
    const auto control = registry_.control(module_of(declaration));
    if (control == nullptr) continue;
    log::debug(fmt::format("Applying {}-control '{}' on '{}'", scope, name_of(declaration),
                           to_string(point.level)));
    Json arguments = arguments_of(declaration);
    if (scene.configuration != nullptr &&
        (!scene.configuration->empty() || !scene.secrets->empty())) {
      arguments = substitute(arguments, *scene.configuration, *scene.secrets);
    }
    ControlContext context{.level = point.level,
                           .declaration = declaration,
                           .arguments = arguments,
                           .context = point.context(),
                           .state = before || !point.state ? nullptr : point.state(),
                           .experiment = scene.experiment,
                           .configuration = scene.configuration,
                           .secrets = scene.secrets,
                           .settings = *scene.settings};
    try {
      before ? control->before(context) : control->after(context);
    } catch (const InterruptExecution&) {
      log::debug(
          fmt::format("{}-control '{}' interrupted the execution", scope, name_of(declaration)));
      throw;
    } catch (const Stopped&) {
      throw;
    } catch (const std::exception& error) {
      log::debug(
          fmt::format("{}-control '{}' failed\n{}", scope, name_of(declaration), error.what()));
    }
  }
}

void ControlSet::cleanup(const Json& experiment) {
  const auto cleanup_one = [this](const Json& declaration) {
    log::debug(fmt::format("Cleaning up control '{}'", name_of(declaration)));
    const auto control = registry_.control(module_of(declaration));
    if (control == nullptr) return;
    try {
      control->cleanup();
    } catch (const std::exception& error) {
      log::debug(
          fmt::format("Control cleanup '{}' failed\n{}", name_of(declaration), error.what()));
    }
  };
  log::debug("Cleaning up controls");
  for (const auto& declaration : distinct_controls(experiment))
    cleanup_one(declaration);
  for (const auto& declaration : global_)
    cleanup_one(declaration);
  global_.clear();
}

}  // namespace chaos
