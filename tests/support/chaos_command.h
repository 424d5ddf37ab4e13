#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/json.h"
#include "os/file_descriptor.h"
#include "support/temporary_directory.h"

namespace chaos::testing {

/// How a `chaos` ended, and its output.
struct Outcome {
  int exit_code = 0;  ///< the negative signal number if a signal killed it
  std::string out;
  std::string err;

  /// The console's records as "LEVEL message", without colors and times; further lines of a message
  /// are part of it.
  std::vector<std::string> log() const;
};

/// A running `chaos`. If it is destroyed before it was waited for, the process is killed.
class RunningChaos {
 public:
  RunningChaos(pid_t pid, os::FileDescriptor out, os::FileDescriptor err);
  ~RunningChaos();
  RunningChaos(RunningChaos&& other) noexcept;
  RunningChaos& operator=(RunningChaos&&) = delete;

  /// Waits until standard error contains `text` after what the last call found. If the process ends
  /// or half a minute passes without it, the test fails.
  RunningChaos& wait_for_log(std::string_view text);
  RunningChaos& signal(int signum);
  /// Reads the rest of both outputs and reaps the process. After more than a minute, kills it, and
  /// the test fails.
  Outcome wait();
  /// Waits for the process, and kills it (but not its children) with SIGKILL if it has not ended
  /// after `time`.
  Outcome kill_after(std::chrono::duration<double> time);

  pid_t pid() const { return pid_; }

 private:
  bool read_some(std::chrono::steady_clock::time_point limit);

  pid_t pid_;
  os::FileDescriptor out_;
  os::FileDescriptor err_;
  Outcome outcome_;
  std::size_t found_ = 0;
};

/// A separate directory, files, an environment, and the real program, which runs there:
///
///   ChaosCommand chaos;
///   chaos.experiment(hello).env("NAME", "x");
///   const Outcome outcome = chaos.run({"run", "experiment.json"});
///
/// HOME is the directory, and TERM is "xterm"; CHAOS_... variables of the tests are not passed on.
class ChaosCommand {
 public:
  /// `program` is the path of another program of the project.
  explicit ChaosCommand(std::string program = {});

  ChaosCommand& file(const std::string& name, std::string_view content, unsigned mode = 0644);
  /// Writes "experiment.json".
  ChaosCommand& experiment(const Json& document);
  ChaosCommand& env(const std::string& name, const std::string& value);
  /// The standard input of the program; empty unless this is called.
  ChaosCommand& input(const std::string& text);

  /// As "NAME=value".
  std::vector<std::string> environment() const;

  Outcome run(const std::vector<std::string>& arguments);
  RunningChaos start(const std::vector<std::string>& arguments);

  /// The path of the program itself.
  const std::string& program() const { return program_; }

  /// The path of `name` in the directory.
  std::string path(std::string_view name) const { return directory_ / name; }
  bool exists(const std::string& name) const;
  /// The content of a file; "" if there is none.
  std::string text(const std::string& name) const { return directory_.read(name); }
  std::vector<std::string> lines(const std::string& name) const;
  Json json(const std::string& name) const;
  /// Reads "journal.json", which must conform to its schema.
  Json journal() const;

 private:
  std::string program_;
  TemporaryDirectory directory_;
  std::map<std::string, std::string> environment_;
  std::string input_ = "/dev/null";
};

/// An activity of type `process` that runs `script` in a shell.
Json shell_action(const std::string& name, const std::string& script);
Json shell_probe(const std::string& name, const std::string& script, const Json& tolerance = 0);

/// A valid experiment with these activities, without a hypothesis.
Json experiment_of(const std::vector<Json>& method, const std::vector<Json>& rollbacks = {});
/// The same with a hypothesis with these probes.
Json with_hypothesis(Json experiment, const std::vector<Json>& probes);

/// The names of the activities of runs, in order, followed by ":status" where it is not
/// "succeeded".
std::vector<std::string> names_of(const Json& runs);

}  // namespace chaos::testing
