#include "chaosiq/session.h"

#include <fmt/format.h>

#include "chaos/error.h"
#include "chaosiq/event.h"
#include "chaosiq/outbox.h"
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
StopReason reason_of(const Verdict& verdict, const Account& account) {
  if (verdict.kind == Verdict::Kind::kDenied)
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

void Session::begin(const Account& account, const Identifiers& known) {
  if (channel_ != nullptr || !account.is_complete()) return;
  account_ = account;
  client_ = std::make_unique<HubClient>(Api(account), known);
  listener_ = std::make_unique<VerdictListener>(
      *client_, [this](const Verdict& verdict) { refuse_late(verdict); });
  if (account_.safeguards) client_->on_followable([this] { listener_->begin(); });
  channel_ =
      std::make_unique<Channel>(*client_, [this](const Verdict& verdict) { refuse_late(verdict); });
}

Identifiers Session::identifiers() const {
  return client_ != nullptr ? client_->identifiers() : Identifiers();
}

bool Session::takes_late_runs() const {
  return active() && client_->takes_late_runs();
}

std::stop_token Session::stop() const {
  return context_.stop_of_waits ? context_.stop_of_waits() : std::stop_token();
}

Channel::Ticket Session::post(Message message, Channel::Ticket after) {
  return channel_->post(std::move(message), std::move(after));
}

std::optional<DeliveryStatus> Session::wait(const Channel::Ticket& ticket) {
  const std::optional<DeliveryStatus> status = channel_->wait(ticket, stop());
  if (status && client_->violates_protocol()) given_up_ = true;
  return status;
}

void Session::tell(const std::string& type, const Json& context, const Json& state,
                   EventRegistry& events, Guard guard) {
  const Channel::Ticket told =
      post({.kind = Message::Kind::kEvent, .body = cloud_event(type, context, state)});
  if (!account_.safeguards) return;
  const Channel::Ticket question = channel_->ask(told);
  if (guard == Guard::kLater) {
    if (const auto refused = channel_->leave(question)) {
      events.defer([this, refused] { refuse_late(*refused); });
    }
  } else {
    events.defer([this, question] { this->guard(question); });
  }
}

Json Session::refusal() const {
  const std::lock_guard lock(mutex_);
  return refusal_;
}

void Session::guard(const Channel::Ticket& question) {
  const std::stop_token stop = this->stop();
  const std::optional<Verdict> verdict = channel_->wait_for_verdict(question, stop);
  if (stop.stop_requested()) return;  // whatever it says, the run is ending
  switch (verdict ? verdict->kind : Verdict::Kind::kUnreachable) {
    case Verdict::Kind::kAllowed: {
      const std::lock_guard lock(mutex_);
      warned_ = false;
      return;
    }
    case Verdict::Kind::kRefused:
    case Verdict::Kind::kDenied:
      return refuse(*verdict);
    case Verdict::Kind::kUnclear:
    case Verdict::Kind::kUnreachable:
      return do_without_answer(verdict);
  }
}

void Session::remember(const Verdict& verdict) {
  if (verdict.kind != Verdict::Kind::kRefused) return;
  const std::lock_guard lock(mutex_);
  refusal_ = verdict.policies;
}

void Session::refuse(const Verdict& verdict) {
  remember(verdict);
  interrupt(reason_of(verdict, account_));
}

/// No step waits for the verdict, so what is running now is interrupted.
void Session::refuse_late(const Verdict& verdict) {
  if (over_) return tell_of_late_refusal(verdict);
  remember(verdict);
  const StopReason reason = reason_of(verdict, account_);
  if (!context_.stop_run || context_.stop_run(reason))
    log::critical(reason.sentence);
  else
    tell_while_rolling_back(reason.sentence);
}

void Session::interrupt(const StopReason& reason) {
  if (!context_.stop_run || context_.stop_run(reason)) {
    throw InterruptExecution(reason.sentence);
  }
  tell_while_rolling_back(reason.sentence);
}

/// During rollbacks, refusals are only reported: every rollback is played.
void Session::tell_while_rolling_back(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (std::exchange(told_, text) != text) log::critical(text);
}

void Session::do_without_answer(const std::optional<Verdict>& verdict) {
  const bool unclear = verdict && verdict->kind == Verdict::Kind::kUnclear;
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
void Session::tell_of_late_refusal(const Verdict& verdict) {
  if (verdict.kind != Verdict::Kind::kRefused) return;  // all that could be sent has been tried
  const std::lock_guard lock(mutex_);
  if (refusal_.is_null())
    log::warning("The following safe guards disallowed this execution after it had ended:" +
                 names_of(verdict.policies));
}

void Session::end() {
  if (channel_ == nullptr) return;
  over_ = true;
  const std::vector<Message> left = channel_->close(stop());
  channel_.reset();
  listener_->end();
  if (given_up_) return;  // it would not understand them later either
  keep(context_.journal_path, account_, client_->identifiers(), left);
}

}  // namespace chaos::chaosiq
