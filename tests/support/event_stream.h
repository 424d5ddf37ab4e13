#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A connection to a server on 127.0.0.1 that says something now and then. Waits half a minute at
/// most for whatever it waits for.
class PatientConnection {
 public:
  /// Says nothing to the server of the url, http://127.0.0.1:PORT/...
  explicit PatientConnection(const std::string& url);
  /// Sends a GET for the url, with these further lines of its head.
  PatientConnection(const std::string& url, const std::string& head);

  /// Sends all of it; false when the server does not take it. It may be half a minute without
  /// taking any.
  bool send(std::string_view bytes);
  /// A line without its end; false at the end of the stream.
  bool read_line(std::string& line);
  /// So many bytes; fewer at the end of the stream.
  std::string read_bytes(std::size_t count);
  /// Whether the server ends it.
  bool has_ended();

 private:
  bool read_some();

  os::FileDescriptor socket_;
  std::string received_;
};

struct StreamedEvent {
  std::string id;
  std::string type;
  std::string data;
};

/// A client of server-sent events. What does not come is a test failure.
class EventStream {
 public:
  /// Returns once the head of the answer and its first line are there.
  EventStream(const std::string& url, const std::string& token, const std::string& last_event = "");

  int status() const { return status_; }
  const std::string& content_type() const { return content_type_; }

  /// The next event; comments are left out.
  StreamedEvent next();
  bool has_ended() { return connection_.has_ended(); }

 private:
  PatientConnection connection_;
  int status_ = 0;
  std::string content_type_;
};

/// A client of a WebSocket. What does not come is a test failure.
class WebSocketStream {
 public:
  /// `head`: further lines of the request, each with its end. Returns once the answer is there.
  WebSocketStream(const std::string& url, const std::string& token, const std::string& head = "");

  /// Of the answer: 101 when it is a WebSocket now.
  int status() const { return status_; }
  /// The next text; pings are left out.
  std::string next();

 private:
  PatientConnection connection_;
  int status_ = 0;
};

}  // namespace chaos::testing
