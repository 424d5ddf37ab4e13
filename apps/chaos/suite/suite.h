#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli.h"
#include "exit_code.h"
#include "experiment_run.h"
#include "os/spawn.h"
#include "progress/suite_lines.h"
#include "report/summary.h"
#include "run_display.h"
#include "shown_problems.h"
#include "suite/sources.h"

namespace chaos::cli {

/// How several experiments are run.
struct SuiteOptions {
  std::vector<std::string> sources = {};
  std::vector<std::string> tags = {};
  std::string journal_directory = "journals";
  std::size_t jobs = 1;  ///< how many at once
  bool fail_fast = false;
};

/// Several experiments, each run in its own process, with its own journal `<name>.json` and log
/// `<name>.log` in the directory. Two that need the same resource never run at the same time.
/// Signals that end a run are passed to all runs in progress; the remaining experiments are
/// skipped.
class Suite {
 public:
  /// Both must outlive this.
  Suite(const GlobalOptions& global, const RunOptions& run, SuiteOptions options);

  /// Returns the exit code: that of an unsuccessful run, if any. Throws UsageError, ChaosError.
  int execute();

 private:
  struct Item {
    SuiteEntry entry;
    enum class Stage { kWaiting, kRunning, kEnded } stage = Stage::kWaiting;
    std::optional<ExitCode> code = {};
    SuiteProgress::Clock::time_point since = {};  ///< of its run
    double seconds = 0;
    std::vector<ShownProblem> problems = {};
    bool has_journal = false;  ///< of this run
    os::Companion process;
  };

  void find();
  void make_directory() const;
  void refuse_overwriting() const;
  std::string journal_path(const Item& item) const;
  std::string log_path(const Item& item) const;
  std::vector<std::string> arguments_for(const Item& item, const std::string& problems) const;
  void work();
  Item* take_next();
  bool is_free(const SuiteEntry& entry) const;
  void run_one(Item& item);
  ExitCode execute_one(Item& item);
  void forward(int signum);
  SuiteProgress progress() const;
  void say_end(const Item& item) const;
  void annotate(const Item& item) const;
  report::Summary summarize(const Item& item, std::deque<Json>& journals) const;
  void print_table() const;
  bool writes_report_to_standard_output() const;
  bool write_reports() const;
  int verdict() const;

  const GlobalOptions& global_;
  const RunOptions& run_;
  const SuiteOptions options_;
  const SuiteProgress::Clock::time_point since_ = SuiteProgress::Clock::now();
  std::vector<Item> items_;  // its size is fixed once workers run; each item guarded by mutex_
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> resources_in_use_;  // guarded by mutex_
  bool stopping_ = false;                   // guarded by mutex_; nothing more is started
  RunDisplay display_;                      // last: ended before what it shows is destroyed
};

}  // namespace chaos::cli
