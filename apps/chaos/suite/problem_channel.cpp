#include "suite/problem_channel.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace chaos::cli {

ProblemChannel::ProblemChannel() : file_(::memfd_create("chaos-problems", MFD_CLOEXEC)) {
  if (!file_.is_open()) throw std::system_error(errno, std::generic_category(), "memfd_create");
}

std::string ProblemChannel::path() const {
  return fmt::format("/proc/{}/fd/{}", ::getpid(), file_.get());
}

std::vector<ShownProblem> ProblemChannel::read() const {
  std::string text;
  std::array<char, 4096> buffer{};
  for (;;) {
    const auto offset = static_cast<off_t>(text.size());
    const ssize_t size = ::pread(file_.get(), buffer.data(), buffer.size(), offset);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return problems_from(text);
    text.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace chaos::cli
