#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/channel.h"

namespace chaos::net {

/// Channels with open connections that can be reused for the next request to the same site.
/// Thread-safe.
class ChannelPool {
 public:
  /// A channel that was last used for `site` if there is one, else a new one.
  std::unique_ptr<Channel> take(const std::string& site);

  /// Keeps the channel for `site`. If there are too many, closes the one that has been idle
  /// longest.
  void give_back(const std::string& site, std::unique_ptr<Channel> channel);

 private:
  struct Idle {
    std::string site;
    std::unique_ptr<Channel> channel;
  };

  std::mutex mutex_;
  std::vector<Idle> idle_;  // guarded by mutex_; the oldest first
};

}  // namespace chaos::net
