#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "storage/outbox_reader.h"

namespace chaos::testing {

/// Collects what an OutboxReader delivers. Must outlive the reader.
class AnnouncementCollector {
 public:
  hub::storage::OutboxReader::Listener listener() {
    return {.take = [this](auto announcements) { take(announcements); },
            .missed =
                [this] {
                  const std::lock_guard lock(mutex_);
                  ++missed_;
                }};
  }

  /// Waits until something with that subject has been delivered. After half a minute, the test
  /// fails.
  void wait_for(const std::string& subject) {
    std::unique_lock lock(mutex_);
    const bool came = changed_.wait_for(lock, std::chrono::seconds(30), [&] {
      for (const auto& announcement : all_)
        if (announcement.subject == subject) return true;
      return false;
    });
    EXPECT_TRUE(came) << subject;
  }
  std::vector<hub::storage::Announcement> all() {
    const std::lock_guard lock(mutex_);
    return all_;
  }
  int missed() {
    const std::lock_guard lock(mutex_);
    return missed_;
  }

 private:
  void take(std::span<const hub::storage::Announcement> announcements) {
    const std::lock_guard lock(mutex_);
    all_.insert(all_.end(), announcements.begin(), announcements.end());
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<hub::storage::Announcement> all_;  // guarded by mutex_
  int missed_ = 0;                               // guarded by mutex_
};

}  // namespace chaos::testing
