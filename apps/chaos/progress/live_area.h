#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "log/console.h"
#include "log/log.h"

namespace chaos {

/// Lines below the log on a terminal, which are redrawn when they change and every second; the log
/// is written above them. A thread draws them. If anything else writes to the terminal, it shows
/// among the lines until they are redrawn.
class LiveArea final : public log::ConsoleOverlay {
 public:
  /// `lines`: the current lines, none wider than the terminal; called by the thread.
  LiveArea(int terminal, std::function<std::vector<std::string>()> lines);
  /// Removes the lines.
  ~LiveArea() override;
  LiveArea(const LiveArea&) = delete;
  LiveArea& operator=(const LiveArea&) = delete;

  /// Redraws them soon.
  void changed();

  void clear() override;
  void redraw() override;

 private:
  void run(const std::stop_token& stop);
  std::vector<std::string> current_lines() const;
  void erase();
  void draw();
  void write(const std::string& text);

  log::Console console_;  // guarded by screen_
  const std::function<std::vector<std::string>()> lines_;
  std::mutex screen_;               // held while something is written to the terminal
  std::vector<std::string> shown_;  // guarded by screen_
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool is_stale_ = false;  // guarded by mutex_
  std::jthread thread_;    // last: ends before the members that it uses are destroyed
};

/// The width of the terminal; 80 if it is unknown.
std::size_t terminal_columns(int terminal);

}  // namespace chaos
