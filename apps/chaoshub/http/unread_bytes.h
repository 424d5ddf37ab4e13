#pragma once

#include <atomic>
#include <cstddef>

namespace chaos::hub::http {

/// How much a client of an event stream may leave unread before it is disconnected. It reconnects
/// and continues after the last message it received.
inline constexpr std::size_t kMostUnread = 4 << 20;

/// Counts the bytes that a client has not received yet. Safe to use from any thread.
class UnreadBytes {
 public:
  /// False once it is too much.
  bool add(std::size_t bytes) {
    if (is_closed_) return false;
    if ((count_ += bytes) <= kMostUnread) return true;
    is_closed_ = true;
    return false;
  }
  void remove(std::size_t bytes) { count_ -= bytes; }
  /// Stops sending. False if already closed.
  bool close() { return !is_closed_.exchange(true); }

 private:
  std::atomic<std::size_t> count_ = 0;
  std::atomic<bool> is_closed_ = false;
};

}  // namespace chaos::hub::http
