#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;     ///< 0 for any that is free
  std::string certificate = {};  ///< path to a PEM file with the chain; "" for no TLS
  std::string key = {};          ///< path to its key
  std::size_t handlers = 8;      ///< how many requests are worked on at once
  /// Bytes; a body of more than twice as many ends the connection, one between is left to `answer`.
  std::size_t body_limit = 64 << 20;
  /// How long a client may take to send a request, and to take a part of the answer.
  std::chrono::seconds patience{30};
};

/// An HTTP/1.1 server. Requests are read and answers written by threads of its own, and worked on
/// by handlers on others, so that one that waits for the database holds up nobody else.
class Server {
 public:
  /// Must not throw.
  using Answer = std::function<Response(Request&)>;

  /// Listens from now on. Throws std::system_error when it cannot, or the certificate is none.
  Server(const ServerOptions& options, Answer answer);
  /// Takes no more connections, lets requests that are being worked on be answered, and ends.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;

 private:
  class Engine;
  template <typename Traits>
  class EngineOf;

  std::unique_ptr<Engine> engine_;
};

}  // namespace chaos::hub::http
