#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "chaos/events.h"
#include "cli.h"
#include "progress/live_area.h"
#include "progress/timed_line.h"

namespace CLI {
class App;
}

namespace chaos {
class RunFollower;
}

namespace chaos::cli {

/// What the user wants to see on the console.
struct DisplayOptions {
  bool quiet = false;
  bool no_progress = false;

  void add_to(CLI::App& command);
};

/// What the console shows of one or more runs, besides the log: on a terminal, the current
/// progress, and at the end a summary.
class RunDisplay {
 public:
  using Clock = std::chrono::steady_clock;
  /// The progress at `now`, as lines of that style. Called by a thread of the display.
  using Lines =
      std::function<std::vector<std::string>(Clock::time_point now, const ProgressStyle& style)>;

  /// Sets up the console according to the options. Nothing is shown yet.
  RunDisplay(const GlobalOptions& global, const DisplayOptions& options);
  ~RunDisplay();
  RunDisplay(const RunDisplay&) = delete;
  RunDisplay& operator=(const RunDisplay&) = delete;

  /// Shows the run with these events, until `end`.
  void follow(EventRegistry& events);
  /// Shows the lines until `end`. They are redrawn every second, and soon after each call of
  /// `changed`, from any thread.
  void show(Lines lines);
  void changed();
  void end();

  /// Whether somebody is watching at a terminal.
  bool is_watched() const { return watched_; }

  /// Shows the result of the run with this journal.
  void summarize(const Json& journal, const std::string& journal_path,
                 const std::string& rollback_strategy, const std::string& rollback_command) const;

 private:
  const bool watched_;  // at a terminal, and not quiet
  const bool progress_;
  std::shared_ptr<RunFollower> follower_;
  std::unique_ptr<LiveArea> live_;
};

}  // namespace chaos::cli
