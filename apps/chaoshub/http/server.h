#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "http/message.h"

namespace chaos::hub::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;     ///< 0 picks a free one
  std::string certificate = {};  ///< path to a PEM file with the certificate chain; "" for no TLS
  std::string key = {};          ///< path to its key
  std::size_t handlers = 8;      ///< maximum number of concurrent requests
  /// The maximum number of connections. Beyond it, those that have waited longest without being
  /// identified are closed.
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 0;  ///< 0 for no limit
  /// Memory, in bytes, for the bodies of all requests of identified clients together; at least the
  /// largest `body_limit` of an admission, so that one of that size fits.
  std::size_t body_memory = 128 << 20;
  /// The same for unidentified clients, and for unusually long headers.
  std::size_t visitor_memory = 16 << 20;
  /// Time limit for a client to start TLS, start a request, send its header, send each MiB of its
  /// body, and receive each 256 KiB of a response.
  std::chrono::seconds patience{30};
};

/// How to continue with a request whose header has been read.
struct Admission {
  std::size_t body_limit = 0;  ///< maximum size of the body, in bytes
  bool identified = false;     ///< the client is known
  /// Answers the request with its body. Must not throw.
  std::function<Response(Request&)> answer;
  /// Answers a request whose body exceeds the limit; most of it is not read. Must not throw.
  std::function<Response(Request&)> refuse_body;
};

/// An HTTP/1.1 server. Its own threads read requests and write responses; handler threads process
/// requests. Neither waits for a client. No body is read before its request has been admitted.
class Server {
 public:
  /// Decides from a request's header how to continue, or returns a response immediately. Called in
  /// a handler thread. Must not throw.
  using Admit = std::function<std::variant<Admission, Response>(Request&)>;

  /// Starts listening. Throws std::system_error if it cannot, or if the certificate is invalid.
  Server(const ServerOptions& options, Admit admit);
  /// Accepts no more connections, finishes requests in progress, then stops.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// The number of open connections.
  std::size_t connections() const;

 private:
  class Engine;

  std::unique_ptr<Engine> engine_;
};

}  // namespace chaos::hub::http
