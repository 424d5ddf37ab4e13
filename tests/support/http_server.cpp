#include "support/http_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <pthread.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <limits>
#include <locale>
#include <optional>
#include <system_error>

namespace chaos::testing {
namespace {

int bound_socket() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (socket < 0 ||
      ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::system_error(errno, std::generic_category(), "bind");
  }
  return socket;
}

/// libstdc++ caches the narrowed characters, without a lock, when the first std::regex is created
/// from them, which handlers do. Fill the cache beforehand, so that it is only read.
void fill_memory_of_regex() {
  const auto& characters = std::use_facet<std::ctype<char>>(std::locale::classic());
  for (int c = std::numeric_limits<char>::min(); c <= std::numeric_limits<char>::max(); ++c)
    characters.narrow(static_cast<char>(c), '\0');
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

bool same_name(std::string_view left, std::string_view right) {
  return left.size() == right.size() && ::strncasecmp(left.data(), right.data(), left.size()) == 0;
}

ReceivedRequest parse_head(std::string_view head) {
  ReceivedRequest request;
  std::size_t end = head.find("\r\n");
  const std::string_view first = head.substr(0, end);
  const std::size_t method_end = first.find(' ');
  const std::size_t target_end = first.rfind(' ');
  request.method = first.substr(0, method_end);
  request.target = first.substr(method_end + 1, target_end - method_end - 1);
  while (end + 2 < head.size()) {
    const std::size_t begin = end + 2;
    end = head.find("\r\n", begin);
    const std::string_view line = head.substr(begin, end - begin);
    const std::size_t colon = line.find(':');
    const std::size_t value = line.find_first_not_of(' ', colon + 1);
    request.headers.emplace_back(line.substr(0, colon),
                                 value == line.npos ? "" : line.substr(value));
  }
  return request;
}

}  // namespace

/// One client, served by a separate thread.
class HttpServer::Connection {
 public:
  Connection(HttpServer& server, int socket, int number)
      : server_(server), socket_(socket), number_(number), thread_([this] { serve(); }) {}
  ~Connection() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

 private:
  void serve() {
    sigset_t sigpipe;  // raised by TLS code if a client is gone
    sigemptyset(&sigpipe);
    sigaddset(&sigpipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr);
    if (server_.tls_) {
      tls_.reset(SSL_new(server_.tls_.get()));
      SSL_set_fd(tls_.get(), socket_);
    }
    if (!tls_ || SSL_accept(tls_.get()) == 1) exchange();
    if (tls_) SSL_shutdown(tls_.get());
    ::shutdown(socket_, SHUT_RDWR);
  }

  void exchange() {
    while (const auto request = receive()) {
      const ScriptedReply reply = server_.answer(*request);
      send(reply.bytes);
      if (reply.then == ScriptedReply::Then::kClose) return;
      if (reply.then == ScriptedReply::Then::kHang) {
        while (receive_some()) {
        }
        return;
      }
    }
  }

  std::optional<ReceivedRequest> receive() {
    while (buffer_.find("\r\n\r\n") == buffer_.npos) {
      if (!receive_some()) return std::nullopt;
    }
    const std::size_t head_size = buffer_.find("\r\n\r\n") + 2;
    ReceivedRequest request = parse_head(std::string_view(buffer_).substr(0, head_size));
    request.connection = number_;
    const std::string length = request.header("Content-Length");
    const std::size_t body_size = length.empty() ? 0 : std::stoul(length);
    buffer_.erase(0, head_size + 2);
    while (buffer_.size() < body_size) {
      if (!receive_some()) return std::nullopt;
    }
    request.body = buffer_.substr(0, body_size);
    buffer_.erase(0, body_size);
    return request;
  }

  bool receive_some() {
    char bytes[16384];
    const ssize_t count =
        tls_ ? SSL_read(tls_.get(), bytes, sizeof bytes) : ::recv(socket_, bytes, sizeof bytes, 0);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count =
          tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (count <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  HttpServer& server_;
  int socket_;
  int number_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};
  std::string buffer_;
  std::thread thread_;  // last, because it uses the others
};

std::string ReceivedRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (same_name(key, name)) return value;
  }
  return {};
}

ScriptedReply reply(int status, const std::string& body, const ReplyHeaders& headers) {
  std::string bytes = fmt::format("HTTP/1.1 {} Reason {}\r\n", status, status);
  for (const auto& [name, value] : headers)
    bytes += fmt::format("{}: {}\r\n", name, value);
  return {fmt::format("{}Content-Length: {}\r\n\r\n{}", bytes, body.size(), body)};
}

ScriptedReply json_reply(const std::string& body) {
  return reply(200, body, {{"Content-Type", "application/json"}});
}

ScriptedReply drop() {
  return {"", ScriptedReply::Then::kClose};
}

ScriptedReply hang(const std::string& bytes) {
  return {bytes, ScriptedReply::Then::kHang};
}

HttpServer::HttpServer(Handler handler, const TestCertificate* certificate, Start start)
    : handler_(std::move(handler)),
      tls_(nullptr, SSL_CTX_free),
      listener_(bound_socket()),
      port_(port_of(listener_)) {
  fill_memory_of_regex();
  if (certificate != nullptr) tls_ = certificate->server_context();
  if (start == Start::kListening) listen();
}

HttpServer::HttpServer(std::vector<ScriptedReply> replies, const TestCertificate* certificate)
    : HttpServer(
          [this, replies = std::move(replies)](const ReceivedRequest&) {
            const std::lock_guard lock(mutex_);
            return replies[std::min(requests_.size(), replies.size()) - 1];
          },
          certificate) {}

HttpServer::~HttpServer() {
  ::shutdown(listener_, SHUT_RDWR);
  if (acceptor_.joinable()) acceptor_.join();
  ::close(listener_);
  std::list<std::unique_ptr<Connection>> connections;
  {
    const std::lock_guard lock(mutex_);
    connections.swap(connections_);
  }
}

void HttpServer::listen() {
  if (::listen(listener_, 64) != 0) throw std::system_error(errno, std::generic_category());
  acceptor_ = std::thread([this] { accept_loop(); });
}

void HttpServer::accept_loop() {
  for (int number = 1;; ++number) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    connections_.push_back(std::make_unique<Connection>(*this, socket, number));
  }
}

ScriptedReply HttpServer::answer(const ReceivedRequest& request) {
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back(request);
    changed_.notify_all();
  }
  return handler_(request);
}

std::string HttpServer::url(const std::string& path) const {
  return fmt::format("{}://{}{}", tls_ ? "https" : "http", host(), path);
}

std::string HttpServer::host() const {
  return fmt::format("127.0.0.1:{}", port_);
}

std::vector<ReceivedRequest> HttpServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int HttpServer::connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(connections_.size());
}

void HttpServer::wait_for_requests(std::size_t count) const {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return requests_.size() >= count; });
}

BlackHolePort::BlackHolePort() : listener_(bound_socket()) {
  ::listen(listener_, 0);
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  for (int i = 0; i < 4; ++i) {
    fillers_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(fillers_.back(), reinterpret_cast<const sockaddr*>(&address), size);
  }
}

BlackHolePort::~BlackHolePort() {
  for (const int filler : fillers_)
    ::close(filler);
  ::close(listener_);
}

std::string BlackHolePort::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_of(listener_), path);
}

ClosedPort::ClosedPort() : socket_(bound_socket()) {}

ClosedPort::~ClosedPort() {
  ::close(socket_);
}

std::string ClosedPort::url(const std::string& path) const {
  return fmt::format("http://127.0.0.1:{}{}", port_of(socket_), path);
}

}  // namespace chaos::testing
