#include "plan/warnings.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiment/experiment.h"
#include "experiment/warnings.h"
#include "json/child_pointer.h"
#include "tolerance/sample.h"

namespace chaos::plan {
namespace {

class Warnings {
 public:
  Warnings(const Request& request, const KnownValues& known, const Plan& plan)
      : request_(request), known_(known), plan_(plan) {}

  std::vector<Diagnostic> collect() {
    check_actions();
    check_rollbacks();
    check_strategy();
    check_hypothesis();
    add_warnings_of_validation();
    return std::move(warnings_);
  }

 private:
  void warn(std::string kind, std::string message, std::string pointer, std::string hint) {
    warnings_.push_back({.message = std::move(message),
                         .pointer = std::move(pointer),
                         .hint = std::move(hint),
                         .kind = std::move(kind)});
  }

  const Part* part(const std::string& key) const {
    const auto found =
        std::ranges::find_if(plan_.parts, [&key](const Part& one) { return one.key == key; });
    return found != plan_.parts.end() ? &*found : nullptr;
  }

  /// An empty `rollback` says that the action does not need an undo.
  bool needs_no_undo(const Step& step) const {
    const JsonPointer place(step.pointer);
    return request_.experiment.contains(place) &&
           find(request_.experiment.at(place), "rollback") != nullptr;
  }

  void check_actions() {
    const Part* method = part("method");
    if (method == nullptr || part("rollbacks") != nullptr) return;
    for (const auto& step : method->steps) {
      if (step.type != "action" || step.pretended || !step.undo.empty() || needs_no_undo(step))
        continue;
      warn("NoUndo", fmt::format("nothing undoes the action '{}'", step.name), step.pointer,
           "give it a \"rollback\", or an empty list if it needs none");
    }
  }

  void check_rollbacks() {
    for (const char* key : {"undos", "rollbacks"}) {
      const Part* rollbacks = part(key);
      if (rollbacks == nullptr) continue;
      for (const auto& step : rollbacks->steps)
        check_rollback(step);
    }
  }

  void check_rollback(const Step& step) {
    if (step.availability == Availability::kMissing) {
      warn("RollbackCannotRun",
           fmt::format("the rollback '{}' cannot run: {}", step.name, step.detail), step.pointer,
           step.hint);
    }
  }

  void check_strategy() {
    const bool has_actions = part("method") != nullptr &&
                             std::ranges::any_of(part("method")->steps, [](const Step& step) {
                               return step.type == "action" && !step.pretended;
                             });
    if (!has_actions) return;
    std::string ways;
    for (const auto& ending : plan_.endings) {
      if (!ending.not_played.empty()) ways += (ways.empty() ? "" : ", ") + ending.how;
    }
    if (ways.empty()) return;
    warn("RollbacksNotPlayed",
         fmt::format(
             "with the rollback strategy '{}', rollbacks are not played for these endings: {}",
             plan_.strategies.rollbacks, ways),
         request_.experiment.contains(JsonPointer("/rollbacks")) ? "/rollbacks" : "",
         plan_.strategies.rollbacks == "never"
             ? "do not use the strategy \"never\""
             : "use --rollback-strategy always, or give each action its own \"rollback\"");
  }

  void check_hypothesis() {
    if (find(request_.experiment, "steady-state-hypothesis") == nullptr) return;
    const std::string base = "/steady-state-hypothesis";
    const Json& probes = activities_of(request_.experiment, "probes");
    if (probes.empty()) {
      return warn("CannotFail", "the hypothesis cannot fail: it has no probes", base,
                  "add a probe with a tolerance");
    }
    if (request_.dry == Dry::kProbes || request_.dry == Dry::kActivities) {
      return warn("CannotFail", "the hypothesis cannot fail: its probes are not executed", base,
                  "use a different value for --dry");
    }
    for (std::size_t i = 0; i < probes.size(); ++i) {
      const Json* tolerance = find(probes[i], "tolerance");
      const Json* provider = find(probes[i], "provider");
      const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
      if (tolerance == nullptr || type == nullptr || !type->is_string()) continue;
      if (!accepts_everything(*tolerance, type->get<std::string>(), known_.values.configuration,
                              known_.values.secrets))
        continue;
      const Json* name = find(probes[i], "name");
      warn("CannotFail",
           fmt::format("the probe '{}' cannot deviate: its tolerance accepts every answer",
                       name != nullptr ? python_str(*name) : "None"),
           child_pointer(base + "/probes", i) + "/tolerance", "state what the answer must be");
    }
  }

  void add_warnings_of_validation() {
    if (request_.document == nullptr) return;
    for (auto& warning : find_warnings(request_.experiment, *request_.document,
                                       {.overrides = request_.overrides,
                                       .has_global_controls = request_.has_global_controls,
                                       .each_rollback = true})) {
      const Step* rollback = rollback_at(warning.pointer);
      if (rollback != nullptr &&
          (warning.kind == "UndeclaredVariable" || warning.kind == "UnknownReference")) {
        warning.kind = "RollbackCannotRun";
        warning.message = fmt::format("the rollback '{}' is missing a value: {}", rollback->name,
                                      warning.message);
      }
      warnings_.push_back(std::move(warning));
    }
  }

  /// The undo or rollback at the pointer; nullptr if there is none.
  const Step* rollback_at(const std::string& pointer) const {
    for (const char* key : {"undos", "rollbacks"}) {
      const Part* rollbacks = part(key);
      if (rollbacks == nullptr) continue;
      for (const auto& step : rollbacks->steps)
        if (pointer.starts_with(step.pointer + "/")) return &step;
    }
    return nullptr;
  }

  const Request& request_;
  const KnownValues& known_;
  const Plan& plan_;
  std::vector<Diagnostic> warnings_;
};

}  // namespace

std::vector<Diagnostic> warnings_of(const Request& request, const KnownValues& known,
                                    const Plan& plan) {
  return Warnings(request, known, plan).collect();
}

}  // namespace chaos::plan
