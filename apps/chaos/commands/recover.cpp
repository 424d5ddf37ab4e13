#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "chaos/error.h"
#include "cli.h"
#include "exit_code.h"
#include "log/log.h"
#include "os/clock.h"
#include "rollbacks_left.h"
#include "run/interruption.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/recovery.h"
#include "signals.h"

namespace chaos::cli {
namespace {

struct RecoverOptions {
  std::string wal;
  bool rollback = false;
  std::optional<std::string> journal_path;
};

void explain(const RecoveredRun& run, bool rolled_back) {
  for (const auto& problem : run.problems)
    log::warning(problem);
  const Json& journal = run.journal;
  log::info(fmt::format("Recovered '{}': {} activities of the method, {} rollbacks",
                        python_str(journal.at("experiment").value("title", Json())),
                        journal.at("run").size(), journal.at("rollbacks").size()));
  if (run.rollbacks.empty() || rolled_back) return;
  log::warning(fmt::format("{} of its rollbacks never ran", run.rollbacks.size()));
}

/// Where the run would have written its journal; beside the log when that was set aside for a later
/// run, whose journal that place now belongs to.
std::string journal_path_of(const RecoveredRun& run, const std::string& wal) {
  const std::string intended = run.header.value("journal", "journal.json");
  const bool in_place = std::filesystem::path(wal).filename() ==
                        std::filesystem::path(wal_path_for(intended)).filename();
  return in_place || !os::FileSystem::real().exists(intended) ? intended : wal + ".json";
}

int recover(const GlobalOptions& global, const RecoverOptions& options) {
  auto& files = os::FileSystem::real();
  Interruption interruption;
  const SignalRelay signals(interruption);
  if (!files.exists(options.wal)) {
    throw InvalidSource(Diagnostic{
        .message = fmt::format("there is nothing to recover: '{}' does not exist", options.wal),
        .hint = "a run that ended, or was recovered already, leaves no write-ahead log"});
  }
  RecoveredRun run = recover_run(files, options.wal);
  const std::string journal_path = options.journal_path.value_or(journal_path_of(run, options.wal));
  explain(run, options.rollback);

  bool complete = run.rollbacks.empty();
  if (options.rollback && !complete) {
    complete = play_rollbacks_left(global, options.wal, run, interruption);
    run.journal["end"] = os::utc_now_iso();
  }
  files.write_atomically(journal_path, to_json_text(presentable(run.journal), 2));
  log::info(fmt::format("The journal is in '{}'", journal_path));
  if (complete) {
    files.remove(options.wal);
    return kSuccess;
  }
  log::info(
      fmt::format("`chaos recover --rollback {}` plays the rollbacks that are left", options.wal));
  return options.rollback ? kFailure : kSuccess;
}

}  // namespace

void add_recover_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RecoverOptions>();
  CLI::App* command = app.add_subcommand(
      "recover", "Rebuild the journal of a run that was killed, from its write-ahead log WAL.");
  command->footer("Example: chaos recover --rollback journal.json.wal");
  command->add_option("WAL", options->wal, "The write-ahead log: the journal's path and \".wal\".")
      ->required();
  command->add_flag("--rollback", options->rollback, "Play the rollbacks that never ran.")
      ->disable_flag_override();
  command->add_option("--journal-path", options->journal_path,
                      "Where to save the journal, instead of where the run would have.");
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return recover(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
