#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "experiment/known_keys.h"
#include "experiment/warning_kinds.h"
#include "json/child_pointer.h"
#include "os/suggestion.h"

namespace chaos {
namespace {

/// Words that authors use for a key that has another name, and that are not typing errors.
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
constexpr std::array<std::string_view, 5> kActivityKeys = {"tolerance", "pauses", "background",
                                                           "controls", "rollback"};

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

bool is_known(const KnownKeys::Unknown& unknown, std::string_view key) {
  return contains(unknown.known, key);
}

/// What to do about the key; "" if it may well be intentional.
std::string hint_for(const KnownKeys::Unknown& unknown) {
  const std::string misspelt = os::misspelling_of(unknown.key, unknown.known);
  if (!misspelt.empty()) return fmt::format("did you mean \"{}\"?", misspelt);
  const bool is_top_level = unknown.object.empty();
  if (is_top_level || unknown.object.starts_with("/runtime")) {
    if (contains(kRollbackStrategyKeys, unknown.key))
      return "set it under \"runtime\", \"rollbacks\", \"strategy\"";
    if (contains(kHypothesisStrategyKeys, unknown.key))
      return "set it under \"runtime\", \"hypothesis\", \"strategy\"";
  }
  if (is_top_level) {
    for (const auto& [key, meant] : kTopLevelSynonyms) {
      if (unknown.key == key && is_known(unknown, meant))
        return fmt::format("did you mean \"{}\"?", meant);
    }
  }
  if (unknown.object.ends_with("/provider") && contains(kActivityKeys, unknown.key))
    return fmt::format("\"{}\" belongs to the activity: move it out of \"provider\"", unknown.key);
  if (is_activity(unknown.object) && contains(kProviderKeys, unknown.key))
    return fmt::format("\"{}\" belongs in \"provider\"", unknown.key);
  return {};
}

}  // namespace

void warn_about_keys(const Json& experiment, std::vector<Diagnostic>& warnings) {
  static const KnownKeys keys("experiment");
  keys.for_each_unknown(experiment, [&warnings](const KnownKeys::Unknown& unknown) {
    std::string hint = hint_for(unknown);
    if (hint.empty()) return;
    warnings.push_back(
        {.message = fmt::format("\"{}\" is not a known key here, so it has no effect", unknown.key),
         .pointer = child_pointer(unknown.object, unknown.key),
         .at_key = true,
         .hint = std::move(hint),
         .kind = "UnknownKey"});
  });
}

}  // namespace chaos
