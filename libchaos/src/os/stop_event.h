#pragma once

#include <stop_token>

#include "os/file_descriptor.h"

namespace chaos::os {

/// Turns a stop token into a file descriptor, so that poll(2) can wait for it together with others.
/// The descriptor becomes, and stays, readable once a stop is requested.
class StopEvent {
 public:
  /// Throws std::system_error if no descriptor is available.
  explicit StopEvent(const std::stop_token& token);
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;

  int fd() const { return event_.get(); }

 private:
  struct Wake {
    int fd;
    void operator()() const;
  };

  FileDescriptor event_;
  std::stop_callback<Wake> callback_;  // last: deregistered before the descriptor is closed
};

}  // namespace chaos::os
