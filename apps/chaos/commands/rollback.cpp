#include <fmt/format.h>

#include <memory>
#include <string>
#include <system_error>

#include "chaos/error.h"
#include "cli.h"
#include "exit_code.h"
#include "json/json_reader.h"
#include "log/log.h"
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

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw InvalidSource(Diagnostic{.message = fmt::format("'{}' holds no journal: {}", path, why),
                                 .hint = "rollback takes the journal that `chaos run` wrote"});
}

Json read_journal(const std::string& path) {
  try {
    Json journal = parse_json(os::FileSystem::real().read(path));
    const Json* experiment = find(journal, "experiment");
    if (experiment == nullptr || !experiment->is_object()) refuse(path, "there is no experiment");
    return journal;
  } catch (const std::system_error& error) {
    throw InvalidSource(
        fmt::format("the journal '{}' cannot be read: {}", path, error.code().message()));
  } catch (const JsonSyntaxError& error) {
    refuse(path, error.what());
  }
}

/// The journal becomes the write-ahead log of a run that was killed at its end, so that whatever
/// interrupts the rollbacks finds them recorded, and `chaos recover` can go on with them.
int roll_back(const GlobalOptions& global, const RollbackOptions& options) {
  options.variables.read();  // what is wrong with them shows before anything is done
  Interruption interruption;
  const SignalRelay signals(interruption);
  auto& files = os::FileSystem::real();
  const Json journal = read_journal(options.journal);
  JournalFile file(files, options.journal);
  Json origin = {{"source", options.journal}, {"settings", global.settings}};
  options.variables.note(origin);
  file.open(origin);
  if (file.wal() == nullptr) refuse(options.journal, "it is no regular file");
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
