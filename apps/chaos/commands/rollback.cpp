#include <fmt/format.h>

#include <memory>
#include <string>

#include "chaos/error.h"
#include "cli.h"
#include "exit_code.h"
#include "log/log.h"
#include "report/report.h"
#include "rollbacks_left.h"
#include "run/interruption.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/recovery.h"
#include "signals.h"
#include "variable_options.h"

namespace chaos::cli {
namespace {

struct RollbackOptions {
  std::string journal;
  VariableOptions variables;
};

/// The journal becomes the write-ahead log of a run that was killed at its end, so that whatever
/// interrupts the rollbacks finds them recorded, and `chaos recover` can go on with them.
int roll_back(const GlobalOptions& global, const RollbackOptions& options) {
  options.variables.read();  // what is wrong with them shows before anything is done
  Interruption interruption;
  const SignalRelay signals(interruption);
  auto& files = os::FileSystem::real();
  const Json journal = report::read_whole_journal(files, options.journal);
  JournalFile file(files, options.journal);
  Json origin = {{"source", options.journal}, {"settings", global.settings}};
  options.variables.note(origin);
  file.open(origin);
  if (file.wal() == nullptr) {
    throw InvalidSource(
        fmt::format("'{}' is no regular file, so nothing can be added to it", options.journal));
  }
  record_ended_run(journal, *file.wal());
  RecoveredRun run = recover_run(files, file.wal()->path());
  if (run.rollbacks.empty()) {
    file.discard();
    log::info("All rollbacks have run, there is nothing left to play");
    return kSuccess;
  }
  bool complete = false;
  try {
    complete = play_rollbacks_left(global, file.wal()->path(), run, interruption);
  } catch (const InvalidExperiment&) {
    file.discard();  // nothing was played
    throw;
  }
  file.write(presentable(run.journal));
  log::info(fmt::format("The rollbacks were added to '{}'", options.journal));
  return complete ? kSuccess : kFailure;
}

}  // namespace

void add_rollback_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RollbackOptions>();
  CLI::App* command = app.add_subcommand(
      "rollback", "Play the rollbacks of the run with this JOURNAL that have not run.");
  command->footer("Example: chaos rollback journal.json");
  command->add_option("JOURNAL", options->journal, "The journal that `chaos run` wrote.")
      ->required();
  options->variables.add_to(*command);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return roll_back(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
