#include "chaosiq/session.h"

#include "chaosiq/event.h"
#include "chaosiq/outbox.h"

namespace chaos::chaosiq {

void Session::begin(const Account& account, const Identifiers& known) {
  if (queue_ != nullptr || !account.is_complete()) return;
  account_ = account;
  safeguards_->begin(account);
  client_ = std::make_unique<HubClient>(Api(account), known);
  const auto refuse = [safeguards = safeguards_](const SafeguardVerdict& verdict) {
    safeguards->refuse_late(verdict);
  };
  listener_ = std::make_unique<VerdictListener>(*client_, refuse);
  if (account_.safeguards) client_->on_followable([this] { listener_->begin(); });
  queue_ = std::make_unique<DeliveryQueue>(*client_, refuse);
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

DeliveryQueue::Ticket Session::post(Message message, DeliveryQueue::Ticket after) {
  return queue_->post(std::move(message), std::move(after));
}

std::optional<DeliveryStatus> Session::wait(const DeliveryQueue::Ticket& ticket) {
  const std::optional<DeliveryStatus> status = queue_->wait(ticket, stop());
  if (status && client_->violates_protocol()) given_up_ = true;
  return status;
}

void Session::tell(const std::string& type, const Json& context, const Json& state,
                   EventRegistry& events, Guard guard) {
  const DeliveryQueue::Ticket told =
      post({.kind = Message::Kind::kEvent, .body = cloud_event(type, context, state)});
  if (!account_.safeguards) return;
  const DeliveryQueue::Ticket question = queue_->ask(told);
  if (guard == Guard::kLater) {
    if (const auto refused = queue_->leave(question)) {
      events.defer([this, refused] { safeguards_->refuse_late(*refused); });
    }
  } else {
    events.defer([this, question] { this->guard(question); });
  }
}

void Session::guard(const DeliveryQueue::Ticket& question) {
  const std::stop_token stop = this->stop();
  const std::optional<SafeguardVerdict> verdict = queue_->wait_for_verdict(question, stop);
  if (stop.stop_requested()) return;  // whatever it says, the run is ending
  safeguards_->decide(verdict);
}

void Session::end() {
  if (queue_ == nullptr) return;
  safeguards_->end();
  const std::vector<Message> left = queue_->close(stop());
  queue_.reset();
  listener_->end();
  if (given_up_) return;  // it would not understand them later either
  keep(context_.journal_path, account_, client_->identifiers(), left);
}

}  // namespace chaos::chaosiq
