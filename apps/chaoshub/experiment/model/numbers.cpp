#include "experiment/model/numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/safeguard/settings.h"

namespace chaos::hub::experiment {
namespace {

constexpr const char* kApproval = "approval";
constexpr const char* kForbiddenTags = "forbidden-tags";
constexpr const char* kFailureBudget = "failure-budget";
constexpr const char* kLastIdentifier =
    "~";  // sorts after all others: every running execution started earlier
constexpr int kMost = 1'000'000;

/// The experiments that a kind's enabled safeguards apply to: "" for all of the team's.
std::vector<std::string> scopes_of(const std::vector<Safeguard>& safeguards,
                                   const std::string& kind) {
  std::vector<std::string> scopes;
  for (const Safeguard& safeguard : safeguards)
    if (safeguard.enabled && safeguard.kind == kind) scopes.push_back(safeguard.experiment);
  if (std::ranges::find(scopes, "") != scopes.end()) return {""};
  std::ranges::sort(scopes);
  const auto again = std::ranges::unique(scopes);
  scopes.erase(again.begin(), again.end());
  return scopes;
}

}  // namespace

TeamNumbers Numbers::of(const TeamRef& team_ref) {
  const Time now = clock_();
  const UnendedCounts unended = statistics_.unended(team_ref, running_since(now));
  TeamNumbers numbers{.running = unended.running,
                      .no_news = unended.no_news,
                      .day = statistics_.outcomes(team_ref, now - std::chrono::days(1)),
                      .week = statistics_.outcomes(team_ref, now - std::chrono::days(7)),
                      .month = statistics_.outcomes(team_ref, now - std::chrono::days(30))};
  for (const std::string& experiment : scopes_of(safeguards_.safeguards(team_ref), kApproval))
    numbers.awaiting_approval += statistics_.count_unapproved(team_ref, experiment);
  for (const Objection& objection : blocks(team_ref))
    numbers.blocks.push_back(words_of(objection));
  return numbers;
}

std::vector<Objection> Numbers::blocks(const TeamRef& team_ref) {
  std::vector<Objection> blocks;
  for (const Safeguard& safeguard : safeguards_.safeguards(team_ref)) {
    if (!safeguard.enabled || safeguard.kind == kApproval) continue;
    if (auto reason = refusal(safeguard))
      blocks.push_back({.safeguard = safeguard, .reason = *std::move(reason)});
  }
  return blocks;
}

/// Asks about an execution with all tags that the safeguard may apply to, if any experiment has
/// them.
std::optional<std::string> Numbers::refusal(const Safeguard& safeguard) {
  const SafeguardKind* kind = safeguard_kind(safeguard.kind);
  if (kind == nullptr) return std::nullopt;
  Execution next{.id = kLastIdentifier,
                 .experiment = safeguard.experiment,
                 .team_ref = safeguard.team_ref,
                 .title = {},
                 .status = "running",
                 .tags = {},
                 .author = {},
                 .author_name = {},
                 .started = clock_(),
                 .ended = {},
                 .last_seen = clock_(),
                 .document = {}};
  if (safeguard.kind == kForbiddenTags)
    for (const std::string& tag : texts_setting(safeguard.settings, "tags"))
      if (catalog_.count(safeguard.team_ref, {.tag = tag}) > 0) next.tags.push_back(tag);
  if (const std::string tag = text_setting(safeguard.settings, "tag", ""); !tag.empty())
    next.tags.push_back(tag);
  return kind->refuses(
      {.safeguard = safeguard, .execution = next, .now = clock_(), .facts = safeguards_});
}

std::vector<BudgetUse> Numbers::budgets(const TeamRef& team_ref) {
  std::vector<BudgetUse> budgets;
  for (Safeguard& safeguard : safeguards_.safeguards(team_ref)) {
    if (!safeguard.enabled || safeguard.kind != kFailureBudget) continue;
    const int hours = number_setting(safeguard.settings, "hours", 1, kMost);
    const int allowed = number_setting(safeguard.settings, "failures", 0, kMost);
    const int spent =
        safeguards_.failures(team_ref, safeguard.experiment, clock_() - std::chrono::hours(hours));
    budgets.push_back(
        {.safeguard = std::move(safeguard), .spent = spent, .allowed = allowed, .hours = hours});
  }
  return budgets;
}

std::vector<Experiment> Numbers::awaiting_approval(const TeamRef& team_ref, int limit) {
  std::vector<Experiment> all;
  for (const std::string& experiment : scopes_of(safeguards_.safeguards(team_ref), kApproval))
    for (Experiment& one : statistics_.unapproved(team_ref, experiment, limit))
      if (static_cast<int>(all.size()) < limit) all.push_back(std::move(one));
  return all;
}

}  // namespace chaos::hub::experiment
