#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "context/substitution.h"
#include "experiment/experiment.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

/// Programs that expand `${name}` themselves.
constexpr std::array<std::string_view, 14> kExpanders = {
    "sh",  "bash", "dash", "zsh",  "ksh",      "ash",  "fish",
    "ssh", "eval", "perl", "node", "envsubst", "make", "busybox"};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

/// Whether one of the words is such a program; "/" separates words, so paths do not matter.
bool names_expander(std::string_view text) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && is_word_character(text[i])) continue;
    const std::string_view word = text.substr(begin, i - begin);
    if (std::find(kExpanders.begin(), kExpanders.end(), word) != kExpanders.end()) return true;
    begin = i + 1;
  }
  return false;
}

template <class Visit>
void for_each_text(const Json& value, const std::string& pointer, const Visit& visit) {
  if (value.is_string()) return visit(value.get_ref<const std::string&>(), pointer);
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i)
      for_each_text(value[i], child_pointer(pointer, i), visit);
  } else if (value.is_object()) {
    for (const auto& [key, member] : value.get_ref<const Json::object_t&>())
      for_each_text(member, child_pointer(pointer, key), visit);
  }
}

/// Cheaper than creating pointers that are never used.
bool has_placeholder(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().find("${") != std::string::npos;
  return value.is_structured() && std::any_of(value.begin(), value.end(), has_placeholder);
}

/// Whether a shell or a template engine will expand the names in the string.
bool looks_like_script(std::string_view text) {
  constexpr std::array<std::string_view, 7> kSigns = {"\n", "$(", "`", "&&", "||", "; ", " | "};
  return std::any_of(kSigns.begin(), kSigns.end(), [text](std::string_view sign) {
    return text.find(sign) != std::string_view::npos;
  });
}

bool is_expanded_by_process(const Json& provider) {
  const Json* type = find(provider, "type");
  if (type == nullptr || *type != "process") return false;
  const Json* path = find(provider, "path");
  if (path != nullptr && path->is_string() && names_expander(path->get_ref<const std::string&>()))
    return true;
  bool found = false;
  if (const Json* arguments = find(provider, "arguments")) {
    for_each_text(*arguments, "", [&found](const std::string& text, const std::string&) {
      found = found || names_expander(text);
    });
  }
  return found;
}

/// What an experiment declares.
struct Declared {
  std::vector<std::string> configuration;
  std::vector<std::string> targets;
  std::vector<std::string> names;  ///< all that `${name}` can stand for
  bool is_open = false;            ///< there may be names that are only known during a run
};

Declared declared_by(const Json& experiment, const WarningContext& context) {
  Declared declared;
  if (const Json* values = find(experiment, "configuration"); values && values->is_object()) {
    for (const auto& [name, value] : values->items())
      declared.configuration.push_back(name);
  }
  declared.names = declared.configuration;
  const auto add_names = [&declared](const Json& target) {
    if (!target.is_object()) return;
    for (const auto& [name, value] : target.items())
      declared.names.push_back(name);
  };
  if (const Json* secrets = find(experiment, "secrets"); secrets && secrets->is_object()) {
    for (const auto& [target, names] : secrets->items()) {
      declared.targets.push_back(target);
      add_names(names);
      if (const Json* given = find(context.overrides.secrets, target)) add_names(*given);
      declared.is_open = declared.is_open || find(names, "type") != nullptr;
    }
  }
  return declared;
}

/// Controls may add to the configuration while it is loaded.
bool has_controls(const Json& experiment, const WarningContext& context) {
  const auto holds_some = [](const Json& holder) {
    const Json* controls = find(holder, "controls");
    return controls != nullptr && truthy(*controls);
  };
  bool found = context.has_global_controls || holds_some(experiment);
  if (const Json* hypothesis = hypothesis_of(experiment)) found = found || holds_some(*hypothesis);
  for_each_activity(experiment, [&](const Json& activity, const std::string&) {
    found = found || holds_some(activity);
  });
  return found;
}

class VariableWarnings {
 public:
  VariableWarnings(const Json& experiment, const WarningContext& context,
                   std::vector<Diagnostic>& warnings)
      : experiment_(experiment),
        context_(context),
        declared_(declared_by(experiment, context)),
        warnings_(warnings) {}

  void find_all() {
    for_each_activity(experiment_, [this](const Json& activity, const std::string& pointer) {
      look_into_activity(activity, pointer);
    });
    if (const Json* values = find(experiment_, "configuration"); values && values->is_object()) {
      for (const auto& [name, value] : values->items()) {
        const Json* type = find(value, "type");
        if (type != nullptr && *type == "probe")
          look_into_activity(value, child_pointer("/configuration", name));
      }
    }
    for (const auto& [name, more] : more_places_) {
      if (more.count > 0)
        warnings_[more.warning].message +=
            fmt::format(" (nor in {} more {})", more.count, more.count == 1 ? "place" : "places");
    }
  }

 private:
  static bool is_rollback(std::string_view pointer) {
    return pointer.starts_with("/rollbacks/") || pointer.find("/rollback/") != pointer.npos ||
           pointer.ends_with("/rollback");
  }

  struct MorePlaces {
    std::size_t warning = 0;
    std::size_t count = 0;
  };

  void look_into_activity(const Json& activity, const std::string& pointer) {
    rollback_ = context_.each_rollback && is_rollback(pointer) ? pointer : "";
    for (const char* key : {"pauses", "timeout", "tolerance"}) {
      if (const Json* value = find(activity, key))
        look_into(*value, pointer, key, /*expanded=*/false);
    }
    const Json* provider = find(activity, "provider");
    if (provider == nullptr || !provider->is_object()) return;
    check_targets(*provider, pointer);
    for (const char* key : {"arguments", "url", "headers", "timeout"}) {
      const Json* value = find(*provider, key);
      if (value == nullptr || !has_placeholder(*value)) continue;
      look_into(*value, pointer + "/provider", key, is_expanded_by_process(*provider));
    }
  }

  void look_into(const Json& value, const std::string& base, const char* key, bool expanded) {
    if (!has_placeholder(value)) return;
    for_each_text(value, base + "/" + key, [&](const std::string& text, const std::string& where) {
      for (const std::string& name : braced_names(text))
        check_name(name, where, expanded || looks_like_script(text));
    });
  }

  void check_name(const std::string& name, const std::string& pointer, bool expanded) {
    if (contains(declared_.names, name)) return;
    const auto known = more_places_.find(name + rollback_);
    if (known != more_places_.end()) {
      ++known->second.count;
      return;
    }
    const std::string meant = os::misspelling_of(name, declared_.names);
    if (meant.empty() && (expanded || may_be_declared_later())) return;
    more_places_[name + rollback_] = {.warning = warnings_.size()};
    warnings_.push_back(
        {.message = fmt::format("\"${{{}}}\" is declared neither in the configuration nor in the "
                                "secrets, so it is not replaced here",
                                name),
         .pointer = pointer,
         .hint = meant.empty() ? fmt::format("declare \"{}\" under \"configuration\"", name)
                               : fmt::format("did you mean \"${{{}}}\"?", meant),
         .kind = "UndeclaredVariable"});
  }

  /// Evaluated only for an undeclared name; most experiments have none.
  bool may_be_declared_later() {
    if (!has_controls_) has_controls_ = has_controls(experiment_, context_);
    return declared_.is_open || *has_controls_;
  }

  void check_targets(const Json& provider, const std::string& activity) {
    const Json* targets = find(provider, "secrets");
    if (targets == nullptr || !targets->is_array()) return;
    for (std::size_t i = 0; i < targets->size(); ++i) {
      const std::string target = python_str((*targets)[i]);
      if (contains(declared_.targets, target)) continue;
      const std::string meant = os::nearest(target, declared_.targets);
      warnings_.push_back(
          {.message = fmt::format("the secrets have no target \"{}\"", target),
           .pointer = child_pointer(activity + "/provider/secrets", i),
           .hint = !meant.empty() ? fmt::format("did you mean \"{}\"?", meant)
                   : declared_.targets.empty()
                       ? "declare it under \"secrets\""
                       : fmt::format("use one of \"{}\"", fmt::join(declared_.targets, "\", \"")),
           .kind = "UndeclaredSecret"});
    }
  }

  static bool contains(const std::vector<std::string>& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  }

  const Json& experiment_;
  const WarningContext& context_;
  Declared declared_;
  std::optional<bool> has_controls_;
  std::vector<Diagnostic>& warnings_;
  std::string rollback_;  // where the current activity is, if it gets its own warnings
  std::unordered_map<std::string, MorePlaces> more_places_;  // by name and rollback
};

void warn_about_given_variables(const Json& experiment, const WarningContext& context,
                                std::vector<Diagnostic>& warnings) {
  const std::vector<std::string> declared = declared_by(experiment, context).configuration;
  for (const std::string& name : context.overrides.variables) {
    if (std::find(declared.begin(), declared.end(), name) != declared.end()) continue;
    const std::string meant = os::nearest(name, declared);
    warnings.push_back(
        {.message =
             fmt::format("--var {} has no effect: the configuration does not declare it", name),
         .hint = meant.empty() ? fmt::format("declare \"{}\" under \"configuration\"", name)
                               : fmt::format("did you mean \"{}\"?", meant),
         .kind = "UndeclaredVariable"});
  }
}

}  // namespace

void warn_about_variables(const Json& experiment, const WarningContext& context,
                          std::vector<Diagnostic>& warnings) {
  VariableWarnings(experiment, context, warnings).find_all();
  warn_about_given_variables(experiment, context, warnings);
}

}  // namespace chaos
