#include "chaosiq/hub_safeguards.h"

#include <fmt/format.h>

#include <utility>

#include "chaos/error.h"
#include "log/log.h"

namespace chaos::chaosiq {
namespace {

std::string names_of(const Json& policies) {
  std::string names;
  for (const auto& policy : policies) {
    if (const Json* name = find(policy, "name")) names += "\n" + python_str(*name);
  }
  return names;
}

/// Why the run stops, in the original's words if it knows the reason.
StopReason reason_of(const SafeguardVerdict& verdict, const Account& account) {
  if (verdict.kind == SafeguardVerdict::Kind::kDenied)
    return {.guard = "ChaosIQ safeguards",
            .sentence = fmt::format(
                "The team '{}' requires guarded runs, and {} does not let you run this one: {}. "
                "Check your role in the team, or sign in again with `chaos signin`.",
                account.team->name, account.url, verdict.denial)};
  return {.guard = "ChaosIQ safeguards",
          .sentence = "The following safe guards disallow this execution from continuing:" +
                      names_of(verdict.policies),
          .roll_back = verdict.roll_back,
          .in_journal = true};
}

}  // namespace

void HubSafeguards::decide(const std::optional<SafeguardVerdict>& verdict) {
  switch (verdict ? verdict->kind : SafeguardVerdict::Kind::kUnreachable) {
    case SafeguardVerdict::Kind::kAllowed: {
      const std::lock_guard lock(mutex_);
      warned_ = false;
      return;
    }
    case SafeguardVerdict::Kind::kRefused:
    case SafeguardVerdict::Kind::kDenied:
      return refuse(*verdict);
    case SafeguardVerdict::Kind::kUnclear:
    case SafeguardVerdict::Kind::kUnreachable:
      return do_without_answer(verdict);
  }
}

Json HubSafeguards::refusal() const {
  const std::lock_guard lock(mutex_);
  return refusal_;
}

void HubSafeguards::remember(const SafeguardVerdict& verdict) {
  if (verdict.kind != SafeguardVerdict::Kind::kRefused) return;
  const std::lock_guard lock(mutex_);
  refusal_ = verdict.policies;
}

void HubSafeguards::refuse(const SafeguardVerdict& verdict) {
  remember(verdict);
  interrupt(reason_of(verdict, account_));
}

/// Returns false if it is rolling back, which nothing stops.
bool HubSafeguards::stop_run(const StopReason& reason) {
  return interruption_ == nullptr || interruption_->stop(reason);
}

void HubSafeguards::refuse_late(const SafeguardVerdict& verdict) {
  if (over_) return tell_of_late_refusal(verdict);
  remember(verdict);
  const StopReason reason = reason_of(verdict, account_);
  if (stop_run(reason))
    log::critical(reason.sentence);
  else
    tell_while_rolling_back(reason.sentence);
}

void HubSafeguards::interrupt(const StopReason& reason) {
  if (stop_run(reason)) throw InterruptExecution(reason.sentence);
  tell_while_rolling_back(reason.sentence);
}

/// During rollbacks, refusals are only reported: every rollback is played.
void HubSafeguards::tell_while_rolling_back(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(told_, text) != text) log::critical(text);
}

void HubSafeguards::do_without_answer(const std::optional<SafeguardVerdict>& verdict) {
  const bool unclear = verdict && verdict->kind == SafeguardVerdict::Kind::kUnclear;
  if (account_.on_unreachable == OnUnreachable::kStop) {
    return interrupt({
        .guard = "ChaosIQ safeguards",
        .sentence = unclear ? "The safeguards gave no clear answer, and your settings require one."
                            : "The safeguards did not answer, and your settings require an answer.",
    });
  }
  const std::lock_guard lock(mutex_);
  if (std::exchange(warned_, true)) return;
  const std::string text = "The safeguards did not answer. Continuing without them.";
  // The reason for an unreachable server has already been logged, but not that an answer is late.
  unclear || !verdict ? log::warning(text) : log::debug(text);
}

/// A run that was refused before has already reported it.
void HubSafeguards::tell_of_late_refusal(const SafeguardVerdict& verdict) {
  if (verdict.kind != SafeguardVerdict::Kind::kRefused)
    return;  // all that could be sent has been tried
  const std::lock_guard lock(mutex_);
  if (refusal_.is_null())
    log::warning("The following safe guards disallowed this execution after it had ended:" +
                 names_of(verdict.policies));
}

}  // namespace chaos::chaosiq
