#include "prompt.h"

#include <fmt/format.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <system_error>

#include "os/stop_event.h"

namespace chaos::cli {
namespace {

void show(const std::string& text) {
  fmt::print("{}", text);
  std::fflush(stdout);
}

/// Hides what is typed, for its lifetime. Does nothing without a terminal.
class EchoOff {
 public:
  EchoOff() : active_(tcgetattr(STDIN_FILENO, &former_) == 0) {
    if (!active_) return;
    termios silent = former_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  }
  ~EchoOff() {
    if (!active_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &former_);
    show("\n");  // Enter was hidden, too
  }
  EchoOff(const EchoOff&) = delete;
  EchoOff& operator=(const EchoOff&) = delete;

 private:
  termios former_{};
  const bool active_;
};

/// Waits for input. Throws Stopped.
void wait_for_input(const os::StopEvent& stop) {
  std::array<pollfd, 2> events{pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                               pollfd{.fd = stop.fd(), .events = POLLIN, .revents = 0}};
  while (poll(events.data(), events.size(), -1) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
  }
  if (events[1].revents != 0) throw Stopped();
}

}  // namespace

void Prompt::say(const std::string& line) {
  show(line + "\n");
}

std::string Prompt::read_line() {
  const os::StopEvent stop(stop_);
  for (;;) {
    const std::size_t end = input_.find('\n');
    if (end != input_.npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (ended_) {
      if (input_.empty()) throw Aborted();
      return std::exchange(input_, {});
    }
    wait_for_input(stop);
    std::array<char, 4096> buffer{};
    const ssize_t count = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw std::system_error(errno, std::generic_category(), "standard input");
    ended_ = count == 0;
    input_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string Prompt::ask(const std::string& prompt,
                        const std::optional<std::string>& default_value) {
  for (;;) {
    show(default_value ? fmt::format("{} [{}]: ", prompt, *default_value) : prompt + ": ");
    std::string line = read_line();
    if (!line.empty()) return line;
    if (default_value) return *default_value;
  }
}

std::string Prompt::ask_hidden(const std::string& prompt) {
  for (;;) {
    const EchoOff hidden;  // before the question, so that nothing typed is shown
    show(prompt + ": ");
    std::string line = read_line();
    if (!line.empty()) return line;
  }
}

int Prompt::ask_number(const std::string& prompt) {
  for (;;) {
    const std::string line = ask(prompt, std::nullopt);
    int number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (error == std::errc() && end == line.data() + line.size()) return number;
    say(fmt::format("Error: '{}' is not a valid integer.", line));
  }
}

bool Prompt::confirm(const std::string& question) {
  return decide(question, false);
}

bool Prompt::confirm_unless_denied(const std::string& question) {
  return decide(question, true);
}

bool Prompt::decide(const std::string& question, bool by_default) {
  for (;;) {
    show(question + (by_default ? " [Y/n]: " : " [y/N]: "));
    const std::string line = read_line();
    if (line.empty()) return by_default;
    if (line == "n" || line == "N" || line == "no") return false;
    if (line == "y" || line == "Y" || line == "yes") return true;
    say("Error: invalid input");
  }
}

}  // namespace chaos::cli
