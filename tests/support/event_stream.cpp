#include "support/event_stream.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>

namespace chaos::testing {
namespace {

constexpr std::string_view kScheme = "http://127.0.0.1:";

std::string authorization(const std::string& token) {
  return token.empty() ? "" : fmt::format("Authorization: Bearer {}\r\n", token);
}

/// The status in the first line of the response; 0 if there is none.
int read_status(PatientConnection& connection) {
  std::string line;
  return connection.read_line(line) ? std::stoi(line.substr(line.find(' ') + 1)) : 0;
}

}  // namespace

PatientConnection::PatientConnection(const std::string& url)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const auto slash = url.find('/', kScheme.size());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(
      static_cast<std::uint16_t>(std::stoi(url.substr(kScheme.size(), slash - kScheme.size()))));
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("nobody listens at " + url);
}

PatientConnection::PatientConnection(const std::string& url, const std::string& head)
    : PatientConnection(url) {
  const auto slash = url.find('/', kScheme.size());
  const std::string request =
      fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", url.substr(slash), head);
  if (!send(request)) throw std::runtime_error("the request cannot be sent");
}

bool PatientConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool PatientConnection::read_some() {
  std::array<char, 4096> buffer{};
  errno = 0;
  const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count > 0) received_.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

bool PatientConnection::read_line(std::string& line) {
  auto end = received_.find('\n');
  while (end == std::string::npos) {
    if (!read_some()) return false;
    end = received_.find('\n');
  }
  line = received_.substr(0, end);
  if (line.ends_with('\r')) line.pop_back();
  received_.erase(0, end + 1);
  return true;
}

std::string PatientConnection::read_bytes(std::size_t count) {
  while (received_.size() < count && read_some()) {
  }
  std::string bytes = received_.substr(0, count);
  received_.erase(0, bytes.size());
  return bytes;
}

bool PatientConnection::has_ended() {
  while (read_some()) {
  }
  return errno != EAGAIN && errno != EWOULDBLOCK;  // the errors of a wait that timed out
}

EventStream::EventStream(const std::string& url, const std::string& token,
                         const std::string& last_event)
    : connection_(
          url, authorization(token) +
                   (last_event.empty() ? "" : fmt::format("Last-Event-ID: {}\r\n", last_event))) {
  constexpr std::string_view kType = "Content-Type: ";
  status_ = read_status(connection_);
  std::string line;
  while (connection_.read_line(line) && line != ": here")
    if (line.starts_with(kType)) content_type_ = line.substr(kType.size());
  EXPECT_EQ(line, ": here");
}

/// The sizes of chunks are separate lines, which a reader of events ignores.
StreamedEvent EventStream::next() {
  StreamedEvent event;
  for (std::string line; connection_.read_line(line);) {
    if (line.starts_with("id: ")) event.id = line.substr(4);
    if (line.starts_with("event: ")) event.type = line.substr(7);
    if (line.starts_with("data: ")) event.data = line.substr(6);
    if (line.empty() && !event.data.empty()) return event;
  }
  ADD_FAILURE() << "no event came";
  return {.id = "", .type = "", .data = "{}"};
}

WebSocketStream::WebSocketStream(const std::string& url, const std::string& token,
                                 const std::string& head)
    : connection_(url, authorization(token) +
                           "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                           "Sec-WebSocket-Version: 13\r\n"
                           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                           head),
      status_(read_status(connection_)) {
  std::string line;
  bool accepted = false;
  while (connection_.read_line(line) && !line.empty())
    accepted |= line.ends_with("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // as defined in RFC 6455
  EXPECT_EQ(accepted, status_ == 101);
}

std::string WebSocketStream::next() {
  constexpr unsigned kText = 0x81;
  while (true) {
    const std::string head = connection_.read_bytes(2);
    if (head.size() < 2) break;
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {  // it is in the next bytes
      const std::string longer = connection_.read_bytes(size == 126 ? 2 : 8);
      size = 0;
      for (const char c : longer)
        size = size << 8 | static_cast<unsigned char>(c);
    }
    std::string payload = connection_.read_bytes(size);
    if (static_cast<unsigned char>(head[0]) == kText) return payload;
  }
  ADD_FAILURE() << "no message came";
  return "{}";
}

}  // namespace chaos::testing
