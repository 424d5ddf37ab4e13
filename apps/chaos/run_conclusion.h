#pragma once

#include <string>

#include "chaos/json.h"
#include "chaos/registry.h"
#include "cli.h"
#include "run/journal_file.h"
#include "run_display.h"
#include "run_options.h"

namespace chaos::cli {

/// The end of a run: writes its journal and reports, notifies subscribers, and reports what is left
/// to roll back.
class RunConclusion {
 public:
  /// All must outlive the conclusion.
  struct Run {
    const GlobalOptions& global;
    const RunOptions& options;
    const Json& settings;
    const Registry& registry;
    const std::string& rollback_strategy;
  };

  explicit RunConclusion(const Run& run) : run_(run) {}

  /// Returns whether the journal and all reports could be written; failures are reported.
  bool conclude(JournalFile& file, const Json& journal, RunDisplay& display) const;

 private:
  bool write_files(JournalFile& file, const Json& journal) const;
  void notify_others(const Json& journal) const;
  void tell_user(const JournalFile& file, const Json& journal, RunDisplay& display) const;
  std::string shown_path(const JournalFile& file) const;
  std::string path_for_commands(const std::string& path) const;

  const Run run_;
};

}  // namespace chaos::cli
