#include "experiment/activity_validation.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "context/activity_references.h"
#include "json/value_words.h"

namespace chaos {
namespace {

class ActivityValidator {
 public:
  ActivityValidator(const Json& activity, const std::string& pointer, const Registry& registry,
                    Findings& findings)
      : activity_(activity), pointer_(pointer), registry_(registry), findings_(findings) {}

  void validate() {
    if (!activity_.is_object()) {
      if (truthy(activity_))
        return report("an activity must be a mapping", "", "give it a type, a name and a provider");
      return report("empty activity is no activity", "", "give it a type, a name and a provider");
    }
    if (!truthy(activity_)) {
      return report("empty activity is no activity", "", "give it a type, a name and a provider");
    }
    if (const Json* ref = find(activity_, "ref"); ref != nullptr && !ref->is_null()) {
      if (!ref->is_string() || ref->get_ref<const std::string&>().empty()) {
        report("reference to activity must be non-empty strings", "/ref",
               "name an activity of the method or the hypothesis");
      }
      return;
    }
    check_type();
    check_name();
    const Provider* provider = check_provider();
    check_timeout();
    check_pauses();
    check_background();
    if (provider != nullptr) findings_.guard(pointer_, [&] { provider->validate(activity_); });
  }

 private:
  void report(std::string message, const std::string& where, std::string hint) {
    findings_.report(Diagnostic{.message = std::move(message),
                                .pointer = pointer_ + where,
                                .hint = std::move(hint),
                                .kind = "InvalidActivity"});
  }

  void check_type() {
    const Json* type = find(activity_, "type");
    if (type == nullptr || !truthy(*type)) {
      return report(
          "an activity must have a type", "",
          type == nullptr ? missing_key_hint(activity_, "type") : "use \"probe\" or \"action\"");
    }
    if (*type != "probe" && *type != "action") {
      const std::string text = python_str(*type);
      const std::string meant = os::did_you_mean(text, {"probe", "action"});
      report(fmt::format("'{}' is not a supported activity type", text), "/type",
             meant.empty() ? "use \"probe\" or \"action\"" : meant);
    }
  }

  void check_name() {
    const Json* name = find(activity_, "name");
    if (name != nullptr && truthy(*name)) return;
    std::string hint = missing_key_hint(activity_, "name");
    if (name != nullptr)
      hint = name->is_boolean() ? quoting_hint(*name) : "give it a name that is not empty";
    report("an activity must have a name", name == nullptr ? "" : "/name", std::move(hint));
  }

  const Provider* check_provider() {
    const Json* provider = find(activity_, "provider");
    if (provider == nullptr || !truthy(*provider)) {
      report("an activity requires a provider", "", missing_key_hint(activity_, "provider"));
      return nullptr;
    }
    if (!provider->is_object()) {
      report("a provider must be a mapping", "/provider",
             "write it as a mapping with a \"type\": \"process\", \"http\" or \"python\"");
      return nullptr;
    }
    const Json* type = find(*provider, "type");
    if (type == nullptr || !truthy(*type)) {
      report("a provider must have a type", "/provider", missing_key_hint(*provider, "type"));
      return nullptr;
    }
    const std::string text = python_str(*type);
    const Provider* found = type->is_string() ? registry_.provider(text) : nullptr;
    if (found == nullptr) {
      const auto types = registry_.provider_types();
      const std::string meant = os::did_you_mean(text, types);
      report(fmt::format("unknown provider type '{}'", text), "/provider/type",
             meant.empty() ? fmt::format("use one of {}", fmt::join(types, ", ")) : meant);
    }
    return found;
  }

  void check_timeout() {
    const Json* timeout = find(activity_, "timeout");
    if (timeout == nullptr || timeout->is_null()) return;
    if (timeout->is_number() || timeout->is_boolean() ||
        extended_kind(*timeout) == Extended::kInteger || is_activity_reference(*timeout)) {
      return;
    }
    report("activity timeout must be a number", "/timeout", "write seconds, without quotes");
  }

  void check_pauses() {
    const Json* pauses = find(activity_, "pauses");
    if (pauses == nullptr || pauses->is_null()) return;
    if (!pauses->is_object()) {
      return report("activity pauses must be a mapping", "/pauses",
                    "write e.g. {\"before\": 1, \"after\": 2}");
    }
    for (const std::string side : {"before", "after"}) {
      const Json* pause = find(*pauses, side);
      if (pause == nullptr || !pause->is_string()) continue;
      const auto& text = pause->get_ref<const std::string&>();
      if (text.starts_with("${") && text.ends_with("}")) continue;
      report(fmt::format("activity {} pause must be a number or a pattern "
                         "to a variable from the configuration or secrets",
                         side),
             "/pauses/" + side, "write seconds without quotes, or \"${name}\"");
    }
  }

  void check_background() {
    const Json* background = find(activity_, "background");
    if (background == nullptr || background->is_boolean()) return;
    report("activity background must be a boolean", "/background", "use true or false");
  }

  const Json& activity_;
  const std::string& pointer_;
  const Registry& registry_;
  Findings& findings_;
};

}  // namespace

void validate_activity(const Json& activity, const std::string& pointer, const Registry& registry,
                       Findings& findings) {
  ActivityValidator(activity, pointer, registry, findings).validate();
}

}  // namespace chaos
