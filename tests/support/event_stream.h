#pragma once

#include <string>

#include "os/file_descriptor.h"

namespace chaos::testing {

struct StreamedEvent {
  std::string id;
  std::string type;
  std::string data;
};

/// A client of server-sent events at http://127.0.0.1:PORT/... . Waits half a minute at most for
/// whatever it waits for; a test failure when that is not enough.
class EventStream {
 public:
  /// Returns once the head of the answer and its first line are there.
  EventStream(const std::string& url, const std::string& token, const std::string& last_event = "");

  /// The next event; comments are left out.
  StreamedEvent next();
  /// Whether the server ends it.
  bool has_ended();

 private:
  /// A line of the answer's body, without its end; false at the end of the stream.
  bool read_line(std::string& line);
  bool read_some();

  os::FileDescriptor socket_;
  std::string received_;
};

}  // namespace chaos::testing
