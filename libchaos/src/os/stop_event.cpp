#include "os/stop_event.h"

#include <sys/eventfd.h>

#include <cerrno>
#include <system_error>

namespace chaos::os {
namespace {

FileDescriptor make_event() {
  FileDescriptor event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!event.is_open()) throw std::system_error(errno, std::generic_category(), "eventfd");
  return event;
}

}  // namespace

StopEvent::StopEvent(const std::stop_token& token)
    : event_(make_event()), callback_(token, Wake{event_.get()}) {}

void StopEvent::Wake::operator()() const {
  // Cannot fail: the counter starts at zero, is never read, and this runs once.
  [[maybe_unused]] const int result = ::eventfd_write(fd, 1);
}

}  // namespace chaos::os
