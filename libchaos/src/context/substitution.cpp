#include "context/substitution.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "chaos/error.h"
#include "context/activity_references.h"
#include "json/python_type.h"
#include "log/log.h"

namespace chaos {
namespace {

/// What a "$" introduces.
struct Placeholder {
  std::size_t length = 0;  ///< including the "$"
  std::string_view name;   ///< empty for "$$", and for a "$" that introduces nothing
  bool braced = false;
  bool escaped = false;  ///< "$$"
};

bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::string_view leading_name(std::string_view text) {
  if (text.empty() || !starts_name(text[0])) return {};
  std::size_t length = 1;
  while (length < text.size() &&
         (starts_name(text[length]) || (text[length] >= '0' && text[length] <= '9'))) {
    ++length;
  }
  return text.substr(0, length);
}

/// `text` must start with a "$".
Placeholder read_placeholder(std::string_view text) {
  const std::string_view rest = text.substr(1);
  if (rest.starts_with('$')) return {.length = 2, .name = {}, .escaped = true};
  if (rest.starts_with('{')) {
    const std::string_view name = leading_name(rest.substr(1));
    if (!name.empty() && rest.substr(1 + name.size()).starts_with('}')) {
      return {.length = name.size() + 3, .name = name, .braced = true};
    }
    return {.length = 1, .name = {}};
  }
  const std::string_view name = leading_name(rest);
  return {.length = 1 + name.size(), .name = name};
}

/// The scopes of names: the configuration, then each target of the secrets. References are looked
/// up in the activities.
class Variables {
 public:
  Variables(const Json& configuration, const Json& secrets, const Json* activities)
      : configuration_(configuration), secrets_(secrets), activities_(activities) {
    if (truthy(secrets_) && !secrets_.is_object()) {
      throw UnexpectedError(
          fmt::format("'{}' object has no attribute 'values'", python_type_name(secrets_)));
    }
  }

  /// nullptr if the name is not defined. Throws UnexpectedError if a target is not a mapping.
  const Json* look_up(std::string_view name) const {
    return first_found("str", [name](const Json& scope) { return find(scope, name); });
  }

  /// The value of the reference to an activity that `text` starts with, and the length of that
  /// reference; nothing if there is no reference, or it has no value.
  std::optional<std::pair<Json, std::size_t>> look_up_activity(std::string_view text) const {
    if (activities_ == nullptr) return std::nullopt;
    const auto reference = read_activity_reference(text);
    if (!reference) return std::nullopt;
    std::optional<Json> value = chaos::look_up(*reference, *activities_);
    if (!value) return std::nullopt;
    return std::pair(*std::move(value), reference->length);
  }

  /// Given a string that is a single placeholder without braces, the reference looks up an
  /// undefined name. That finds nothing, but fails if a target is not a mapping.
  void look_up_nothing() const {
    first_found("NoneType", [](const Json&) -> const Json* { return nullptr; });
  }

 private:
  template <class Find>
  const Json* first_found(std::string_view key_type, const Find& find_in) const {
    if (truthy(configuration_)) {
      if (const Json* value = find_in(checked(configuration_, key_type))) return value;
    }
    if (!secrets_.is_object()) return nullptr;
    for (const auto& [target, names] : secrets_.get_ref<const Json::object_t&>()) {
      if (const Json* value = find_in(checked(names, key_type))) return value;
    }
    return nullptr;
  }

  static const Json& checked(const Json& scope, std::string_view key_type) {
    if (!scope.is_object()) throw UnexpectedError(describe_bad_subscript(scope, key_type));
    return scope;
  }

  const Json& configuration_;
  const Json& secrets_;
  const Json* const activities_;
};

/// The value, with its type, of a string that is a single placeholder; nothing if the string must
/// be substituted like any other.
std::optional<Json> substitute_lone(const std::string& text, const Variables& variables) {
  if (!text.starts_with('$')) return std::nullopt;
  if (auto found = variables.look_up_activity(text); found && found->second == text.size()) {
    return std::move(found->first);
  }
  const Placeholder placeholder = read_placeholder(text);
  if (placeholder.length != text.size()) return std::nullopt;
  if (placeholder.braced) {
    if (const Json* value = variables.look_up(placeholder.name)) return *value;
  } else {
    variables.look_up_nothing();
  }
  log::debug(fmt::format(
      "The pattern {} does not have a matching value in either the configuration or secrets. We "
      "don't know if that's because the pattern should be passed as-is down to the activity. We "
      "assume that's the case.",
      text));
  return std::nullopt;
}

Json substitute_text(const std::string& text, const Variables& variables) {
  if (text.find('$') == std::string::npos) return text;
  if (std::optional<Json> value = substitute_lone(text, variables)) return *std::move(value);
  std::string result;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t plain = std::min(rest.find('$'), rest.size());
    result += rest.substr(0, plain);
    rest.remove_prefix(plain);
    if (rest.empty()) break;
    if (const auto found = variables.look_up_activity(rest)) {
      result += python_str(found->first);
      rest.remove_prefix(found->second);
      continue;
    }
    const Placeholder placeholder = read_placeholder(rest);
    const Json* value = placeholder.name.empty() ? nullptr : variables.look_up(placeholder.name);
    if (value != nullptr) {
      result += python_str(*value);
    } else {
      result += placeholder.escaped ? "$" : rest.substr(0, placeholder.length);
    }
    rest.remove_prefix(placeholder.length);
  }
  return result;
}

Json substitute_value(const Json& data, const Variables& variables) {
  if (data.is_string()) return substitute_text(data.get_ref<const std::string&>(), variables);
  if (data.is_array()) {
    Json result = Json::array();
    for (const Json& element : data)
      result.push_back(substitute_value(element, variables));
    return result;
  }
  if (data.is_object()) {
    Json result = Json::object();
    auto& members = result.get_ref<Json::object_t&>();
    members.reserve(data.size());
    for (const auto& [key, value] : data.get_ref<const Json::object_t&>()) {
      // The keys are unique, so operator[] would search for nothing.
      members.emplace_back(key, substitute_value(value, variables));
    }
    return result;
  }
  return data;
}

}  // namespace

Json substitute(const Json& data, const Json& configuration, const Json& secrets,
                const Json* activities) {
  if (!truthy(data)) return data;
  return substitute_value(data, Variables(configuration, secrets, activities));
}

std::vector<std::string> braced_names(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t dollar = text.find('$'); dollar != text.npos; dollar = text.find('$')) {
    text.remove_prefix(dollar);
    const Placeholder placeholder = read_placeholder(text);
    if (placeholder.braced) names.emplace_back(placeholder.name);
    text.remove_prefix(placeholder.length);
  }
  return names;
}

}  // namespace chaos
