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
  std::string target;  ///< as sent: path and query, or a complete URL to a proxy
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  int connection = 0;  ///< numbers the server's connections from 1

  /// The value of the header, in any case; "" if there is none.
  std::string header(std::string_view name) const;
};

/// The server's next action: the bytes it writes, and what it then does with the connection.
struct ScriptedReply {
  enum class Then { kKeepOpen, kClose, kHang };

  std::string bytes;
  Then then = Then::kKeepOpen;
};

using ReplyHeaders = std::vector<std::pair<std::string, std::string>>;

/// A complete response, with its Content-Length.
ScriptedReply reply(int status, const std::string& body = "", const ReplyHeaders& headers = {});
ScriptedReply json_reply(const std::string& body);
/// Closes the connection without a response.
ScriptedReply drop();
/// Writes `bytes`, then nothing until the client gives up.
ScriptedReply hang(const std::string& bytes = "");

/// An HTTP/1.1 server on 127.0.0.1 that does what a test tells it. With a certificate, it uses TLS.
/// The handler is called by one thread per connection.
class HttpServer {
 public:
  using Handler = std::function<ScriptedReply(const ReceivedRequest&)>;

  /// The initial state: refused connections are accepted after listen().
  enum class Start { kListening, kRefusing };

  explicit HttpServer(Handler handler, const TestCertificate* certificate = nullptr,
                      Start start = Start::kListening);
  /// Sends the replies in order, and repeats the last one.
  explicit HttpServer(std::vector<ScriptedReply> replies,
                      const TestCertificate* certificate = nullptr);
  /// Closes all connections.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  /// From now on, accepts connections.
  void listen();

  std::string url(const std::string& path = "/") const;
  /// "127.0.0.1:PORT"
  std::string host() const;

  std::vector<ReceivedRequest> requests() const;
  int connections() const;
  /// Waits until that many requests have been received.
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

/// A port on 127.0.0.1 that neither accepts nor refuses connections.
class BlackHolePort {
 public:
  BlackHolePort();
  ~BlackHolePort();
  BlackHolePort(const BlackHolePort&) = delete;
  BlackHolePort& operator=(const BlackHolePort&) = delete;

  std::string url(const std::string& path = "/") const;

 private:
  int listener_;
  std::vector<int> fillers_;  // they fill the queue of connections that have not been accepted
};

/// A port on 127.0.0.1 on which nothing listens during the object's lifetime.
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
