#include "support/terminal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <chrono>
#include <thread>

namespace chaos::testing {

Terminal::Terminal(const ChaosCommand& chaos, std::vector<std::string> arguments,
                   unsigned short columns)
    : columns_(columns) {
  arguments.insert(arguments.begin(), "chaos");
  std::vector<char*> pointers;
  for (auto& argument : arguments)
    pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  std::vector<std::string> variables = chaos.environment();
  std::vector<char*> environment;
  for (auto& variable : variables)
    environment.push_back(variable.data());
  environment.push_back(nullptr);
  winsize size{};
  size.ws_row = kRows;
  size.ws_col = columns;
  pid_ = ::forkpty(&master_, nullptr, nullptr, &size);
  if (pid_ == 0) {
    // As at a prompt, regardless of how the tests were started: background jobs of a script ignore
    // these.
    for (const int number : {SIGINT, SIGQUIT})
      ::signal(number, SIG_DFL);
    if (::chdir(chaos.path("").c_str()) == 0)
      ::execve(CHAOS_BINARY, pointers.data(), environment.data());
    ::_exit(127);
  }
}

Terminal::~Terminal() {
  hang_up();
}

void Terminal::hang_up() {
  if (master_ >= 0) ::close(master_);
  master_ = -1;
}

void Terminal::wait_for(const std::string& text) {
  while (shown_.find(text) == std::string::npos && read_some()) {
  }
  EXPECT_THAT(shown_, ::testing::HasSubstr(text));
}

void Terminal::wait_for_last_line(const std::string& text) {
  const auto is_there = [&] {
    const Screen now = screen();
    return now.is_at_line_start() && now.last_line().find(text) != std::string::npos;
  };
  while (!is_there() && read_some()) {
  }
  EXPECT_THAT(screen().last_line(), ::testing::HasSubstr(text));
}

void Terminal::wait_until_hidden() const {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  termios state{};
  while (::tcgetattr(master_, &state) == 0 && (state.c_lflag & ECHO) != 0) {
    if (std::chrono::steady_clock::now() > limit) {
      ADD_FAILURE() << "what is typed would be shown";
      return;
    }
    std::this_thread::yield();  // there is no event to wait for
  }
}

void Terminal::type(const std::string& text) const {
  EXPECT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

int Terminal::wait() {
  while (read_some()) {
  }
  int status = 0;
  ::waitpid(pid_, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool Terminal::read_some() {
  char buffer[4096];
  const ssize_t size = ::read(master_, buffer, sizeof buffer);
  if (size > 0) shown_.append(buffer, static_cast<std::size_t>(size));
  return size > 0;
}

}  // namespace chaos::testing
