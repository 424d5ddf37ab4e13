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

/// While this object exists, the signals that end a program (interrupting_signals() in
/// os/signals.h) are passed to a function instead of ending the process. One that was ignored when
/// this was made (SIGHUP under nohup; SIGINT and SIGQUIT in a script's background job) stays
/// ignored, except SIGTERM, SIGUSR1 and SIGUSR2. Must be made before other threads are started:
/// those inherit the signal mask that it sets. Must be destroyed in the thread that made it, which
/// gets its former mask back.
class SignalWatcher {
 public:
  /// Called with the signal's number in the watcher's own thread, one signal at a time. Must not
  /// throw. Signals of one number that arrive before it returns may be reported as one.
  using Callback = std::function<void(int signum)>;

  /// Throws std::system_error when there is not a descriptor or thread available.
  explicit SignalWatcher(Callback callback, Readable also = {});
  /// Returns once no callback runs or will run.
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
