#include "progress/live_area.h"

#include <sys/ioctl.h>

#include <chrono>
#include <exception>

namespace chaos {
namespace {

constexpr std::chrono::milliseconds kBetweenDrawings{50};
constexpr std::chrono::seconds kClockTick{1};

}  // namespace

LiveArea::LiveArea(int terminal, std::function<std::vector<std::string>()> lines)
    : console_(terminal),
      lines_(std::move(lines)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {
  log::set_console_overlay(this);
}

LiveArea::~LiveArea() {
  log::set_console_overlay(nullptr);
  thread_.request_stop();
  thread_.join();
  const std::lock_guard lock(screen_);
  erase();
}

void LiveArea::changed() {
  {
    const std::lock_guard lock(mutex_);
    is_stale_ = true;
  }
  changed_.notify_one();
}

void LiveArea::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, kClockTick, [this] { return is_stale_; });
      is_stale_ = false;
    }
    std::vector<std::string> lines = current_lines();
    {
      const std::lock_guard lock(screen_);
      erase();
      shown_ = std::move(lines);
      draw();
    }
    // Activities may follow each other faster than anyone can read.
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kBetweenDrawings, [] { return false; });
  }
}

/// A display error must not end the run, whatever controls have done to its documents.
std::vector<std::string> LiveArea::current_lines() const {
  try {
    return lines_();
  } catch (const std::exception&) {
    return {};
  }
}

void LiveArea::clear() {
  screen_.lock();
  erase();
}

void LiveArea::redraw() {
  draw();
  screen_.unlock();
}

void LiveArea::erase() {
  if (shown_.empty()) return;
  write("\033[" + std::to_string(shown_.size()) + "A\r\033[J");
}

void LiveArea::draw() {
  std::string text;
  for (const auto& line : shown_)
    text += line + "\n";
  write(text);
}

/// Whatever cannot be shown is skipped: there is nowhere to report it.
void LiveArea::write(const std::string& text) {
  console_.write(text);
}

std::size_t terminal_columns(int terminal) {
  constexpr std::size_t kUsual = 80;
  winsize size{};
  return ::ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsual;
}

}  // namespace chaos
