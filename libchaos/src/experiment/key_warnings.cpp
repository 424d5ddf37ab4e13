#include <fmt/format.h>

#include <functional>
#include <string>

#include "experiment/experiment.h"
#include "experiment/failure_policy_name.h"
#include "experiment/key_hints.h"
#include "experiment/known_keys.h"
#include "experiment/warning_kinds.h"
#include "experiment/warnings.h"
#include "json/child_pointer.h"
#include "json/pointer.h"
#include "json/value_words.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

using Hint = std::function<std::string(const KnownKeys::Unknown&)>;

Diagnostic unknown_key(const KnownKeys::Unknown& unknown, std::string hint) {
  return {
      .message = fmt::format("\"{}\" is not a known key here, so it has no effect", unknown.key),
      .pointer = child_pointer(unknown.object, unknown.key),
      .at_key = true,
      .hint = std::move(hint),
      .kind = "UnknownKey"};
}

/// What the pointer refers to, in words: "\"rollbacks\"", or "an item of \"notifications\"".
std::string subject_of(const std::string& pointer) {
  const std::vector<std::string> tokens = pointer_tokens(JsonPointer(pointer));
  if (tokens.size() < 2 || !array_index(tokens.back())) return fmt::format("\"{}\"", tokens.back());
  return fmt::format("an item of \"{}\"", tokens[tokens.size() - 2]);
}

std::string hint_for_kind(const KnownKeys::WrongKind& wrong) {
  if (wrong.expected == "a string") return quoting_hint(*wrong.value);
  if (wrong.expected == "a list") return "put it in [ ]";
  if (wrong.expected == "a mapping") return "write names with their values, e.g. {\"name\": 1}";
  return wrong.value->is_string() ? "write it without quotes" : "";
}

Diagnostic wrong_kind(const KnownKeys::WrongKind& wrong) {
  const std::string found = wrong.has_no_effect
                                ? ", so this value has no effect"
                                : fmt::format(", not {}", kind_in_words(*wrong.value));
  return {
      .message = fmt::format("{} must be {}{}", subject_of(wrong.pointer), wrong.expected, found),
      .pointer = wrong.pointer,
      .hint = hint_for_kind(wrong),
      .kind = "WrongKind"};
}

void warn_about(const KnownKeys& keys, const Json& document, const Hint& hint_for,
                std::vector<Diagnostic>& warnings) {
  keys.visit(document,
             {.unknown =
                  [&](const KnownKeys::Unknown& unknown) {
                    if (std::string hint = hint_for(unknown); !hint.empty())
                      warnings.push_back(unknown_key(unknown, std::move(hint)));
                  },
              .wrong_kind = [&](const auto& wrong) { warnings.push_back(wrong_kind(wrong)); }});
}

/// Whether the name of an extension is most likely a misspelling of "chaos". Names such as
/// "chaosiq" belong to other extensions.
bool is_nearly_chaos(const std::string& name) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = name.find_first_not_of(kBlanks);
  if (begin == std::string::npos || name == "chaos") return false;
  const std::string word = name.substr(begin, name.find_last_not_of(kBlanks) - begin + 1);
  if (word == "chaos") return true;
  return word.size() <= 5 && os::misspelling_of(word, {"chaos"}) == "chaos";
}

/// In an experiment, this is a problem. In the settings it is a warning, because a problem there
/// would end every run.
void warn_about_policy(const Json& settings, std::vector<Diagnostic>& warnings) {
  const Json* runtime = find(settings, "runtime");
  const Json* policy = runtime != nullptr ? find(*runtime, "on-failure") : nullptr;
  if (policy == nullptr || policy->is_null()) return;
  if (policy->is_string() && failure_policy_from(policy->get_ref<const std::string&>())) return;
  warnings.push_back({.message = fmt::format("\"on-failure\" cannot be {}, so it has no effect",
                                             python_repr(*policy)),
                      .pointer = "/runtime/on-failure",
                      .hint = "use \"continue\", \"stop\" or \"fail\""});
}

}  // namespace

void warn_about_keys(const Json& experiment, std::vector<Diagnostic>& warnings) {
  warn_about(KnownKeys(kExperimentKeys), experiment, hint_for_experiment_key, warnings);
}

void warn_about_extension_names(const Json& experiment, std::vector<Diagnostic>& warnings) {
  const Json* extensions = find(experiment, "extensions");
  if (extensions == nullptr || !extensions->is_array()) return;
  for (std::size_t i = 0; i < extensions->size(); ++i) {
    const Json* name = find((*extensions)[i], "name");
    if (name == nullptr || !name->is_string()) continue;
    const auto& text = name->get_ref<const std::string&>();
    if (!is_nearly_chaos(text)) continue;
    warnings.push_back(
        {.message = fmt::format("the extension \"{}\" is not \"chaos\", so it has no effect", text),
         .pointer = child_pointer("/extensions", i) + "/name",
         .hint = "did you mean \"chaos\"?",
         .kind = "ExtensionName"});
  }
}

std::vector<Diagnostic> find_settings_key_warnings(const Json& settings) {
  std::vector<Diagnostic> warnings;
  warn_about(KnownKeys(kSettingsKeys), settings, hint_for_settings_key, warnings);
  warn_about_policy(settings, warnings);
  const Json* safeguards = find(settings, "safeguards");
  if (safeguards == nullptr || !safeguards->is_array()) return warnings;
  // They have the same form as in an experiment, whose schema describes them.
  const std::string home = "/extensions/0";
  const std::size_t known = warnings.size();
  warn_about_keys({{"extensions", {{{"name", "chaos"}, {"safeguards", *safeguards}}}}}, warnings);
  for (std::size_t i = known; i < warnings.size(); ++i)
    warnings[i].pointer.erase(0, home.size());
  return warnings;
}

}  // namespace chaos
