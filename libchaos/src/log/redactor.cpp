#include "log/redactor.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "chaos/json.h"
#include "json/ascii_json.h"
#include "log/secret_text.h"

namespace chaos::log {
namespace {

std::string without_quotes(const std::string& quoted) {
  return quoted.substr(1, quoted.size() - 2);
}

/// The text with a backslash before each `quote`, as in a literal that is delimited by it.
std::string with_escaped(std::string text, char quote) {
  for (std::size_t at = text.find(quote); at != std::string::npos; at = text.find(quote, at + 2))
    text.insert(at, 1, '\\');
  return text;
}

/// Adds the text as it appears in JSON and in the output of Python's repr().
void add_escaped(const std::string& text, std::vector<std::string>& forms) {
  const Json value(text);
  const std::string literal = python_repr(value);
  forms.push_back(without_quotes(literal));
  // In a string that contains both kinds of quotes.
  if (literal.starts_with('"')) forms.push_back(with_escaped(without_quotes(literal), '\''));
  forms.push_back(without_quotes(to_json_text(value)));
  forms.push_back(without_quotes(to_ascii_json_text(value)));
}

/// The forms of the value that are just as secret: the value itself, without surrounding
/// whitespace, each of its lines, and all of these escaped once and twice.
std::vector<std::string> forms_of(const std::string& value) {
  std::vector<std::string> plain = {value, std::string(stripped(value))};
  for (std::size_t begin = 0; begin < value.size();) {
    const std::size_t end = std::min(value.find_first_of("\n\r", begin), value.size());
    plain.emplace_back(stripped(std::string_view(value).substr(begin, end - begin)));
    begin = end + 1;
  }
  std::vector<std::string> forms;
  for (const std::string& text : plain) {
    if (text.size() >= kShortestSecret) forms.push_back(text);
  }
  // Twice: a log record shows an output that may be JSON itself.
  for (int i = 0; i < 2; ++i) {
    const std::vector<std::string> shorter = forms;
    for (const std::string& text : shorter)
      add_escaped(text, forms);
    std::ranges::sort(forms);
    forms.erase(std::ranges::unique(forms).begin(), forms.end());
  }
  return forms;
}

void replace_all(std::string& text, const std::string& secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos;
       at = text.find(secret, at + kReplacement.size())) {
    text.replace(at, secret.size(), kReplacement);
  }
}

}  // namespace

void Redactor::add(const std::vector<std::string>& values, SecretOrigin origin) {
  const std::lock_guard lock(mutex_);
  const auto add_form = [&](std::string text) {
    const auto known = std::ranges::find(secrets_, text, &Secret::text);
    if (known == secrets_.end())
      secrets_.push_back({std::move(text), origin});
    else if (origin == SecretOrigin::kElsewhere)
      known->origin = origin;
  };
  for (const auto& value : values) {
    for (std::string& form : forms_of(value))
      add_form(std::move(form));
  }
  // A secret that contains another one must go first, or its remainder would stay readable.
  std::ranges::stable_sort(secrets_, std::ranges::greater(),
                           [](const Secret& secret) { return secret.text.size(); });
}

std::string Redactor::redact(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const Secret& secret : secrets_)
    replace_all(text, secret.text);
  return text;
}

std::string Redactor::redact_hidden(std::string text) const {
  const std::lock_guard lock(mutex_);
  for (const Secret& secret : secrets_)
    if (secret.origin == SecretOrigin::kElsewhere) replace_all(text, secret.text);
  return text;
}

}  // namespace chaos::log
