#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/channel.h"

namespace chaos::net {

/// Channels that wait with open connections for the next request to the same place.
/// Safe from any thread.
class ChannelPool {
 public:
  /// One that last talked to `site` if there is one, else a new one.
  std::unique_ptr<Channel> take(const std::string& site);

  /// Keeps the channel for `site`; the one that waited longest is closed when there are many.
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
