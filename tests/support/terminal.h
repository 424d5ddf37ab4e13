#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "support/chaos_command.h"

namespace chaos::testing {

/// The program at a terminal of its own, where the test types.
class Terminal {
 public:
  explicit Terminal(const ChaosCommand& chaos,
                    std::vector<std::string> arguments = {"run", "experiment.json"},
                    unsigned short columns = 80) {
    arguments.insert(arguments.begin(), "chaos");
    std::vector<char*> argv;
    for (auto& argument : arguments)
      argv.push_back(argument.data());
    argv.push_back(nullptr);
    winsize size{};
    size.ws_row = 24;
    size.ws_col = columns;
    pid_ = ::forkpty(&master_, nullptr, nullptr, &size);
    if (pid_ == 0) {
      ::setenv("HOME", chaos.path("").c_str(), 1);
      if (::chdir(chaos.path("").c_str()) == 0) {
        ::execv(CHAOS_BINARY_PATH, argv.data());
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
    EXPECT_THAT(shown_, ::testing::HasSubstr(text));
  }

  void type(const std::string& text) const {
    EXPECT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  /// All that was shown so far.
  const std::string& shown() const { return shown_; }

  /// Reads to the end. Returns the exit code, or minus the number of the signal that ended it.
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

}  // namespace chaos::testing
