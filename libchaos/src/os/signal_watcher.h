#pragma once

#include <signal.h>

#include <functional>
#include <stop_token>
#include <thread>

#include "os/file_descriptor.h"
#include "os/stop_event.h"

namespace chaos::os {

/// A descriptor that the watcher's thread also waits for.
struct Readable {
  int fd = -1;                          ///< -1 for none
  std::function<void()> callback = {};  ///< called while it is readable; must not throw
};

/// During its lifetime, the signals that end a program (interrupting_signals() in os/signals.h) are
/// passed to a function instead of ending the process. A signal that was ignored when this was
/// created (SIGHUP under nohup; SIGINT and SIGQUIT in a script's background job) remains ignored,
/// except SIGTERM, SIGUSR1 and SIGUSR2. Must be created before other threads are started, because
/// they inherit the signal mask that it sets. Must be destroyed in the thread that created it,
/// whose previous mask is restored.
class SignalWatcher {
 public:
  /// Called with the signal number in the watcher's own thread, one signal at a time. Must not
  /// throw. Signals with the same number that arrive before it returns may be reported as one.
  using Callback = std::function<void(int signum)>;

  /// Throws std::system_error if there is no descriptor or thread available.
  explicit SignalWatcher(Callback callback, Readable also = {});
  /// Returns once no callback is running or will run.
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  /// Blocks the signals in the current thread until destroyed.
  class Block {
   public:
    explicit Block(const sigset_t& signals);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

   private:
    sigset_t former_;
  };

  void watch(int signals_fd) const;

  Callback callback_;
  Readable also_;
  Block block_;
  FileDescriptor signals_;
  std::stop_source stopping_;
  StopEvent stop_event_;
  std::jthread thread_;  // last: joined before the members that it uses are destroyed
};

}  // namespace chaos::os
