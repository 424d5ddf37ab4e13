#include "context/activity_references.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "json/json_path.h"
#include "log/log.h"

namespace chaos {
namespace {

constexpr std::string_view kOpening = "${activities[";

bool is_quote(char c) {
  return c == '"' || c == '\'';
}

/// The length of the quoted string that `text` starts with, including quotes; 0 if it is not
/// terminated.
std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[0]) {
      return i + 1;
    }
  }
  return 0;
}

std::string unquoted(std::string_view quoted) {
  std::string text;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\') ++i;
    text += quoted[i];
  }
  return text;
}

/// Calls `visit(c)` for each unquoted character of `text` until it returns false; returns that
/// position, or the size of the text.
template <class Visit>
std::size_t find_unquoted(std::string_view text, const Visit& visit) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_quote(text[i])) {
      const std::size_t length = quoted_length(text.substr(i));
      if (length == 0) return text.size();
      i += length - 1;
    } else if (!visit(i)) {
      return i;
    }
  }
  return text.size();
}

/// Whether the path may find more than one value.
bool finds_several(std::string_view path) {
  const auto is_plain = [path](std::size_t i) {
    return std::string_view("*?,:").find(path[i]) == std::string_view::npos &&
           !path.substr(i).starts_with("..");
  };
  return find_unquoted(path, is_plain) < path.size();
}

/// The first reference in `text` at or after `from`, and its position.
std::optional<ActivityReference> next_reference(std::string_view text, std::size_t& from) {
  for (from = text.find(kOpening, from); from != std::string_view::npos;
       from = text.find(kOpening, from + 1)) {
    if (auto reference = read_activity_reference(text.substr(from))) return reference;
  }
  return std::nullopt;
}

Json fill_text(const std::string& text, const Json& activities) {
  std::string filled;
  std::size_t done = 0;
  std::size_t at = 0;
  while (const auto reference = next_reference(text, at)) {
    const std::optional<Json> value = look_up(*reference, activities);
    if (value && reference->length == text.size()) return *value;
    if (value) {
      filled += text.substr(done, at - done) + python_str(*value);
      done = at + reference->length;
    }
    at += reference->length;
  }
  return filled + text.substr(done);
}

std::string_view without_leading(std::string_view text, std::string_view characters) {
  return text.substr(std::min(text.find_first_not_of(characters), text.size()));
}

/// Removes `prefix` from `text`. Returns whether it was there.
bool skip(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string longest_prefix_in(const std::set<std::string>& names, std::string_view text) {
  std::string longest;
  for (const std::string& name : names)
    if (text.starts_with(name) && name.size() > longest.size()) longest = name;
  return longest;
}

}  // namespace

std::optional<ActivityReference> read_activity_reference(std::string_view text) {
  if (!text.starts_with(kOpening)) return std::nullopt;
  std::string_view rest = text.substr(kOpening.size());
  if (rest.empty() || !is_quote(rest[0])) return std::nullopt;
  const std::size_t name_length = quoted_length(rest);
  if (name_length == 0 || !rest.substr(name_length).starts_with(']')) return std::nullopt;
  const std::string name = unquoted(rest.substr(0, name_length));
  rest.remove_prefix(name_length + 1);
  const std::size_t end = find_unquoted(rest, [rest](std::size_t i) { return rest[i] != '}'; });
  if (end == rest.size()) return std::nullopt;
  return ActivityReference{.name = name,
                           .path = fmt::format("${}", rest.substr(0, end)),
                           .length = text.size() - rest.size() + end + 1};
}

bool is_activity_reference(const Json& text) {
  if (!text.is_string()) return false;
  const auto& characters = text.get_ref<const std::string&>();
  const auto reference = read_activity_reference(characters);
  return reference && reference->length == characters.size();
}

void for_each_activity_reference(const Json& data,
                                 const std::function<void(const ActivityReference&)>& visit) {
  if (data.is_string()) {
    const auto& text = data.get_ref<const std::string&>();
    std::size_t at = 0;
    while (const auto reference = next_reference(text, at)) {
      visit(*reference);
      at += reference->length;
    }
  } else if (data.is_structured()) {
    for (const auto& part : data)
      for_each_activity_reference(part, visit);
  }
}

std::optional<MistakenReference> find_mistaken_reference(std::string_view text,
                                                         const std::set<std::string>& names) {
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const std::string_view candidate = text.substr(at);
    if (read_activity_reference(candidate)) continue;
    std::string_view rest = without_leading(candidate.substr(1), "{ ");
    if (!skip(rest, "activities") && !skip(rest, "activity")) continue;
    if (rest.empty() || (rest[0] != '.' && rest[0] != '[')) continue;
    const bool is_field = rest[0] == '.';
    rest = without_leading(rest.substr(1), "\"' ");
    const std::string name = longest_prefix_in(names, rest);
    if (name.empty() && !is_field) continue;
    const std::size_t end = std::min(rest.find_first_of("} \t\n"), rest.size());
    const std::size_t length =
        candidate.size() - rest.size() + end + (end < rest.size() && rest[end] == '}');
    std::string suggestion;
    if (!name.empty()) {
      const std::string_view path =
          without_leading(rest.substr(name.size(), end - name.size()), "\"']");
      suggestion = fmt::format("${{activities[\"{}\"]{}}}", name, path);
    }
    return MistakenReference{.text = std::string(candidate.substr(0, length)),
                             .suggestion = std::move(suggestion)};
  }
  return std::nullopt;
}

std::set<std::string> activities_referred_to_by(const Json& data) {
  std::set<std::string> names;
  for_each_activity_reference(
      data, [&](const ActivityReference& reference) { names.insert(reference.name); });
  return names;
}

std::optional<Json> look_up(const ActivityReference& reference, const Json& activities) {
  const Json* run = find(activities, reference.name);
  if (run == nullptr) return std::nullopt;
  if (reference.path == "$") return *run;
  try {
    std::vector<Json> found = JsonPath(reference.path).match(*run);
    if (found.empty()) return std::nullopt;
    if (!finds_several(reference.path)) return std::move(found.front());
    return Json(std::move(found));
  } catch (const std::exception& error) {
    log::debug(fmt::format("Cannot find '{}' in the run of the activity '{}': {}", reference.path,
                           reference.name, error.what()));
    return std::nullopt;
  }
}

Json fill_activity_references(const Json& data, const Json* activities) {
  if (activities == nullptr || activities->empty()) return data;
  if (data.is_string()) return fill_text(data.get_ref<const std::string&>(), *activities);
  if (!data.is_structured()) return data;
  Json filled = data;
  for (auto& part : filled)
    part = fill_activity_references(part, activities);
  return filled;
}

}  // namespace chaos
