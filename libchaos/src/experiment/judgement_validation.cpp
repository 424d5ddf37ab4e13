#include "experiment/judgement_validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "experiment/activity_validation.h"
#include "experiment/experiment.h"
#include "json/child_pointer.h"
#include "tolerance/tolerance.h"

namespace chaos {
namespace {

const std::vector<std::string> kPolicies = {"continue", "stop", "fail"};
const std::vector<std::string> kRetryKeys = {"count", "delay", "backoff", "until"};

/// Whether it is a string that only becomes a number when the activity is executed.
bool is_filled_in_later(const Json& value) {
  if (!value.is_string()) return false;
  const auto& text = value.get_ref<const std::string&>();
  return text.starts_with("${") && text.ends_with("}");
}

bool is_in_method(const std::string& pointer) {
  return pointer.starts_with("/method/") && pointer.find('/', 8) == std::string::npos;
}

bool is_in_hypothesis(const std::string& pointer) {
  return pointer.starts_with("/steady-state-hypothesis");
}

class JudgementValidator {
 public:
  JudgementValidator(const Json& experiment, const Registry& registry, Findings& findings)
      : experiment_(experiment), registry_(registry), findings_(findings) {}

  void validate() {
    const Json* runtime = find(experiment_, "runtime");
    if (runtime != nullptr) check_policy(*runtime, "/runtime", "InvalidExperiment");
    runtime_has_policy_ = runtime != nullptr && find(*runtime, "on-failure") != nullptr;
    for_each_activity(experiment_, [this](const Json& activity, const std::string& pointer) {
      check_activity(activity, pointer);
    });
  }

 private:
  void report(std::string message, std::string pointer, std::string hint,
              const char* kind = "InvalidActivity") {
    findings_.report(Diagnostic{.message = std::move(message),
                                .pointer = std::move(pointer),
                                .hint = std::move(hint),
                                .kind = kind});
  }

  void check_activity(const Json& activity, const std::string& pointer) {
    const bool has_retries = find(activity, "retries") != nullptr;
    const bool has_policy = find(activity, "on-failure") != nullptr;
    if (const Json* ref = find(activity, "ref"); ref != nullptr && truthy(*ref)) {
      for (const char* key : {"retries", "on-failure"}) {
        if (find(activity, key) == nullptr) continue;
        report(fmt::format("a reference cannot have \"{}\"", key), child_pointer(pointer, key),
               fmt::format("set it on the activity '{}' itself", python_str(*ref)));
      }
      return;
    }
    if (has_retries) check_retries(*find(activity, "retries"), pointer + "/retries");
    if (has_policy && !is_in_method(pointer)) {
      report("only an activity of the method can have \"on-failure\"", pointer + "/on-failure",
             "remove it");
    } else if (has_policy) {
      check_policy(activity, pointer, "InvalidActivity");
    }
    const bool is_judged = has_retries || has_policy || runtime_has_policy_;
    const Json* tolerance = find(activity, "tolerance");
    if (is_judged && tolerance != nullptr && !is_in_hypothesis(pointer)) {
      check_tolerance(*tolerance, pointer + "/tolerance");
    }
  }

  void check_policy(const Json& holder, const std::string& pointer, const char* kind) {
    const Json* policy = find(holder, "on-failure");
    if (policy == nullptr) return;
    const std::string name = python_str(*policy);
    if (policy->is_string() && std::ranges::find(kPolicies, name) != kPolicies.end()) return;
    const std::string meant = os::did_you_mean(name, kPolicies);
    report(fmt::format("'{}' is not a valid value of \"on-failure\"", name),
           pointer + "/on-failure",
           meant.empty() ? "use \"continue\", \"stop\" or \"fail\"" : meant, kind);
  }

  void check_retries(const Json& retries, const std::string& pointer) {
    if (!retries.is_object()) {
      return report("retries must be a mapping", pointer,
                    "write e.g. {\"count\": 3, \"delay\": 2}");
    }
    const Json* count = find(retries, "count");
    if (count == nullptr) {
      report("retries must have a count", pointer, missing_key_hint(retries, "count"));
    } else if (!is_filled_in_later(*count) &&
               (!count->is_number_integer() || count->get<double>() < 0)) {
      report("the count of retries must be a whole number, 0 or more", pointer + "/count",
             "write how many times to try again, without quotes");
    }
    check_number(retries, "delay", pointer, "write seconds without quotes");
    check_number(retries, "backoff", pointer,
                 "write the factor by which the delay grows after each attempt, without quotes");
    if (const Json* until = find(retries, "until")) check_tolerance(*until, pointer + "/until");
    check_keys(retries, pointer);
  }

  void check_number(const Json& retries, const char* key, const std::string& pointer,
                    const char* hint) {
    const Json* value = find(retries, key);
    if (value == nullptr || is_filled_in_later(*value)) return;
    if (value->is_number() && value->get<double>() >= 0) return;
    report(fmt::format("the {} of retries must be a number, 0 or more", key),
           child_pointer(pointer, key), hint);
  }

  void check_keys(const Json& retries, const std::string& pointer) {
    for (const auto& [key, value] : retries.items()) {
      if (std::ranges::find(kRetryKeys, key) != kRetryKeys.end()) continue;
      const std::string meant = os::did_you_mean(key, kRetryKeys);
      report(fmt::format("'{}' is not a key of retries", key), child_pointer(pointer, key),
             meant.empty() ? "use \"count\", \"delay\", \"backoff\" and \"until\"" : meant);
    }
  }

  void check_tolerance(const Json& tolerance, const std::string& pointer) {
    const Json* type = find(tolerance, "type");
    if (type != nullptr && *type == "probe") {
      return validate_activity(tolerance, pointer, registry_, findings_);
    }
    findings_.guard("", [&] { validate_tolerance(tolerance, pointer); });
  }

  const Json& experiment_;
  const Registry& registry_;
  Findings& findings_;
  bool runtime_has_policy_ = false;
};

}  // namespace

void validate_judgement(const Json& experiment, const Registry& registry, Findings& findings) {
  JudgementValidator(experiment, registry, findings).validate();
}

}  // namespace chaos
