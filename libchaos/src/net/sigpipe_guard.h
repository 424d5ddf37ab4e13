#pragma once

#include <csignal>

namespace chaos::net {

/// Suppresses SIGPIPE in this thread during its lifetime: writing to a TLS connection that the
/// server has closed would raise it, and end the program.
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
