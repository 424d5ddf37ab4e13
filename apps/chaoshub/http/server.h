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
  std::uint16_t port = 8080;     ///< 0 for any that is free
  std::string certificate = {};  ///< path to a PEM file with the chain; "" for no TLS
  std::string key = {};          ///< path to its key
  std::size_t handlers = 8;      ///< how many requests are worked on at once
  /// How many connections there may be. When there are more, those that have waited longest without
  /// having been identified are closed.
  std::size_t connections = 10'000;
  std::size_t connections_per_address = 0;  ///< 0 for no limit
  /// Bytes that the bodies of all requests of identified clients may take together; at least the
  /// largest `body_limit` of an admission, so that one of that size fits.
  std::size_t body_memory = 128 << 20;
  /// The same for clients that are not identified, with headers of unusual length.
  std::size_t visitor_memory = 16 << 20;
  /// How long a client may take to begin TLS, to begin a request, to send its header, to send each
  /// MiB of its body, and to take each 256 KiB of a response.
  std::chrono::seconds patience{30};
};

/// How a request goes on once its header has been read.
struct Admission {
  std::size_t body_limit = 0;  ///< bytes that its body may have
  bool identified = false;     ///< it is known who the client is
  /// Answers the request with its body. Must not throw.
  std::function<Response(Request&)> answer;
  /// Answers it when its body is longer than that; most of it is then not read. Must not throw.
  std::function<Response(Request&)> refuse_body;
};

/// An HTTP/1.1 server. Threads of its own read requests and write responses, and never wait for a
/// client; handlers on other threads work on requests, and never wait for a client either. No body
/// is read before its request has been admitted.
class Server {
 public:
  /// Decides about a request by its header: how it goes on, or the response to it. Called in one of
  /// the handlers' threads. Must not throw.
  using Admit = std::function<std::variant<Admission, Response>(Request&)>;

  /// Listens from now on. Throws std::system_error if it cannot, or the certificate is not valid.
  Server(const ServerOptions& options, Admit admit);
  /// Accepts no more connections, lets requests that are being worked on be answered, and ends.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  /// How many connections there are.
  std::size_t connections() const;

 private:
  class Engine;

  std::unique_ptr<Engine> engine_;
};

}  // namespace chaos::hub::http
