#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "experiment/model/live.h"
#include "http/message.h"
#include "service/clock.h"

namespace chaos::hub::experiment {

/// Sends events to one client: first those it has missed, from the database, then new ones, each
/// once and in order.
class Feed final : public Follower {
 public:
  /// After this long the client must reconnect, which authenticates it again: its token may have
  /// been revoked.
  static constexpr std::chrono::minutes kLongest{5};

  Feed(std::shared_ptr<http::LiveChannel> channel, std::int64_t after,
       Clock clock = std::chrono::system_clock::now);

  /// Queues new events until the missed ones have been sent.
  bool tell(const Event& event) override;
  bool beat() override;
  void end() override { channel_->close(); }

  bool send_past(const std::vector<Event>& events);
  void go_live();

  /// The last event sent. For the thread that sends missed events.
  std::int64_t last() const { return last_; }

 private:
  bool send(const Event& event);

  const std::shared_ptr<http::LiveChannel> channel_;
  const Clock clock_;
  const Time end_;
  std::mutex mutex_;
  // Guarded by mutex_:
  std::int64_t last_;
  bool caught_up_ = false;
  std::vector<Event> waiting_;
};

}  // namespace chaos::hub::experiment
