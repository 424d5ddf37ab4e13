#include "os/signal_watcher.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include "log/log.h"
#include "os/signals.h"

namespace chaos::os {
namespace {

bool is_ignored(int signum) {
  struct sigaction action {};
  return ::sigaction(signum, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// The reference handles these even if they were ignored when it started.
bool is_always_watched(int signum) {
  return signum == SIGTERM || signum == SIGUSR1 || signum == SIGUSR2;
}

/// Ignored signals are left out: a blocked signal would no longer be discarded, but reported.
sigset_t watched_signals() {
  sigset_t signals = interrupting_signals();
  for (int signum = 1; signum <= SIGRTMAX; ++signum) {
    if (!is_always_watched(signum) && is_ignored(signum)) ::sigdelset(&signals, signum);
  }
  return signals;
}

FileDescriptor make_signal_fd(const sigset_t& signals) {
  FileDescriptor fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.is_open()) throw std::system_error(errno, std::generic_category(), "signalfd");
  return fd;
}

/// The next signal must still be handled, whatever went wrong with this one (no memory, say).
template <class Body>
void handle(const Body& body) {
  try {
    body();
  } catch (const std::exception& error) {
    log::error(fmt::format("A signal could not be handled: {}", error.what()));
  }
}

}  // namespace

SignalWatcher::Block::Block(const sigset_t& signals) {
  ::pthread_sigmask(SIG_BLOCK, &signals, &former_);
}

SignalWatcher::Block::~Block() {
  ::pthread_sigmask(SIG_SETMASK, &former_, nullptr);
}

SignalWatcher::SignalWatcher(Callback callback, Readable also)
    : callback_(std::move(callback)),
      also_(std::move(also)),
      block_(watched_signals()),
      signals_(make_signal_fd(watched_signals())),
      stop_event_(stopping_.get_token()),
      thread_([this] { watch(signals_.get()); }) {}

SignalWatcher::~SignalWatcher() {
  stopping_.request_stop();
}

void SignalWatcher::watch(int signals_fd) const {
  for (;;) {
    std::array<pollfd, 3> events{
        {{signals_fd, POLLIN, 0}, {stop_event_.fd(), POLLIN, 0}, {also_.fd, POLLIN, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0) return;
    if (events[2].revents != 0) handle(also_.callback);
    signalfd_siginfo info{};
    if (::read(signals_fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      handle([&] { callback_(static_cast<int>(info.ssi_signo)); });
    }
  }
}

}  // namespace chaos::os
