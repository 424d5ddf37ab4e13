#include "os/child_process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <stop_token>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "os/file_descriptor.h"
#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

using chaos::testing::EnvironmentVariable;
using chaos::testing::TemporaryDirectory;
using Ending = ProcessOutcome::Ending;

ProcessSpec shell(const std::string& script) {
  return {.executable = "/bin/sh", .arguments = {"sh", "-c", script}};
}

ProcessOutcome run(const ProcessSpec& spec, const Deadline& deadline = Deadline::never()) {
  return run_process(spec, deadline, {});
}

int error_of(const ProcessSpec& spec) {
  try {
    run(spec);
  } catch (const std::system_error& error) {
    return error.code().value();
  }
  return 0;
}

/// A named pipe on which a script reports its progress. Processes started by the script inherit its
/// descriptors: the pipe ends when the last of them is closed.
class Fifo {
 public:
  Fifo() { ::mkfifo(path().c_str(), 0600); }
  std::string path() const { return directory_ / "fifo"; }
  /// Waits for the first output, then for the end.
  void open() { reading_ = FileDescriptor(::open(path().c_str(), O_RDONLY | O_CLOEXEC)); }
  std::string read_some() {
    std::array<char, 64> buffer{};
    const ssize_t count = ::read(reading_.get(), buffer.data(), buffer.size());
    return {buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  }

 private:
  TemporaryDirectory directory_;
  FileDescriptor reading_;
};

/// Runs the script and stops it as soon as it has written to the fifo.
ProcessOutcome run_and_stop(ProcessSpec spec, Fifo& fifo) {
  std::stop_source source;
  std::thread stopping([&] {
    fifo.open();
    fifo.read_some();
    source.request_stop();
  });
  ProcessOutcome outcome = run_process(spec, Deadline::never(), source.get_token());
  stopping.join();
  return outcome;
}

TEST(ChildProcess, ReportsStatusAndBothOutputs) {
  const auto outcome = run(shell("echo out; echo err >&2; exit 7"));
  EXPECT_EQ(outcome.ending, Ending::kExited);
  EXPECT_EQ(outcome.status, 7);
  EXPECT_EQ(outcome.out, "out\n");
  EXPECT_EQ(outcome.err, "err\n");
  EXPECT_FALSE(outcome.out_truncated);
  EXPECT_FALSE(outcome.err_truncated);
}

TEST(ChildProcess, ReportsTheSignalThatKilledIt) {
  EXPECT_EQ(run(shell("kill -9 $$")).status, -9);
}

TEST(ChildProcess, PassesArgumentsAsTheyAre) {
  const auto outcome = run({.executable = "/usr/bin/printf",
                            .arguments = {"printf", "<%s>", "a b", "*", "$HOME", "\xFF", ""}});
  EXPECT_EQ(outcome.out, "<a b><*><$HOME><\xFF><>");
}

TEST(ChildProcess, InheritsTheEnvironment) {
  const EnvironmentVariable variable("CHAOS_TEST_VALUE", "two words");
  EXPECT_EQ(run(shell("echo \"$CHAOS_TEST_VALUE\"")).out, "two words\n");
}

TEST(ChildProcess, ReadsMoreThanAPipesCapacityFromBothOutputs) {
  const auto outcome = run(shell("seq 1 100000; seq 1 100000 >&2"));
  EXPECT_EQ(outcome.out.size(), 588895U);
  EXPECT_EQ(outcome.err, outcome.out);
}

TEST(ChildProcess, DropsOutputBeyondTheLimit) {
  ProcessSpec spec = shell("seq 1 100000; printf abc >&2");
  spec.output_limit = 3;
  const auto outcome = run(spec);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "1\n2");
  EXPECT_TRUE(outcome.out_truncated);
  EXPECT_EQ(outcome.err, "abc");
  EXPECT_FALSE(outcome.err_truncated);
}

TEST(ChildProcess, WaitsForThePipesToBeClosed) {
  Fifo fifo;
  std::thread releasing([&] { std::ofstream(fifo.path()) << "go\n"; });
  const auto outcome = run(shell("echo early; (read x <" + fifo.path() + "; echo late) &"));
  releasing.join();
  EXPECT_EQ(outcome.out, "early\nlate\n");
}

TEST(ChildProcess, DoesNotEndItsChildrenAfterANormalExit) {
  const auto outcome = run(shell("sleep 1000 >/dev/null 2>&1 & echo $!"));
  const pid_t left = std::stoi(outcome.out);
  EXPECT_EQ(::kill(left, 0), 0);
  ::kill(left, SIGKILL);
}

TEST(ChildProcess, ReportsAProgramThatCannotBeStarted) {
  const TemporaryDirectory directory;
  EXPECT_EQ(error_of({.executable = "/no/such/program", .arguments = {"x"}}), ENOENT);
  EXPECT_EQ(error_of({.executable = directory.path(), .arguments = {"x"}}), EACCES);
  const std::string script = directory.write("script", "echo hi\n", 0755);
  EXPECT_EQ(error_of({.executable = script, .arguments = {"x"}}), ENOEXEC);
  EXPECT_EQ(error_of(shell(std::string("echo a\0b", 8))), EINVAL);
}

TEST(ChildProcess, NamesTheProgramThatCannotBeStarted) {
  try {
    run({.executable = "/no/such/program", .arguments = {"x"}});
    FAIL() << "nothing was thrown";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "/no/such/program: No such file or directory");
  }
}

TEST(ChildProcess, LeadsItsOwnProcessGroup) {
  const auto outcome = run(shell("cut -d' ' -f5 /proc/$$/stat; echo $$"));
  const std::size_t middle = outcome.out.find('\n') + 1;
  EXPECT_EQ(outcome.out.substr(0, middle), outcome.out.substr(middle));
}

/// Parses the signal set in a line of /proc/PID/status, which is hexadecimal.
unsigned long long signal_set(const std::string& status, const std::string& name) {
  return std::stoull(status.substr(status.find(name) + name.size()), nullptr, 16);
}

unsigned long long bit_of(int signum) {
  return 1ULL << (signum - 1);
}

TEST(ChildProcess, StartsWithDefaultSignals) {
  sigset_t blocked;
  sigset_t former;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &former);
  const auto pipe_action = ::signal(SIGPIPE, SIG_IGN);
  const auto interrupt_action = ::signal(SIGINT, SIG_IGN);
  const auto outcome = run(shell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status"));
  ::signal(SIGINT, interrupt_action);
  ::signal(SIGPIPE, pipe_action);
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
  EXPECT_EQ(signal_set(outcome.out, "SigBlk:"), 0U);
  const auto ignored = signal_set(outcome.out, "SigIgn:");
  EXPECT_EQ(ignored & (bit_of(SIGPIPE) | bit_of(SIGINT) | bit_of(SIGTERM)), 0U);
}

TEST(ChildProcess, KeepsAnIgnoredHangup) {  // nohup
  const auto former = ::signal(SIGHUP, SIG_IGN);
  const auto outcome = run(shell("exec grep -E '^SigIgn' /proc/self/status"));
  ::signal(SIGHUP, former);
  EXPECT_NE(signal_set(outcome.out, "SigIgn:") & bit_of(SIGHUP), 0U);
}

TEST(ChildProcess, InheritsNoOtherDescriptors) {
  const FileDescriptor inheritable(::open("/dev/null", O_RDONLY));  // NOLINT: no O_CLOEXEC
  EXPECT_EQ(run(shell("for fd in 3 4 5 6 7 8 9; do (: <&$fd) 2>/dev/null && echo $fd; done")).out,
            "");
}

TEST(ChildProcess, RunsWhenTheStandardOutputsAreClosed) {
  const FileDescriptor out(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 10));
  const FileDescriptor err(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10));
  ::close(STDOUT_FILENO);
  ::close(STDERR_FILENO);
  const auto outcome = run(shell("echo out; echo err >&2"));
  ::dup2(out.get(), STDOUT_FILENO);
  ::dup2(err.get(), STDERR_FILENO);
  EXPECT_EQ(outcome.out, "out\n");
  EXPECT_EQ(outcome.err, "err\n");
}

TEST(ChildProcess, EndsAtItsDeadline) {
  const auto outcome =
      run(shell("exec sleep 1000"), Deadline::after(std::chrono::milliseconds(20)));
  EXPECT_EQ(outcome.ending, Ending::kTimedOut);
}

TEST(ChildProcess, EndsWhenStopped) {
  Fifo fifo;
  EXPECT_EQ(run_and_stop(shell("echo >" + fifo.path() + "; exec sleep 1000"), fifo).ending,
            Ending::kStopped);
}

TEST(ChildProcess, IsNotStartedAfterAStop) {
  const TemporaryDirectory directory;
  std::stop_source source;
  source.request_stop();
  const auto outcome =
      run_process(shell("touch " + directory / "trace"), Deadline::never(), source.get_token());
  EXPECT_EQ(outcome.ending, Ending::kStopped);
  EXPECT_FALSE(std::filesystem::exists(directory / "trace"));
}

TEST(ChildProcess, IsKilledIfItIgnoresTheRequestToEnd) {
  Fifo fifo;
  const auto outcome = run_and_stop(
      shell("trap '' TERM; echo >" + fifo.path() + "; while :; do sleep 1000; done"), fifo);
  EXPECT_EQ(outcome.ending, Ending::kStopped);
}

TEST(ChildProcess, MayCleanUpBeforeItEnds) {
  Fifo fifo;
  ProcessSpec spec =
      shell("trap 'echo bye; exit' TERM; echo >" + fifo.path() + "; while :; do :; done");
  spec.grace = std::chrono::minutes(10);
  EXPECT_EQ(run_and_stop(spec, fifo).out, "bye\n");
}

TEST(ChildProcess, EndsWithItsDescendants) {
  Fifo fifo;
  const auto outcome = run_and_stop(
      shell("exec 3>" + fifo.path() + "; (trap '' TERM; echo >&3; sleep 1000) & exit 0"), fifo);
  EXPECT_EQ(outcome.ending, Ending::kStopped);
  EXPECT_EQ(fifo.read_some(), "");  // nobody has the other end open any longer
}

TEST(ChildProcess, EndsEvenIfItWasSuspended) {
  Fifo fifo;
  ProcessSpec spec = shell("(kill -STOP $$; echo >" + fifo.path() + ") & wait");
  spec.grace = std::chrono::minutes(10);
  EXPECT_EQ(run_and_stop(spec, fifo).ending, Ending::kStopped);
}

TEST(ChildProcess, IsAlwaysReaped) {
  run(shell("exit 3"));
  run(shell("exec sleep 1000"), Deadline::after(std::chrono::seconds(0)));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(ChildProcess, LeaksNoDescriptors) {
  const auto next_descriptor = [] { return FileDescriptor(::dup(STDERR_FILENO)).get(); };
  const int before = next_descriptor();
  run(shell("exit 3"));
  run(shell("exec sleep 1000"), Deadline::after(std::chrono::seconds(0)));
  error_of({.executable = "/no/such/program", .arguments = {"x"}});
  EXPECT_EQ(next_descriptor(), before);
}

TEST(ChildProcess, CanBeUsedFromSeveralThreads) {
  std::vector<std::thread> threads;
  std::array<std::string, 4> outputs;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    threads.emplace_back([&outputs, i] {
      for (int round = 0; round < 10; ++round) {
        outputs[i] += run(shell("printf " + std::to_string(i))).out;
      }
    });
  }
  for (auto& thread : threads)
    thread.join();
  EXPECT_EQ(outputs[0], "0000000000");
  EXPECT_EQ(outputs[3], "3333333333");
}

}  // namespace
}  // namespace chaos::os
