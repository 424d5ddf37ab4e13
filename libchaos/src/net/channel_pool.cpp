#include "net/channel_pool.h"

#include <algorithm>

namespace chaos::net {
namespace {

constexpr std::size_t kMostIdle = 8;

}  // namespace

std::unique_ptr<Channel> ChannelPool::take(const std::string& site) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(),
                                    [&](const Idle& idle) { return idle.site == site; });
    if (found != idle_.rend()) {
      std::unique_ptr<Channel> channel = std::move(found->channel);
      idle_.erase(std::next(found).base());
      return channel;
    }
  }
  return std::make_unique<Channel>();
}

void ChannelPool::give_back(const std::string& site, std::unique_ptr<Channel> channel) {
  std::unique_ptr<Channel> surplus;  // closed after the lock is released
  const std::lock_guard lock(mutex_);
  idle_.push_back({site, std::move(channel)});
  if (idle_.size() > kMostIdle) {
    surplus = std::move(idle_.front().channel);
    idle_.erase(idle_.begin());
  }
}

}  // namespace chaos::net
