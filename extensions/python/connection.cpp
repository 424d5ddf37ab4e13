#include "connection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace chaos::python {

bool Connection::send(const Json& frame, int exit) {
  const std::string bytes = encode_frame(frame, tag_);
  std::string_view rest = bytes;
  const std::lock_guard lock(sending_);
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      std::array<pollfd, 2> events{{{socket_.get(), POLLOUT, 0}, {exit, POLLIN, 0}}};
      ::poll(events.data(), events.size(), -1);
      if (events[1].revents != 0) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool Connection::receive() {
  std::array<char, 64 << 10> chunk;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
  while (true) {
    const ssize_t size = ::read(socket_.get(), chunk.data(), chunk.size());
    if (size > 0) {
      decoder_.append({chunk.data(), static_cast<std::size_t>(size)});
      if (static_cast<std::size_t>(size) < chunk.size())
        return true;  // there is nothing more to read
    } else if (size == 0) {
      return false;
    } else if (errno != EINTR) {
      return errno == EAGAIN;
    }
  }
}

ConnectionPair connect() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  ConnectionPair pair{os::FileDescriptor(ends[0]), os::FileDescriptor(ends[1])};
  if (::fcntl(pair.ours.get(), F_SETFL, O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "fcntl");
  }
  return pair;
}

}  // namespace chaos::python
