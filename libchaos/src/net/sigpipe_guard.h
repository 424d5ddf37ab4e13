#pragma once

#include <csignal>

namespace chaos::net {

/// Keeps SIGPIPE from this thread while it lives: a TLS connection that the server closed would
/// raise it on the next write, and end the program.
class SigpipeGuard {
 public:
  SigpipeGuard();
  ~SigpipeGuard();
  SigpipeGuard(const SigpipeGuard&) = delete;
  SigpipeGuard& operator=(const SigpipeGuard&) = delete;

 private:
  sigset_t previous_;
  bool was_pending_;
};

}  // namespace chaos::net
