#include "experiment/api/feed.h"

#include "experiment/api/json.h"

namespace chaos::hub::experiment {
namespace {

constexpr std::size_t kMostWaiting = 10'000;

http::LiveMessage message_of(const Event& event) {
  return {.id = std::to_string(event.id),
          .type = event.type,
          .data = to_json(event).dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

Feed::Feed(std::shared_ptr<http::LiveChannel> channel, std::int64_t after, Clock clock)
    : channel_(std::move(channel)),
      clock_(std::move(clock)),
      end_(clock_() + kLongest),
      last_(after) {}

bool Feed::tell(const Event& event) {
  const std::lock_guard lock(mutex_);
  if (!caught_up_) {
    waiting_.push_back(event);
    return waiting_.size() < kMostWaiting;
  }
  return send(event);
}

bool Feed::beat() {
  if (clock_() < end_) return channel_->beat();
  channel_->close();
  return false;
}

bool Feed::send_past(const std::vector<Event>& events) {
  const std::lock_guard lock(mutex_);
  for (const Event& event : events)
    if (!send(event)) return false;
  return true;
}

void Feed::go_live() {
  const std::lock_guard lock(mutex_);
  for (const Event& event : waiting_)
    send(event);
  waiting_.clear();
  caught_up_ = true;
}

bool Feed::send(const Event& event) {
  if (event.id <= last_) return true;
  last_ = event.id;
  return channel_->send(message_of(event));
}

}  // namespace chaos::hub::experiment
