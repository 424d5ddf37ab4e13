#include "experiment/validation.h"

#include <fmt/format.h>

#include <string_view>
#include <utility>
#include <vector>

#include "context/configuration.h"
#include "experiment/activity_validation.h"
#include "experiment/control_validation.h"
#include "experiment/deprecation.h"
#include "experiment/experiment.h"
#include "experiment/fact_validation.h"
#include "experiment/findings.h"
#include "experiment/guard_validation.h"
#include "experiment/judgement_validation.h"
#include "experiment/reference_validation.h"
#include "experiment/strategy_names.h"
#include "experiment/tolerance_validation.h"
#include "experiment/undo_validation.h"
#include "json/child_pointer.h"
#include "json/value_words.h"
#include "log/log.h"

namespace chaos {
namespace {

const Json kNull;

constexpr const char* kListHint = "start each one with \"- \" in YAML, or put them in [ ] in JSON";

/// For a document that is empty, or not a mapping.
std::string hint_for_other(const Json& document) {
  constexpr const char* kStart = "start with a \"title\", a \"description\" and a \"method\"";
  if (document.is_null()) return fmt::format("the file is empty: {}", kStart);
  if (document.is_object()) return kStart;
  return fmt::format("this is {}: {}", kind_in_words(document), kStart);
}

class ExperimentValidator {
 public:
  ExperimentValidator(const Json& experiment, const ValidationContext& context, Findings& findings)
      : experiment_(experiment), context_(context), findings_(findings) {}

  void validate() {
    log::info("Validating the experiment's syntax");
    if (!truthy(experiment_)) {
      return report("an empty experiment is not an experiment", "", hint_for_other(experiment_));
    }
    if (!experiment_.is_object())
      return report("an experiment must be a mapping", "", hint_for_other(experiment_));
    require_text("title", "experiment requires a title");
    require_text("description", "experiment requires a description");
    check_tags();
    check_extensions();
    check_context();
    check_hypothesis();
    check_method();
    check_rollbacks();
    validate_undos(experiment_, context_.registry, findings_);
    validate_judgement(experiment_, context_.registry, findings_);
    validate_guards(experiment_, context_.registry, findings_);
    validate_facts(experiment_, context_.registry, findings_);
    findings_.guard("", [&] { warn_about_deprecated_features(experiment_); });
    validate_controls(experiment_, context_.registry, findings_);
    for (Diagnostic& problem : strategy_problems(experiment_))
      findings_.report(std::move(problem));
    if (findings_.problems().empty()) log::info("Experiment looks valid");
  }

 private:
  void report(std::string message, std::string pointer, std::string hint) {
    findings_.report(Diagnostic{
        .message = std::move(message), .pointer = std::move(pointer), .hint = std::move(hint)});
  }

  const Json& member(const std::string& key) const {
    const Json* value = find(experiment_, key);
    return value != nullptr ? *value : kNull;
  }

  void require_text(const std::string& key, const char* message) {
    if (truthy(member(key))) return;
    const Json* value = find(experiment_, key);
    if (value == nullptr) return report(message, "", missing_key_hint(experiment_, key));
    const bool is_empty = value->is_string() || value->is_null() || value->is_structured();
    report(message, "/" + key, is_empty ? "it must not be empty" : quoting_hint(*value));
  }

  void check_tags() {
    const Json& tags = member("tags");
    if (!truthy(tags) || tags.is_string()) return;
    if (!tags.is_array()) return report("experiment tags must be a list", "/tags", kListHint);
    for (std::size_t i = 0; i < tags.size(); ++i) {
      if (tags[i].is_string() && truthy(tags[i])) continue;
      report("experiment tags must be a non-empty string", child_pointer("/tags", i),
             "put it in quotes, or remove it");
    }
  }

  void check_extensions() {
    const Json& extensions = member("extensions");
    if (!truthy(extensions)) return;
    if (!extensions.is_array()) {
      return report("experiment extensions must be a list", "/extensions", kListHint);
    }
    bool has_own = false;
    for (std::size_t i = 0; i < extensions.size(); ++i) {
      const Json* name = find(extensions[i], "name");
      if (name != nullptr && *name == "chaos" && std::exchange(has_own, true)) {
        // Only one of them would count, and the other may have the safeguards.
        report("there are two extensions named 'chaos'", child_pointer("/extensions", i) + "/name",
               "merge them into one");
      }
      const bool named =
          name != nullptr && name->is_string() &&
          name->get_ref<const std::string&>().find_first_not_of(" \t\r\n\f\v") != std::string::npos;
      if (named) continue;
      report("All extensions require a non-empty name", child_pointer("/extensions", i),
             "add a \"name\"");
    }
  }

  void check_context() {
    if (findings_.collects()) return check_each_declaration();
    findings_.guard("", [&] {
      const Json configuration = load_configuration(member("configuration"), Json::object());
      keep_secrets(secrets_of(member("secrets"), configuration));
    });
  }

  Json secrets_of(const Json& declarations, const Json& configuration) const {
    return load_secrets(declarations, configuration, Json::object(), context_.stop,
                        context_.read_vault);
  }

  void keep_secrets(const Json& secrets) const {
    if (context_.secrets != nullptr) context_.secrets->update(secrets, /*merge_objects=*/true);
  }

  /// Loads each declaration by itself, so that a problem with one does not hide the others.
  void check_each_declaration() {
    Json configuration = Json::object();
    for (const Json& declaration : declarations_in("configuration")) {
      findings_.guard(
          "", [&] { configuration.update(load_configuration(declaration, Json::object())); });
    }
    for (const Json& target : declarations_in("secrets"))
      findings_.guard("", [&] { keep_secrets(secrets_of(target, configuration)); });
  }

  /// The declarations under `key`, each in a document of its own, with the names that lead to it. A
  /// value that is not a mapping is returned whole, to be rejected.
  std::vector<Json> declarations_in(const char* key) const {
    const Json& declared = member(key);
    if (!declared.is_object()) return {declared};
    std::vector<Json> single;
    for (const auto& [name, declaration] : declared.items()) {
      const bool is_target = std::string_view(key) == "secrets" && declaration.is_object() &&
                             !declaration.contains("type");
      if (!is_target) {
        single.push_back({{name, declaration}});
        continue;
      }
      for (const auto& [inner, secret] : declaration.items())
        single.push_back({{name, {{inner, secret}}}});
    }
    return single;
  }

  void check_hypothesis() {
    const std::string base = "/steady-state-hypothesis";
    const Json& hypothesis = member("steady-state-hypothesis");
    if (hypothesis.is_null()) return;
    if (!hypothesis.is_object())
      return report("the hypothesis must be a mapping", base, "give it a \"title\" and \"probes\"");
    const Json* title = find(hypothesis, "title");
    if (title == nullptr || !truthy(*title)) {
      report("hypothesis requires a title", base, missing_key_hint(hypothesis, "title"));
    }
    const Json* probes = find(hypothesis, "probes");
    if (probes == nullptr || !truthy(*probes)) return;
    if (!probes->is_array())
      return report("hypothesis probes must be a list", base + "/probes", kListHint);
    for (std::size_t i = 0; i < probes->size(); ++i) {
      check_probe((*probes)[i], child_pointer(base + "/probes", i));
    }
  }

  void check_probe(const Json& probe, const std::string& pointer) {
    validate_activity(probe, pointer, context_.registry, findings_);
    validate_probe_tolerance(probe, pointer, "hypothesis probe must have a tolerance entry",
                             context_.registry, findings_);
  }

  void check_method() {
    const Json& method = member("method");
    if (method.is_null()) {
      return report(
          "an experiment requires a method, "
          "which can be empty for only checking steady state hypothesis ",
          find(experiment_, "method") != nullptr ? "/method" : "",
          missing_key_hint(experiment_, "method"));
    }
    check_activities(method, "/method", /*check_references=*/true);
  }

  void check_rollbacks() {
    if (const Json* rollbacks = find(experiment_, "rollbacks")) {
      check_activities(*rollbacks, "/rollbacks", /*check_references=*/false);
    }
  }

  void check_activities(const Json& activities, const std::string& base, bool check_references) {
    if (!activities.is_array()) {
      if (activities.is_structured() && activities.empty()) return;
      return report(fmt::format("the {} must be a list of activities", base.substr(1)), base,
                    kListHint);
    }
    for (std::size_t i = 0; i < activities.size(); ++i) {
      const std::string pointer = child_pointer(base, i);
      validate_activity(activities[i], pointer, context_.registry, findings_);
      if (check_references) {
        validate_reference(experiment_, activities[i], pointer, findings_);
      }
    }
  }

  const Json& experiment_;
  const ValidationContext& context_;
  Findings& findings_;
};

}  // namespace

void validate_experiment(const Json& experiment, const ValidationContext& context) {
  Findings findings(Findings::Mode::kThrowFirst);
  ExperimentValidator(experiment, context, findings).validate();
}

std::vector<Diagnostic> find_problems(const Json& experiment, const ValidationContext& context) {
  Findings findings(Findings::Mode::kCollect);
  ExperimentValidator(experiment, context, findings).validate();
  return findings.problems();
}

}  // namespace chaos
