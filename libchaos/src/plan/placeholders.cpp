#include "plan/placeholders.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace chaos::plan {
namespace {

bool is_word(char c) {
  return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// The names in "${name}" of the text, and also those in "$name": "$$" stands for a dollar sign.
template <class Visit>
void for_each_name(std::string_view text, const Visit& visit) {
  for (std::size_t i = text.find('$'); i < text.size(); i = text.find('$', i)) {
    ++i;
    if (i < text.size() && text[i] == '$') {
      ++i;
      continue;
    }
    const bool braced = i < text.size() && text[i] == '{';
    const std::size_t begin = i + (braced ? 1 : 0);
    std::size_t end = begin;
    while (end < text.size() && is_word(text[end]))
      ++end;
    const bool closed = !braced || (end < text.size() && text[end] == '}');
    if (end > begin && closed) visit(std::string(text.substr(begin, end - begin)), braced);
    i = end;
  }
}

template <class Visit>
void for_each_text(const Json& value, const Visit& visit) {
  if (value.is_string()) visit(value.get_ref<const std::string&>());
  if (value.is_structured()) {
    for (const auto& child : value)
      for_each_text(child, visit);
  }
}

/// The name under which the value is listed; "" when there is none.
std::string listed_as(const std::string& name, const KnownValues& known) {
  for (const auto& value : known.listed) {
    if (!value.is_secret && value.name == name) return name;
  }
  for (const auto& value : known.listed) {
    if (value.is_secret && value.name.ends_with("." + name)) return value.name;
  }
  return {};
}

}  // namespace

Placeholders placeholders_in(const Json& activity, const KnownValues& known) {
  Placeholders found;
  const auto add = [](std::vector<std::string>& list, const std::string& name) {
    if (std::ranges::find(list, name) == list.end()) list.push_back(name);
  };
  const auto look_into = [&](const Json& holder, const char* key) {
    const Json* part = find(holder, key);
    if (part == nullptr) return;
    for_each_text(*part, [&](const std::string& text) {
      for_each_name(text, [&](const std::string& name, bool braced) {
        const std::string listed = listed_as(name, known);
        if (!listed.empty())
          add(found.known, listed);
        else if (braced)
          add(found.unknown, name);
      });
    });
  };
  for (const char* key : {"pauses", "timeout", "tolerance"})
    look_into(activity, key);
  if (const Json* provider = find(activity, "provider")) {
    for (const char* key : {"arguments", "url", "headers", "timeout"})
      look_into(*provider, key);
  }
  return found;
}

}  // namespace chaos::plan
