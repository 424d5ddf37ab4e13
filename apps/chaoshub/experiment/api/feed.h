#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "experiment/model/live.h"
#include "http/message.h"
#include "service/clock.h"

namespace chaos::hub::experiment {

/// One client's way through the events: first those that it has missed, from the database, then
/// those that are told of, none twice and none out of order.
class Feed final : public Follower {
 public:
  /// A client that has followed so long is to come back, and is then asked again who it is: its
  /// token may have been revoked meanwhile.
  static constexpr std::chrono::minutes kLongest{5};

  Feed(std::shared_ptr<http::LiveChannel> channel, std::int64_t after,
       Clock clock = std::chrono::system_clock::now);

  /// Keeps what comes while the past is not sent yet.
  bool tell(const Event& event) override;
  bool beat() override;
  void end() override { channel_->close(); }

  bool send_past(const std::vector<Event>& events);
  void go_live();

  /// The event after which the past goes on. For the thread that sends it.
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
