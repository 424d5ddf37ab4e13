#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

#include "os/child_process.h"
#include "os/environment.h"
#include "os/file_descriptor.h"
#include "os/pidfd.h"
#include "os/process_identity.h"
#include "support/temporary_directory.h"

namespace chaos::os {
namespace {

using chaos::testing::TemporaryDirectory;

/// A script that is held until the observer returns. It may write to `$mark`.
class HeldProcess : public ::testing::Test {
 protected:
  ProcessSpec script(const std::string& text) const {
    return {.executable = "/bin/sh",
            .arguments = {"sh", "-c", text, "sh", mark_},
            .held_until_known = true};
  }
  bool has_begun() const { return std::filesystem::exists(mark_); }

  TemporaryDirectory directory_;
  const std::string mark_ = directory_ / "mark";
};

TEST_F(HeldProcess, BeginsOnceItIsRecorded) {
  ProcessSpec spec = script("touch $1; echo out; echo err >&2; exit 7");
  bool ran_while_held = true;
  StartedProcess known;
  spec.started = [&](const StartedProcess& process) {
    known = process;
    ran_while_held = has_begun();
    EXPECT_EQ(process_with(process.pid).start_ticks, process.start_ticks);
  };
  const ProcessOutcome outcome = run_process(spec, Deadline::never(), {});
  EXPECT_FALSE(ran_while_held);
  EXPECT_TRUE(has_begun());
  EXPECT_EQ(outcome.status, 7);
  EXPECT_EQ(outcome.out, "out\n");
  EXPECT_EQ(outcome.err, "err\n");
  EXPECT_GT(known.pid, 0);
}

TEST_F(HeldProcess, NeverBeginsIfThisProgramIsKilledFirst) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t runner = ::fork();
  ASSERT_GE(runner, 0);
  if (runner == 0) {
    ProcessSpec spec = script("touch $1");
    spec.started = [&](const StartedProcess& process) {
      [[maybe_unused]] const auto written = ::write(ends[1], &process.pid, sizeof process.pid);
      ::kill(::getpid(), SIGKILL);
    };
    run_process(spec, Deadline::never(), {});
    ::_exit(0);
  }
  int pid = 0;
  ASSERT_EQ(::read(ends[0], &pid, sizeof pid), static_cast<ssize_t>(sizeof pid));
  ::waitpid(runner, nullptr, 0);
  const FileDescriptor end = open_pidfd(pid);  // closed if the process is already gone
  pollfd event{end.get(), POLLIN, 0};
  if (end.is_open()) ::poll(&event, 1, -1);
  EXPECT_FALSE(has_begun());
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_F(HeldProcess, NeverBeginsIfItCannotBeRecorded) {
  ProcessSpec spec = script("touch $1");
  spec.started = [](const StartedProcess&) { throw std::runtime_error("no room"); };
  EXPECT_THROW(run_process(spec, Deadline::never(), {}), std::runtime_error);
  EXPECT_FALSE(has_begun());
}

TEST_F(HeldProcess, IsNotStartedFromAFileThatIsNotAProgram) {
  for (const auto& [path, error] : {std::pair(std::string("/no/such/program"), ENOENT),
                                    std::pair(std::string("/etc/passwd"), EACCES)}) {
    ProcessSpec spec = script("");
    spec.executable = path;
    try {
      run_process(spec, Deadline::never(), {});
      ADD_FAILURE() << path;
    } catch (const std::system_error& problem) {
      EXPECT_EQ(problem.code().value(), error);
      EXPECT_NE(std::string(problem.what()).find(path), std::string::npos);
    }
  }
}

/// Apart from two signals that the C library uses for itself and ignores in some children.
TEST_F(HeldProcess, HasTheSignalsAndDescriptorsOfAnyChild) {
  const char* const kReport =
      "for set in Blk Ign; do echo $set $((0x$(sed -n s/^Sig$set:.//p /proc/self/status) & "
      "~0x180000000)); done; ls /proc/self/fd | wc -l; ps -o pgid= -p $$ "
      "| "
      "grep -qw $$ && echo leads";
  ProcessSpec plain = script(kReport);
  plain.held_until_known = false;
  EXPECT_EQ(run_process(script(kReport), Deadline::never(), {}).out,
            run_process(plain, Deadline::never(), {}).out);
}

TEST_F(HeldProcess, BeginsInTheDirectoryOfChildren) {
  set_directory_of_children(directory_ / "");
  const ProcessOutcome outcome = run_process(script("pwd"), Deadline::never(), {});
  set_directory_of_children("");
  EXPECT_EQ(std::filesystem::path(outcome.out.substr(0, outcome.out.size() - 1)),
            std::filesystem::canonical(std::string(directory_ / ".")));
}

}  // namespace
}  // namespace chaos::os
