#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "chaos/events.h"
#include "cli.h"

namespace chaos::cli {

/// What a person wants to see of a run on the console.
struct DisplayOptions {
  bool quiet = false;
  bool no_progress = false;

  void add_to(CLI::App& command);
};

/// What the console shows of a run besides the log: on a terminal, what goes on right now, and at
/// the end a summary.
class RunDisplay {
 public:
  /// Sets up the console as the options say; nothing is shown yet.
  RunDisplay(const GlobalOptions& global, const DisplayOptions& options);
  ~RunDisplay();
  RunDisplay(const RunDisplay&) = delete;
  RunDisplay& operator=(const RunDisplay&) = delete;

  /// Shows the run that these are the events of, until `end`.
  void follow(EventRegistry& events);
  void end();

  /// Shows what became of the run with this journal.
  void summarize(const Json& journal, const std::string& journal_path,
                 const std::string& rollback_strategy) const;

 private:
  class Live;

  const bool watched_;  // there is a person to show something to, who did not ask for quiet
  const bool progress_;
  std::unique_ptr<Live> live_;
};

}  // namespace chaos::cli
