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

/// The keeper was killed, so what came of the program is unknown. It has been killed as well.
class KeeperLost : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A program that is run to its end even if this program is killed meanwhile. It is the child of a
/// keeper: this program once more, which holds a descriptor open and tells what came of the program
/// if nobody else is left to do so.
class KeptProcess {
 public:
  /// Whether this program can be its own keeper: its main function calls serve_as_keeper.
  static bool is_possible();

  /// Starts the keeper. It inherits `kept_open`, and is told `id`. Throws std::system_error.
  KeptProcess(int id, int kept_open);
  ~KeptProcess();
  KeptProcess(const KeptProcess&) = delete;
  KeptProcess& operator=(const KeptProcess&) = delete;

  /// Runs one program as run_process does. Until dismiss() is called, the keeper takes the outcome
  /// for unknown to this program. Throws KeeperLost as well.
  ProcessOutcome run(const ProcessSpec& spec, const Deadline& deadline, std::stop_token stop);

  /// What came of the program is on record: the keeper ends.
  void dismiss() noexcept;

 private:
  ProcessOutcome follow(const ProcessSpec& spec, const std::stop_token& stop);
  [[noreturn]] void report_loss();

  Companion keeper_;
  FileDescriptor line_;
  StartedProcess process_;
};

/// What a keeper does when the program has ended, and the one that wanted to know about it is gone.
/// `kept_open` is the descriptor that it has inherited. It may throw.
using Bequest = std::function<void(int id, int kept_open, const ProcessOutcome&)>;

/// Makes this program a keeper if it was started as one; its exit status then. To be called by
/// main() before anything else, and with the default disposition of SIGCHLD.
std::optional<int> serve_as_keeper(int argc, char** argv, const Bequest& bequest);

}  // namespace chaos::os
