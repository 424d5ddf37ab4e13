#include "plan/steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "activity/provider_call.h"
#include "chaos/error.h"
#include "context/duration.h"
#include "context/secrets.h"
#include "context/substitution.h"
#include "experiment/chaos_block.h"
#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "os/executable.h"
#include "plan/call_text.h"
#include "plan/limits.h"
#include "plan/placeholders.h"
#include "run/bare_probe.h"
#include "run/safeguard.h"

namespace chaos::plan {
namespace {

std::string text_member(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr ? python_str(*value) : std::string();
}

bool is_true(const Json& object, const char* key) {
  const Json* value = find(object, key);
  return value != nullptr && truthy(*value);
}

/// When the hypothesis is checked, for the title of its section.
std::string times_of_hypothesis(const Request& request, bool after_rollbacks) {
  const auto strategy = hypothesis_strategy_from(request.strategies.hypothesis);
  if (!strategy) return "hypothesis";
  std::vector<std::string> times;
  const auto add = [&times](bool applies, const std::string& text) {
    if (applies) times.push_back(text);
  };
  add(checks_before(*strategy), "before the method");
  add(checks_during(*strategy),
      fmt::format("every {:g} s during the method", request.hypothesis_frequency));
  add(checks_after(*strategy), "after the method");
  add(after_rollbacks && *strategy != HypothesisStrategy::kSkip, "after the rollbacks");
  if (times.empty()) return "Hypothesis, skipped";
  std::string when = times.front();
  for (std::size_t i = 1; i < times.size(); ++i)
    when += (i + 1 < times.size() ? ", " : " and ") + times[i];
  return "Hypothesis, " + when;
}

class Listing {
 public:
  Listing(const Request& request, const KnownValues& known, const std::vector<Diagnostic>& problems,
          bool after_rollbacks)
      : request_(request), known_(known), problems_(problems), after_rollbacks_(after_rollbacks) {}

  std::vector<Part> list() {
    std::vector<Part> parts;
    const auto add = [&parts](Part part) {
      if (!part.steps.empty()) parts.push_back(std::move(part));
    };
    add({"configuration", "Configuration, before anything else", dynamic_values()});
    add({"safeguards", "Safeguards, before anything is touched", safeguards()});
    add({"facts", "Facts, before the hypothesis and again after the rollbacks", facts()});
    add({"hypothesis", times_of_hypothesis(request_, after_rollbacks_),
         activities("probes", hypothesis_base())});
    add({"method", "Method", activities("method", "/method")});
    add({"undos", "Undo of the actions in the method, last one first", undos()});
    add({"rollbacks", "Rollbacks", activities("rollbacks", "/rollbacks")});
    return parts;
  }

 private:
  static std::string hypothesis_base() { return "/steady-state-hypothesis/probes"; }

  std::vector<Step> dynamic_values() const {
    std::vector<Step> steps;
    const Json* configuration = find(request_.experiment, "configuration");
    if (configuration == nullptr || !configuration->is_object()) return steps;
    for (const auto& [name, declared] : configuration->items()) {
      const Json* given = find(request_.overrides.configuration, name);
      const Json* type = find(given != nullptr ? *given : declared, "type");
      if (type == nullptr || *type != "probe") continue;
      steps.push_back(
          step(given != nullptr ? *given : declared, child_pointer("/configuration", name), name));
    }
    return steps;
  }

  /// What must hold for the run to begin or continue.
  std::vector<Step> safeguards() const {
    std::vector<Step> steps;
    const std::string block = chaos_block_pointer(request_.experiment);
    add_bare_probes(steps, chaos_block_member(request_.experiment, "safeguards"),
                    block + "/safeguards");
    add_bare_probes(steps, find(request_.settings, "safeguards"), kSafeguardsOfSettings);
    return steps;
  }

  /// What a run must leave as it was.
  std::vector<Step> facts() const {
    std::vector<Step> steps;
    add_bare_probes(steps, chaos_block_member(request_.experiment, "facts"),
                    chaos_block_pointer(request_.experiment) + "/facts");
    return steps;
  }

  void add_bare_probes(std::vector<Step>& steps, const Json* probes,
                       const std::string& base) const {
    if (probes == nullptr || !probes->is_array()) return;
    for (std::size_t i = 0; i < probes->size(); ++i) {
      const std::string pointer = child_pointer(base, i);
      Json probe = (*probes)[i];
      if (probe.is_object()) probe.erase("dry");  // which has no effect on it
      const double default_limit = Safeguard::default_limit(probe);
      steps.push_back(step(probe, pointer, text_member(probe, "name")));
      limit(steps.back(), probe, default_limit);
      const Json* interval = find(probe, "interval");
      if (interval != nullptr) steps.back().interval = duration_from(*interval);
      if (add_judge(steps, probe, pointer))
        limit(steps.back(), probe.at("tolerance"), default_limit);
    }
  }

  void limit(Step& step, const Json& probe, double default_limit) const {
    if (step.pretended) return;
    step.execution.longest =
        BareProbe::limit_of(probe, known_.values, default_limit) + kTimeoutMarginSeconds;
    step.pause_before = step.pause_after = 0;
  }

  std::vector<Step> activities(const char* list, const std::string& base) const {
    std::vector<Step> steps;
    const Json& all = activities_of(request_.experiment, list);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::string pointer = child_pointer(base, i);
      const Json& activity = resolved(all[i]);
      Step listed = step(activity, pointer, text_member(activity, "name"));
      listed.background = is_true(all[i], "background");
      for_each_undo(activity, resolved_pointer(all[i], pointer),
                    [&](const Json&, const std::string& undo) { listed.undo.push_back(undo); });
      steps.push_back(std::move(listed));
      add_judge(steps, all[i], pointer);
    }
    return steps;
  }

  /// A tolerance that is a probe is executed as well. Returns whether it is one.
  bool add_judge(std::vector<Step>& steps, const Json& probe, const std::string& pointer) const {
    const Json* tolerance = find(probe, "tolerance");
    const Json* type = tolerance != nullptr ? find(*tolerance, "type") : nullptr;
    if (type == nullptr || *type != "probe") return false;
    steps.push_back(step(*tolerance, pointer + "/tolerance", text_member(*tolerance, "name")));
    return true;
  }

  std::vector<Step> undos() const {
    std::vector<Step> steps;
    const Json& method = activities_of(request_.experiment, "method");
    for (std::size_t i = method.size(); i-- > 0;) {
      for_each_undo(method[i], child_pointer("/method", i),
                    [&](const Json& undo, const std::string& pointer) {
                      const Json& activity = resolved(undo);
                      steps.push_back(step(activity, pointer, text_member(activity, "name")));
                    });
    }
    return steps;
  }

  std::string resolved_pointer(const Json& activity, const std::string& pointer) const {
    if (!is_true(activity, "ref")) return pointer;
    const std::string found =
        referenced_activity(request_.experiment, python_str(activity.at("ref")));
    return found.empty() ? pointer : found;
  }

  const Json& resolved(const Json& activity) const {
    const std::string pointer = resolved_pointer(activity, "");
    return pointer.empty() ? activity : request_.experiment.at(JsonPointer(pointer));
  }

  Step step(const Json& activity, const std::string& pointer, std::string name) const {
    const Json* declared = find(activity, "provider");
    const Json provider = declared != nullptr && declared->is_object() ? *declared : Json::object();
    const Json filled_in =
        redacted_data(substitute(provider, known_.values.configuration, known_.values.secrets),
                      log::Data::kArgument);
    Step step{.pointer = pointer, .name = std::move(name)};
    step.type = text_member(activity, "type");
    step.call = call_text(filled_in);
    if (const Json* arguments = find(filled_in, "arguments")) step.arguments = *arguments;
    const Placeholders names = placeholders_in(activity, known_);
    step.uses = names.known;
    step.unknown = names.unknown;
    step.pretended = is_pretended(effective_dry(activity, request_.dry), step.type);
    if (!step.pretended) add_times(step, activity);
    judge_availability(step, provider);
    return step;
  }

  void add_times(Step& step, const Json& activity) const {
    step.execution = execution_time(activity, known_.values);
    if (effective_dry(activity, request_.dry) == Dry::kPause) return;
    step.pause_before = pause_of(activity, "before", known_.values);
    step.pause_after = pause_of(activity, "after", known_.values);
  }

  void judge_availability(Step& step, const Json& provider) const {
    const std::string type = text_member(provider, "type");
    const auto problem = std::ranges::find_if(problems_, [&](const Diagnostic& one) {
      return one.pointer == step.pointer || one.pointer.starts_with(step.pointer + "/provider");
    });
    if (problem != problems_.end()) {
      step.availability = Availability::kMissing;
      step.detail = problem->message;
      step.hint = problem->hint;
    } else if (type == "process") {
      judge_program(step, text_member(provider, "path"));
    } else if (type == "http") {
      step.availability = Availability::kNotContacted;
      step.detail = host_of(step.call);
    } else {
      step.availability = Availability::kAvailable;
      step.detail = type == "python" ? "function found" : std::string();
    }
  }

  static void judge_program(Step& step, const std::string& path) {
    const auto program = os::which(os::expand_user(path));
    step.availability = program ? Availability::kAvailable : Availability::kMissing;
    step.detail = program ? *program : fmt::format("'{}' is not an executable program", path);
  }

  const Request& request_;
  const KnownValues& known_;
  const std::vector<Diagnostic>& problems_;
  const bool after_rollbacks_;
};

}  // namespace

std::vector<Part> parts_of(const Request& request, const KnownValues& known,
                           const std::vector<Diagnostic>& problems, bool after_rollbacks) {
  return Listing(request, known, problems, after_rollbacks).list();
}

}  // namespace chaos::plan
