#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "support/chaos_command.h"
#include "support/living_process.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;

/// The program at a terminal of its own, where this test types.
class Terminal {
 public:
  explicit Terminal(const ChaosCommand& chaos) {
    pid_ = ::forkpty(&master_, nullptr, nullptr, nullptr);
    if (pid_ == 0) {
      ::setenv("HOME", chaos.path("").c_str(), 1);
      if (::chdir(chaos.path("").c_str()) == 0) {
        ::execl(CHAOS_BINARY_PATH, "chaos", "run", "experiment.json", nullptr);
      }
      ::_exit(127);
    }
  }
  ~Terminal() { ::close(master_); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  /// Reads until `text` was shown.
  void wait_for(const std::string& text) {
    while (shown_.find(text) == std::string::npos && read_some()) {
    }
    EXPECT_THAT(shown_, HasSubstr(text));
  }

  void type(const std::string& text) const {
    EXPECT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  int wait() {
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  bool read_some() {
    char buffer[4096];
    const ssize_t size = ::read(master_, buffer, sizeof buffer);
    if (size > 0) shown_.append(buffer, static_cast<std::size_t>(size));
    return size > 0;
  }

  int master_ = -1;
  pid_t pid_ = -1;
  std::string shown_;
};

TEST(AtATerminal, AnActivityMayAsk) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of(
      {shell_action("ask", "echo 'password?' > /dev/tty; read word; echo \"heard $word\"")}));
  Terminal terminal(chaos);
  terminal.wait_for("password?");
  terminal.type("open sesame\n");
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_EQ(chaos.journal()["run"][0]["output"]["stdout"], "heard open sesame\n");
}

TEST(AtATerminal, ControlCInterruptsTheRun) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("wait", "echo ready > /dev/tty; sleep 1000")}));
  Terminal terminal(chaos);
  terminal.wait_for("ready");
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(), 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(AtATerminal, ATimeoutEndsWhatTheActivityStarted) {
  Json action = shell_action("family", "sleep 1000 & echo $! > grandchild; wait");
  action["provider"]["timeout"] = 1;
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action}));
  EXPECT_EQ(Terminal(chaos).wait(), 0);
  EXPECT_EQ(chaos.journal()["run"][0]["status"], "failed");
  EXPECT_FALSE(is_alive(std::stoi(chaos.text("grandchild"))));
}

}  // namespace
}  // namespace chaos::testing
