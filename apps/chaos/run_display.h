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

/// What a person wants to see of a run on the console.
struct DisplayOptions {
  bool quiet = false;
  bool no_progress = false;

  void add_to(CLI::App& command);
};

/// What the console shows of a run, or of several, besides the log: on a terminal, what goes on
/// right now, and at the end a summary.
class RunDisplay {
 public:
  using Clock = std::chrono::steady_clock;
  /// What goes on, at `now`, as lines of that style. Called by a thread of the display.
  using Lines =
      std::function<std::vector<std::string>(Clock::time_point now, const ProgressStyle& style)>;

  /// Sets up the console as the options say; nothing is shown yet.
  RunDisplay(const GlobalOptions& global, const DisplayOptions& options);
  ~RunDisplay();
  RunDisplay(const RunDisplay&) = delete;
  RunDisplay& operator=(const RunDisplay&) = delete;

  /// Shows the run that these are the events of, until `end`.
  void follow(EventRegistry& events);
  /// Shows the lines, until `end`: anew every second, and soon after each call of `changed`, which
  /// any thread may make.
  void show(Lines lines);
  void changed();
  void end();

  /// Whether a person is watching, at a terminal.
  bool is_watched() const { return watched_; }

  /// Shows what became of the run with this journal.
  void summarize(const Json& journal, const std::string& journal_path,
                 const std::string& rollback_strategy, const std::string& rollback_command) const;

 private:
  const bool watched_;  // there is a person to show something to, who did not ask for quiet
  const bool progress_;
  std::shared_ptr<RunFollower> follower_;
  std::unique_ptr<LiveArea> live_;
};

}  // namespace chaos::cli
