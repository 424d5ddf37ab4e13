#include "chaosiq/verdict_listener.h"

#include <fmt/format.h>

#include <algorithm>

#include "chaos/error.h"
#include "log/log.h"

namespace chaos::chaosiq {
namespace {

/// The time limit of one question.
constexpr std::chrono::duration<double> kCallTime(30);
/// The first and the longest pause before the server is followed again.
constexpr std::chrono::duration<double> kFirstPause(1);
constexpr std::chrono::duration<double> kLongestPause(30);

}  // namespace

VerdictListener::VerdictListener(const HubClient& client, OnRefusal on_refusal)
    : client_(client), on_refusal_(std::move(on_refusal)) {}

void VerdictListener::begin() {
  const std::lock_guard lock(mutex_);
  if (has_ended_) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    try {
      listen(stop);
    } catch (const Stopped&) {
    } catch (const std::exception& error) {
      log::error(fmt::format("The safeguards cannot be monitored: {}", error.what()));
    }
  });
}

void VerdictListener::end() {
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

bool VerdictListener::wait(std::chrono::duration<double> time, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  stopped_.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

/// However the stream ended, the safeguards are asked, because a change may have been missed.
void VerdictListener::listen(const std::stop_token& stop) {
  std::chrono::duration<double> pause = kFirstPause;
  for (;;) {
    const HubClient::Update update = client_.follow_verdict({.stop = stop});
    const SafeguardVerdict verdict =
        client_.ask({.deadline = Deadline::after(kCallTime), .stop = stop});
    if (verdict.is_refusal()) return on_refusal_(verdict);
    if (update == HubClient::Update::kRefused) return;
    if (update == HubClient::Update::kChange) continue;
    if (update == HubClient::Update::kNothing) pause = kFirstPause;
    if (!wait(pause, stop)) return;
    pause = std::min(pause * 2, kLongestPause);
  }
}

}  // namespace chaos::chaosiq
