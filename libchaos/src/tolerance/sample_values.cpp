#include "tolerance/sample_values.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "tolerance/kinds.h"

namespace chaos {
namespace {

/// Generates a string that matches a pattern: the first alternative of each group, and the fewest
/// non-empty repetitions.
class PatternWriter {
 public:
  explicit PatternWriter(const std::string& pattern) : pattern_(pattern) {}

  std::string write() { return alternatives(); }

 private:
  bool done() const { return place_ >= pattern_.size(); }
  char peek() const { return done() ? '\0' : pattern_[place_]; }
  char take() { return done() ? '\0' : pattern_[place_++]; }

  std::string alternatives() {
    std::string first = sequence();
    while (peek() == '|') {
      take();
      sequence();
    }
    return first;
  }

  std::string sequence() {
    std::string text;
    while (!done() && peek() != '|' && peek() != ')')
      text += repeated(item());
    return text;
  }

  std::string item() {
    const char c = take();
    switch (c) {
      case '(':
        return group();
      case '[':
        return one_of_set();
      case '\\':
        return escaped(take());
      case '.':
        return "a";
      case '^':
      case '$':
        return {};
      default:
        return {c};
    }
  }

  std::string group() {
    bool counts = true;
    if (peek() == '?') {
      take();
      counts = prefix_of_group();
    }
    std::string text = alternatives();
    if (peek() == ')') take();
    return counts ? text : std::string();
  }

  /// Skips what is between "(?" and a group's own pattern. Returns whether the group contributes to
  /// the string.
  bool prefix_of_group() {
    const char kind = take();
    if (kind == '!' || kind == '=') return kind == '=';
    if (kind == '<' && (peek() == '!' || peek() == '=')) return take() == '=';
    if (kind == 'P' || kind == '<') {
      while (!done() && take() != '>') {
      }
      return true;
    }
    while (kind != ':' && !done() && peek() != ')' && peek() != ':')
      take();
    if (kind != ':' && peek() == ':') take();
    return true;
  }

  std::string one_of_set() {
    const bool negated = peek() == '^';
    if (negated) take();
    std::string set;
    for (bool first = true; !done() && (first || peek() != ']'); first = false) {
      const char c = take();
      set += c == '\\' ? escaped(take()) : std::string(1, c);
    }
    take();
    if (!negated) return set.empty() ? std::string() : set.substr(0, 1);
    for (const char c : std::string_view("a0 -_ZB."))
      if (set.find(c) == std::string::npos) return {c};
    return "~";
  }

  static std::string escaped(char c) {
    switch (c) {
      case 'd':
        return "1";
      case 'w':
      case 'D':
      case 'S':
        return "a";
      case 's':
      case 'W':
        return " ";
      case 'n':
        return "\n";
      case 't':
        return "\t";
      case 'b':
      case 'B':
      case 'A':
      case 'Z':
        return {};
      default:
        return {c};
    }
  }

  std::string repeated(std::string text) {
    const char c = peek();
    std::size_t times = 1;
    if (c == '*' || c == '+' || c == '?') {
      take();
    } else if (c == '{' && place_ + 1 < pattern_.size() &&
               std::isdigit(static_cast<unsigned char>(pattern_[place_ + 1]))) {
      take();
      times = 0;
      while (std::isdigit(static_cast<unsigned char>(peek())))
        times = std::min<std::size_t>(1000, times * 10 + static_cast<std::size_t>(take() - '0'));
      while (!done() && take() != '}') {
      }
    } else {
      return text;
    }
    if (peek() == '?' || peek() == '+') take();
    std::string result;
    for (std::size_t i = 0; i < times; ++i)
      result += text;
    return result;
  }

  const std::string& pattern_;
  std::size_t place_ = 0;
};

/// The steps of a simple JSONPath: names, numbers, and "*" for every element.
std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> steps;
  std::string step;
  const auto flush = [&] {
    if (!step.empty()) steps.push_back(step);
    step.clear();
  };
  for (std::size_t i = path.starts_with('$') ? 1 : 0; i < path.size(); ++i) {
    const char c = path[i];
    if (c == '.') {
      flush();
    } else if (c == '[') {
      flush();
      const auto end = std::min(path.find(']', i), path.size());
      std::string inner = path.substr(i + 1, end - i - 1);
      const bool quoted = inner.starts_with('\'') || inner.starts_with('"');
      if (quoted && inner.size() > 1) inner = inner.substr(1, inner.size() - 2);
      steps.push_back(quoted ? inner : "[" + inner);
      i = end;
    } else {
      step += c;
    }
  }
  flush();
  return steps;
}

Json build(const std::vector<std::string>& steps, std::size_t at, const std::vector<Json>& found) {
  if (at == steps.size()) return found.empty() ? Json() : found.front();
  const std::string& step = steps[at];
  if (step == "*" || step == "[*" || step.starts_with("[?") || step.find(':') != step.npos) {
    Json list = Json::array();
    for (const auto& value : found)
      list.push_back(build(steps, at + 1, {value}));
    return list;
  }
  const Json inner = build(steps, at + 1, found);
  if (!step.starts_with('[')) return Json{{step, inner}};
  const std::string digits = step.substr(1);
  const bool is_index = !digits.empty() && digits.size() < 4 &&
                        std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  Json list = Json::array();
  for (int i = is_index ? std::stoi(digits) : 0; i >= 0; --i)
    list.push_back(inner);
  return list;
}

std::vector<Json> values_for_jsonpath(const Json& tolerance) {
  const Json& path = member_or_null(tolerance, "path");
  if (!path.is_string()) return {};
  std::vector<Json> found = {1};
  if (const Json& count = member_or_null(tolerance, "count"); count.is_number_integer())
    found.assign(static_cast<std::size_t>(std::clamp(count.get<long long>(), 0LL, 1000LL)), 1);
  if (const Json* expect = find(tolerance, "expect")) {
    found = expect->is_array() ? expect->get<std::vector<Json>>() : std::vector<Json>{*expect};
  }
  std::vector<Json> values = {document_with(path.get<std::string>(), found)};
  values.push_back(Json::object());
  return values;
}

}  // namespace

std::string text_matching(const std::string& pattern) {
  return PatternWriter(pattern).write();
}

Json document_with(const std::string& path, const std::vector<Json>& found) {
  return build(steps_of(path), 0, found);
}

std::vector<Json> values_within(const Json& tolerance) {
  if (tolerance.is_array()) return tolerance.get<std::vector<Json>>();
  if (!tolerance.is_object()) return {tolerance};
  const Json& type = member_or_null(tolerance, "type");
  if (type == "jsonpath") return values_for_jsonpath(tolerance);
  if (type == "range") {
    const Json& range = member_or_null(tolerance, "range");
    return range.is_array() ? range.get<std::vector<Json>>() : std::vector<Json>();
  }
  const Json& pattern = member_or_null(tolerance, "pattern");
  if (type == "regex" && pattern.is_string())
    return {text_matching(pattern.get<std::string>()), "", "ok", "0"};
  return {};
}

}  // namespace chaos
