#include "support/event_stream.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace chaos::testing {
namespace {

constexpr std::string_view kScheme = "http://127.0.0.1:";

}  // namespace

EventStream::EventStream(const std::string& url, const std::string& token,
                         const std::string& last_event)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const auto slash = url.find('/', kScheme.size());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(
      static_cast<std::uint16_t>(std::stoi(url.substr(kScheme.size(), slash - kScheme.size()))));
  const timeval patience{.tv_sec = 30, .tv_usec = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("nobody listens at " + url);
  std::string request =
      fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n",
                  url.substr(slash), token);
  if (!last_event.empty()) request += fmt::format("Last-Event-ID: {}\r\n", last_event);
  request += "\r\n";
  if (::send(socket_.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(request.size()))
    throw std::runtime_error("the request cannot be sent");
  std::string line;
  while (read_line(line) && line != ": follow") {
  }
  EXPECT_EQ(line, ": follow");
}

bool EventStream::read_some() {
  errno = 0;
  std::array<char, 4096> buffer{};
  const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  if (count > 0) received_.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0;
}

/// The sizes of chunks are lines of their own, which no reader of events minds.
bool EventStream::read_line(std::string& line) {
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

StreamedEvent EventStream::next() {
  StreamedEvent event;
  for (std::string line; read_line(line);) {
    if (line.starts_with("id: ")) event.id = line.substr(4);
    if (line.starts_with("event: ")) event.type = line.substr(7);
    if (line.starts_with("data: ")) event.data = line.substr(6);
    if (line.empty() && !event.data.empty()) return event;
  }
  ADD_FAILURE() << "no event came";
  return {.id = "", .type = "", .data = "{}"};
}

bool EventStream::has_ended() {
  while (read_some()) {
  }
  return errno != EAGAIN && errno != EWOULDBLOCK;  // what waiting in vain gives
}

}  // namespace chaos::testing
