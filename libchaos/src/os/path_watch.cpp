#include "os/path_watch.h"

#include <limits.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <system_error>
#include <utility>

namespace chaos::os {
namespace {

constexpr std::uint32_t kMovedOrClosed = IN_CLOSE_WRITE | IN_MOVED_TO;
constexpr std::uint32_t kAppears = IN_CREATE | kMovedOrClosed;
constexpr std::uint32_t kDirectoryGoes = IN_DELETE_SELF | IN_MOVE_SELF;
constexpr int kMostLinks = 40;  // the kernel's limit

FileDescriptor make_inotify() {
  FileDescriptor fd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!fd.is_open()) throw std::system_error(errno, std::generic_category(), "inotify_init1");
  return fd;
}

std::string target_of(const std::string& link) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlink(link.c_str(), target.data(), target.size());
  return size < 0 ? std::string() : std::string(target.data(), static_cast<std::size_t>(size));
}

/// Consumes the first component of a path.
std::string take_component(std::string& path) {
  path.erase(0, path.find_first_not_of('/'));
  const std::size_t end = std::min(path.find('/'), path.size());
  std::string component = path.substr(0, end);
  path.erase(0, end);
  return component;
}

bool is_blank(const std::string& path) {
  return path.find_first_not_of('/') == path.npos;
}

}  // namespace

PathWatch::PathWatch(std::string path) : path_(std::move(path)), events_(make_inotify()) {
  watch_chain();
}

/// Resolves the path as the kernel does, and watches the directories where the result can change:
/// the last one that exists, and each one that contains a symbolic link on the way.
void PathWatch::watch_chain() {
  std::string current = "/";
  std::string rest = path_;
  int links = 0;
  while (!is_blank(rest)) {
    const std::string component = take_component(rest);
    const std::string next = current + (current.ends_with('/') ? "" : "/") + component;
    struct stat status {};
    if (::lstat(next.c_str(), &status) != 0) {
      watch(current, component);
      if (::lstat(next.c_str(), &status) != 0)
        return;  // otherwise it appeared just before the watch started
    }
    if (S_ISLNK(status.st_mode)) {
      watch(current, component);
      if (++links > kMostLinks) return;
      std::string target = target_of(next);
      if (target.starts_with('/')) current = "/";
      rest = std::move(target) + "/" + rest;
    } else if (is_blank(rest)) {
      return watch(current, component);
    } else {
      current = next;
    }
  }
}

void PathWatch::watch(const std::string& directory, const std::string& name) {
  names_.insert(name);
  const int watched =
      ::inotify_add_watch(events_.get(), directory.c_str(), kAppears | kDirectoryGoes | IN_ONLYDIR);
  if (watched >= 0 || errno == ENOENT || errno == ENOTDIR)
    return;  // in that case, a parent reports an event
  throw std::system_error(errno, std::generic_category(), directory);
}

/// Events of other files in the directory are ignored.
void PathWatch::note(unsigned mask, const char* name, Changes& changes) const {
  if ((mask & (kDirectoryGoes | IN_Q_OVERFLOW)) == 0 && !names_.contains(name)) return;
  changes.any = true;
  if ((mask & kMovedOrClosed) != 0) changes.complete = true;
}

PathWatch::Changes PathWatch::take() {
  Changes changes;
  alignas(inotify_event) std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t size = ::read(events_.get(), buffer.data(), buffer.size());
    if (size <= 0) break;
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      note(event.mask, event.len > 0 ? name : "", changes);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  if (changes.any) watch_chain();
  return changes;
}

}  // namespace chaos::os
