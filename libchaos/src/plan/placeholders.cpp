#include "plan/placeholders.h"

#include <algorithm>
#include <utility>

#include "context/substitution.h"

namespace chaos::plan {
namespace {

/// Whether the substituted value depends on that name.
bool depends_on(const Json& part, const std::string& name) {
  const Json none = Json::object();
  return substitute(part, Json{{name, 1}}, none) != substitute(part, Json{{name, 2}}, none);
}

/// The name shown in a placeholder for the value.
std::string placeholder_of(const Value& value) {
  return value.is_secret ? value.name.substr(value.name.rfind('.') + 1) : value.name;
}

void add_braced_names(std::vector<std::string>& names, const Json& value) {
  if (value.is_string()) {
    for (auto& name : braced_names(value.get_ref<const std::string&>()))
      names.push_back(std::move(name));
  }
  if (value.is_structured()) {
    for (const auto& child : value)
      add_braced_names(names, child);
  }
}

class Search {
 public:
  explicit Search(const KnownValues& known) : known_(known) {}

  void look_into(const Json& holder, const char* key) {
    const Json* part = find(holder, key);
    if (part == nullptr) return;
    std::vector<std::string> missing;
    add_braced_names(missing, *part);
    for (const auto& value : known_.listed) {
      const std::string name = placeholder_of(value);
      const bool is_hidden = value.is_secret && is_configured(name);
      if (!is_hidden && depends_on(*part, name)) add(found_.known, value.name);
      std::erase(missing, name);
    }
    for (auto& name : missing)
      add(found_.unknown, name);
  }

  Placeholders take() { return std::move(found_); }

 private:
  static void add(std::vector<std::string>& list, const std::string& name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  }

  /// The configuration takes precedence over the secrets.
  bool is_configured(const std::string& name) const {
    return std::ranges::any_of(known_.listed, [&name](const Value& value) {
      return !value.is_secret && value.name == name;
    });
  }

  const KnownValues& known_;
  Placeholders found_;
};

}  // namespace

Placeholders placeholders_in(const Json& activity, const KnownValues& known) {
  Search search(known);
  for (const char* key : {"pauses", "timeout", "tolerance"})
    search.look_into(activity, key);
  if (const Json* provider = find(activity, "provider")) {
    for (const char* key : {"arguments", "url", "headers", "timeout"})
      search.look_into(*provider, key);
  }
  return search.take();
}

}  // namespace chaos::plan
