#pragma once

#include <stop_token>

namespace chaos::os {

/// Turns a stop token into a file descriptor, so that poll(2) can wait for it next to others.
/// The descriptor becomes, and stays, readable once a stop is requested.
class StopEvent {
 public:
  /// Throws std::system_error when no descriptor can be had.
  explicit StopEvent(std::stop_token token);
  ~StopEvent();
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  int fd() const { return fd_; }

 private:
  struct Wake {
    int fd;
    void operator()() const;
  };

  int fd_;
  std::stop_callback<Wake> callback_;  // after fd_: it uses the descriptor
};

}  // namespace chaos::os
