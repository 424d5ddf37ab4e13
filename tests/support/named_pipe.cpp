#include "support/named_pipe.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace chaos::testing {
namespace {

constexpr int kLimitMilliseconds = 30'000;

}  // namespace

NamedPipe::NamedPipe(const std::string& path) {
  if (::mkfifo(path.c_str(), 0600) != 0) {
    throw std::system_error(errno, std::generic_category(), path);
  }
  // Open it for writing, too, so that the pipe never ends, however many writers come and go.
  pipe_ = os::FileDescriptor(::open(path.c_str(), O_RDWR | O_CLOEXEC));
}

std::string NamedPipe::read_line() {
  std::size_t end = buffer_.find('\n');
  while (end == std::string::npos) {
    pollfd event{pipe_.get(), POLLIN, 0};
    if (::poll(&event, 1, kLimitMilliseconds) <= 0) {
      ADD_FAILURE() << "nothing was written to the pipe";
      return {};
    }
    std::array<char, 256> bytes{};
    const ssize_t count = ::read(pipe_.get(), bytes.data(), bytes.size());
    if (count > 0) buffer_.append(bytes.data(), static_cast<std::size_t>(count));
    end = buffer_.find('\n');
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

void NamedPipe::write_line(const std::string& text) const {
  const std::string line = text + "\n";
  EXPECT_EQ(::write(pipe_.get(), line.data(), line.size()), static_cast<ssize_t>(line.size()));
}

}  // namespace chaos::testing
