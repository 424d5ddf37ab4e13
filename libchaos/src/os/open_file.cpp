#include "os/open_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace chaos::os {
namespace {

[[noreturn]] void fail(int error, const std::string& path) {
  throw std::system_error(error, std::generic_category(), path);
}

}  // namespace

FileDescriptor open_file(const std::string& path, int flags, mode_t mode) {
  if (path.find('\0') != std::string::npos) fail(EINVAL, path);
  for (;;) {
    FileDescriptor file(::open(path.c_str(), flags | O_CLOEXEC, mode));
    if (file.is_open()) return file;
    if (errno != EINTR) fail(errno, path);
  }
}

FileDescriptor open_regular_file(const std::string& path, int flags, mode_t mode) {
  FileDescriptor file = open_file(path, flags | O_NONBLOCK, mode);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) fail(errno, path);
  if (!S_ISREG(info.st_mode)) fail(EINVAL, path);
  return file;
}

std::string read_all(const FileDescriptor& file, const std::string& path) {
  std::string content;
  std::array<char, 64u << 10> buffer;  // NOLINT: not worth clearing
  for (;;) {
    const ssize_t count =
        ::pread(file.get(), buffer.data(), buffer.size(), static_cast<off_t>(content.size()));
    if (count == 0) return content;
    if (count > 0) {
      content.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      fail(errno, path);
    }
  }
}

}  // namespace chaos::os
