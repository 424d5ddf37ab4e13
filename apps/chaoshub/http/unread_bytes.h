#pragma once

#include <atomic>
#include <cstddef>

namespace chaos::hub::http {

/// What a client that follows something may leave unread before it is dropped. It comes back, and
/// goes on after the last message that it has.
inline constexpr std::size_t kMostUnread = 4 << 20;

/// Counts what a follower has not taken yet. Safe to use from any thread.
class UnreadBytes {
 public:
  /// False from the moment on at which it is too much.
  bool add(std::size_t bytes) {
    if (is_closed_) return false;
    if ((count_ += bytes) <= kMostUnread) return true;
    is_closed_ = true;
    return false;
  }
  void remove(std::size_t bytes) { count_ -= bytes; }
  /// Nothing more is to be sent. False if that was known.
  bool close() { return !is_closed_.exchange(true); }

 private:
  std::atomic<std::size_t> count_ = 0;
  std::atomic<bool> is_closed_ = false;
};

}  // namespace chaos::hub::http
