#include "experiment/key_hints.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "os/suggestion.h"

namespace chaos {
namespace {

/// Words that authors use for a key that has another name. They are not typos.
struct Synonym {
  std::string_view key;
  std::string_view meant;
};
constexpr std::array kTopLevelSynonyms = {
    Synonym{"hypothesis", "steady-state-hypothesis"},
    Synonym{"steady-state", "steady-state-hypothesis"},
    Synonym{"steady_state", "steady-state-hypothesis"},
};
constexpr std::array<std::string_view, 6> kRollbackStrategyKeys = {
    "rollback_strategy",  "rollback-strategy", "rollbacks_strategy",
    "rollbacks-strategy", "rollbackStrategy",  "rollbacksStrategy"};
constexpr std::array<std::string_view, 4> kHypothesisStrategyKeys = {
    "hypothesis_strategy", "hypothesis-strategy", "hypothesisStrategy",
    "steady-state-hypothesis-strategy"};
/// Keys of an activity that have no effect in its provider.
constexpr std::array<std::string_view, 7> kActivityKeys = {
    "tolerance", "pauses", "background", "controls", "rollback", "retries", "on-failure"};

/// Keys of a provider that have no effect in its activity.
constexpr std::array<std::string_view, 5> kProviderKeys = {"arguments", "module", "func", "url",
                                                           "path"};

/// Whether the pointer is that of an activity of the method, the rollbacks, or the hypothesis.
bool is_activity(std::string_view pointer) {
  for (const std::string_view list :
       {"/method/", "/rollbacks/", "/steady-state-hypothesis/probes/"}) {
    if (!pointer.starts_with(list)) continue;
    return pointer.find('/', list.size()) == std::string_view::npos;
  }
  return false;
}

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/// Where a misplaced key belongs.
struct KeyLocation {
  std::vector<std::string> keys;
  std::string_view description;
};

const KeyLocation& runtime_home() {
  static const KeyLocation kLocation{{"deadline", "deadline-grace", "watchdog", "on-failure"},
                                     "belongs under \"runtime\""};
  return kLocation;
}

const KeyLocation& extension_home() {
  static const KeyLocation kLocation{
      {"safeguards", "facts", "resource"},
      "belongs under \"extensions\", in the entry that has the \"name\" \"chaos\""};
  return kLocation;
}

const KeyLocation& settings_home() {
  static const KeyLocation kLocation{{"safeguards"}, "belongs at the top level of the settings"};
  return kLocation;
}

std::string hint_for(const KeyLocation& home, const std::string& key) {
  // Only the longer words are worth a guess: "resources" may well be intentional.
  const std::string meant =
      contains(home.keys, key) ? key : os::misspelling_of(key, {"safeguards", "watchdog"});
  if (!contains(home.keys, meant)) return {};
  return fmt::format("\"{}\" {}", meant, home.description);
}

std::string hint_for_strategy(const KnownKeys::Unknown& unknown) {
  const bool is_strategy = unknown.object == "/runtime" && unknown.key == "strategy";
  if (is_strategy || contains(kRollbackStrategyKeys, unknown.key))
    return "set it under \"runtime\", \"rollbacks\", \"strategy\"";
  if (contains(kHypothesisStrategyKeys, unknown.key))
    return "set it under \"runtime\", \"hypothesis\", \"strategy\"";
  return {};
}

/// For a key at the top level, or somewhere under `runtime`. `guards` is where safeguards belong.
std::string hint_for_outer_key(const KnownKeys::Unknown& unknown, const KeyLocation& guards) {
  if (!unknown.object.empty() && !unknown.object.starts_with("/runtime")) return {};
  std::string hint = hint_for_strategy(unknown);
  if (hint.empty()) hint = hint_for(runtime_home(), unknown.key);
  return hint.empty() ? hint_for(guards, unknown.key) : hint;
}

std::string hint_for_synonym(const KnownKeys::Unknown& unknown) {
  if (!unknown.object.empty()) return {};
  for (const auto& [key, meant] : kTopLevelSynonyms) {
    if (unknown.key == key && contains(unknown.known, meant))
      return fmt::format("did you mean \"{}\"?", meant);
  }
  return {};
}

std::string hint_for_misspelling(const KnownKeys::Unknown& unknown) {
  const std::string meant = os::misspelling_of(unknown.key, unknown.known);
  return meant.empty() ? std::string() : fmt::format("did you mean \"{}\"?", meant);
}

}  // namespace

std::string hint_for_experiment_key(const KnownKeys::Unknown& unknown) {
  if (std::string hint = hint_for_misspelling(unknown); !hint.empty()) return hint;
  if (std::string hint = hint_for_outer_key(unknown, extension_home()); !hint.empty()) return hint;
  if (std::string hint = hint_for_synonym(unknown); !hint.empty()) return hint;
  if (unknown.object.starts_with("/extensions/")) return hint_for(runtime_home(), unknown.key);
  if (unknown.object.ends_with("/provider") && contains(kActivityKeys, unknown.key))
    return fmt::format("\"{}\" belongs to the activity: move it out of \"provider\"", unknown.key);
  if (is_activity(unknown.object) && contains(kProviderKeys, unknown.key))
    return fmt::format("\"{}\" belongs in \"provider\"", unknown.key);
  return {};
}

std::string hint_for_settings_key(const KnownKeys::Unknown& unknown) {
  if (std::string hint = hint_for_misspelling(unknown); !hint.empty()) return hint;
  return hint_for_outer_key(unknown, settings_home());
}

}  // namespace chaos
