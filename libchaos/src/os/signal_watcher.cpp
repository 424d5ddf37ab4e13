#include "os/signal_watcher.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace chaos::os {
namespace {

bool is_ignored(int signum) {
  struct sigaction action {};
  return ::sigaction(signum, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// An ignored signal is left out: once blocked it would no longer be discarded but reported.
sigset_t watched_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  if (!is_ignored(SIGINT)) ::sigaddset(&signals, SIGINT);
  for (const int signum : {SIGTERM, SIGUSR1, SIGUSR2})
    ::sigaddset(&signals, signum);
  return signals;
}

FileDescriptor make_signal_fd(const sigset_t& signals) {
  FileDescriptor fd(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.is_open()) throw std::system_error(errno, std::generic_category(), "signalfd");
  return fd;
}

}  // namespace

SignalWatcher::Block::Block(const sigset_t& signals) {
  ::pthread_sigmask(SIG_BLOCK, &signals, &former_);
}

SignalWatcher::Block::~Block() {
  ::pthread_sigmask(SIG_SETMASK, &former_, nullptr);
}

SignalWatcher::SignalWatcher(Callback callback)
    : callback_(std::move(callback)),
      block_(watched_signals()),
      signals_(make_signal_fd(watched_signals())),
      stop_event_(stopping_.get_token()),
      thread_([this] { watch(signals_.get()); }) {}

SignalWatcher::~SignalWatcher() {
  stopping_.request_stop();
}

void SignalWatcher::watch(int signals_fd) const {
  for (;;) {
    std::array<pollfd, 2> events{{{signals_fd, POLLIN, 0}, {stop_event_.fd(), POLLIN, 0}}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0) return;
    signalfd_siginfo info{};
    if (::read(signals_fd, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
      callback_(static_cast<int>(info.ssi_signo));
    }
  }
}

}  // namespace chaos::os
