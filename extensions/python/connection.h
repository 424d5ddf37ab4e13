#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "chaos/json.h"
#include "frame.h"
#include "os/file_descriptor.h"

namespace chaos::python {

/// One of the two connections with the worker. Sending is safe from any thread; receiving is for
/// one thread.
class Connection {
 public:
  Connection(os::FileDescriptor socket, const std::string& tag)
      : socket_(std::move(socket)), tag_(tag), decoder_(tag) {}

  int fd() const { return socket_.get(); }

  /// Returns once the frame has been sent; false if the worker, whose end `exit` signals, no longer
  /// reads.
  bool send(const Json& frame, int exit);

  /// Reads what has arrived, without waiting. False once the worker has closed its end.
  bool receive();

  /// The next frame of what was received. Throws InvalidFrame.
  std::optional<Json> next() { return decoder_.next(); }

 private:
  os::FileDescriptor socket_;  // non-blocking
  const std::string tag_;
  std::mutex sending_;
  FrameDecoder decoder_;
};

struct ConnectionPair {
  os::FileDescriptor ours;
  os::FileDescriptor theirs;
};

/// Throws std::system_error.
ConnectionPair connect();

}  // namespace chaos::python
