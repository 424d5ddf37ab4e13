#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <stop_token>

#include "chaos/deadline.h"
#include "os/child_process.h"
#include "os/file_descriptor.h"
#include "os/spawn.h"

namespace chaos::os {

/// The keeper was killed, so the outcome of the program is unknown. The program has been killed as
/// well.
class KeeperLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A program that is run until it exits, even if this program is killed in the meantime. It is the
/// child of a keeper: a second process of this program, which holds a descriptor open and reports
/// the outcome of the program if nobody else is left to do so.
class KeptProcess {
 public:
  /// Whether this program can be its own keeper: its main function calls serve_as_keeper.
  static bool is_possible();

  /// Starts the keeper. It inherits `kept_open`, and is told `id`. Throws std::system_error.
  KeptProcess(int id, int kept_open);
  ~KeptProcess();
  KeptProcess(const KeptProcess&) = delete;
  KeptProcess& operator=(const KeptProcess&) = delete;

  /// Runs one program as run_process does. Until dismiss() is called, the keeper assumes that this
  /// program does not know the outcome. Throws KeeperLost as well.
  ProcessOutcome run(const ProcessSpec& spec, const Deadline& deadline, std::stop_token stop);

  /// The outcome of the program has been recorded: the keeper ends.
  void dismiss() noexcept;

 private:
  ProcessOutcome follow(const ProcessSpec& spec, const std::stop_token& stop);
  [[noreturn]] void report_loss();

  Companion keeper_;
  FileDescriptor line_;
  StartedProcess process_;
};

/// What a keeper does if the program has ended, and the process that wanted to know about it is
/// gone. `kept_open` is the descriptor that it has inherited. It may throw.
using EndHandler = std::function<void(int id, int kept_open, const ProcessOutcome&)>;

/// Makes this program a keeper if it was started as one, and returns its exit status. Must be
/// called by main() before anything else, and with the default disposition of SIGCHLD.
std::optional<int> serve_as_keeper(int argc, char** argv, const EndHandler& on_end);

}  // namespace chaos::os
