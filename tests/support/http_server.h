#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "support/test_certificate.h"

namespace chaos::testing {

/// What a client sent.
struct ReceivedRequest {
  std::string method;
  std::string target;  ///< as on the wire: path and query, or a whole URL to a proxy
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  int connection = 0;  ///< counts the server's connections from 1

  /// The value of the header of that name, in any case; "" when there is none.
  std::string header(std::string_view name) const;
};

/// What the server does next: the bytes it writes, and what it does with the connection then.
struct ScriptedReply {
  enum class Then { kKeepOpen, kClose, kHang };

  std::string bytes;
  Then then = Then::kKeepOpen;
};

using ReplyHeaders = std::vector<std::pair<std::string, std::string>>;

/// A whole response, with its Content-Length.
ScriptedReply reply(int status, const std::string& body = "", const ReplyHeaders& headers = {});
ScriptedReply json_reply(const std::string& body);
/// Closes the connection without a word.
ScriptedReply drop();
/// Writes `bytes` and then nothing until the client gives up.
ScriptedReply hang(const std::string& bytes = "");

/// An HTTP/1.1 server on 127.0.0.1 that does what a test tells it. With a certificate it speaks
/// TLS. The handler is called by one thread for each connection.
class HttpServer {
 public:
  using Handler = std::function<ScriptedReply(const ReceivedRequest&)>;

  /// What becomes of connections at first: refused ones are accepted after listen().
  enum class Start { kListening, kRefusing };

  explicit HttpServer(Handler handler, const TestCertificate* certificate = nullptr,
                      Start start = Start::kListening);
  /// Gives the replies one after the other, the last one again and again.
  explicit HttpServer(std::vector<ScriptedReply> replies,
                      const TestCertificate* certificate = nullptr);
  /// Closes all connections.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// Accepts connections from now on.
  void listen();

  std::string url(const std::string& path = "/") const;
  /// "127.0.0.1:PORT"
  std::string host() const;

  std::vector<ReceivedRequest> requests() const;
  int connections() const;
  /// Returns once so many requests have been received.
  void wait_for_requests(std::size_t count) const;

 private:
  class Connection;

  void accept_loop();
  ScriptedReply answer(const ReceivedRequest& request);

  Handler handler_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> tls_;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<ReceivedRequest> requests_;               // guarded by mutex_
  std::list<std::unique_ptr<Connection>> connections_;  // guarded by mutex_
  std::thread acceptor_;
};

/// A port of 127.0.0.1 that neither accepts nor refuses connections.
class BlackHolePort {
 public:
  BlackHolePort();
  ~BlackHolePort();
  BlackHolePort(const BlackHolePort&) = delete;
  BlackHolePort& operator=(const BlackHolePort&) = delete;

  std::string url(const std::string& path = "/") const;

 private:
  int listener_;
  std::vector<int> fillers_;  // they occupy all places for connections not yet accepted
};

/// A port of 127.0.0.1 on which nothing listens as long as the object lives.
class ClosedPort {
 public:
  ClosedPort();
  ~ClosedPort();
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;

  std::string url(const std::string& path = "/") const;

 private:
  int socket_;
};

}  // namespace chaos::testing
