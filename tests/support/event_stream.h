#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "os/file_descriptor.h"

namespace chaos::testing {

/// A connection to a server on 127.0.0.1 that sends something now and then. All waits are limited
/// to half a minute.
class PatientConnection {
 public:
  /// Sends nothing to the server of the URL, http://127.0.0.1:PORT/...
  explicit PatientConnection(const std::string& url);
  /// Sends a GET for the URL, with these additional header lines.
  PatientConnection(const std::string& url, const std::string& head);

  /// Sends all bytes; false if the server does not accept them. It may stop reading for up to half
  /// a minute.
  bool send(std::string_view bytes);
  /// Reads a line without its line ending; false at the end of the stream.
  bool read_line(std::string& line);
  /// Reads that many bytes; fewer at the end of the stream.
  std::string read_bytes(std::size_t count);
  /// Whether the server closes it.
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

/// A client for server-sent events. If an expected event does not arrive, the test fails.
class EventStream {
 public:
  /// Returns once the header of the response and its first line have arrived.
  EventStream(const std::string& url, const std::string& token, const std::string& last_event = "");

  int status() const { return status_; }
  const std::string& content_type() const { return content_type_; }

  /// The next event; comments are skipped.
  StreamedEvent next();
  bool has_ended() { return connection_.has_ended(); }

 private:
  PatientConnection connection_;
  int status_ = 0;
  std::string content_type_;
};

/// A WebSocket client. If an expected message does not arrive, the test fails.
class WebSocketStream {
 public:
  /// `head` contains additional header lines, each with its line ending. Returns once the response
  /// has arrived.
  WebSocketStream(const std::string& url, const std::string& token, const std::string& head = "");

  /// The status of the response: 101 if it is a WebSocket now.
  int status() const { return status_; }
  /// The next message; pings are skipped.
  std::string next();

 private:
  PatientConnection connection_;
  int status_ = 0;
};

}  // namespace chaos::testing
