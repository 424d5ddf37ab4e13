#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "experiment/model/live.h"
#include "http/message.h"
#include "service/clock.h"

namespace chaos::hub::experiment {

/// A client that runs an execution and waits until the safeguards' verdict may have changed. It is
/// told once, then the connection ends; the client asks for the verdict and reconnects.
class VerdictWatch final : public Follower {
 public:
  VerdictWatch(std::shared_ptr<http::LiveChannel> channel, std::string execution,
               Clock clock = std::chrono::system_clock::now);

  bool tell(const Event& event) override;
  bool beat() override;
  void end() override { channel_->close(); }

  /// Safe to call from any thread, more than once.
  void tell_client();

 private:
  const std::shared_ptr<http::LiveChannel> channel_;
  const std::string execution_;
  const Clock clock_;
  const Time end_;
  std::atomic<bool> told_ = false;
};

}  // namespace chaos::hub::experiment
