#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

#include "chaos/error.h"
#include "cli.h"
#include "exit_code.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/shell_word.h"
#include "report/report.h"
#include "restoration.h"
#include "rollback_options.h"
#include "run/found_check.h"
#include "run/interruption.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/recovery.h"
#include "run/run_directory.h"
#include "run/run_origin.h"
#include "run/wal_owner.h"
#include "signals.h"
#include "variable_options.h"

namespace chaos::cli {
namespace {

struct Options {
  std::string journal;
  RollbackOptions which;
  VariableOptions variables;
};

/// Refuses because a killed run, or a killed rollback, left this log. Its journal was never
/// written: the existing one belongs to an earlier run, or lacks rollbacks that were played.
[[noreturn]] void refuse(const WalLease& lease, const std::string& log,
                         const std::string& journal) {
  const WalContent content = parse_wal(lease.text, log);
  const Json owner = last_owner(content);
  const Json* command = find(owner, "command");
  const bool of_run = command == nullptr || *command == "run";
  throw InvalidSource(Diagnostic{
      .message =
          of_run ? fmt::format(
                       "'{}' is from an earlier run; the last run was killed and left the log '{}'",
                       journal, log)
                 : fmt::format("an earlier rollback of '{}' was killed and left the log '{}'",
                               journal, log),
      .hint = fmt::format(
          "nothing was rolled back; to play the remaining rollbacks: chaos recover --rollback {}",
          os::shell_word(log))});
}

/// Removes a log that contains nothing to recover; throws for any other.
void settle(os::FileSystem& files, const std::string& log, const std::string& journal) {
  WalLease lease;
  try {
    lease = lease_wal(files, log);
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::no_such_file_or_directory) return;
    throw;
  }
  try {
    recover_run(parse_wal(lease.text, log), log);
  } catch (const InvalidSource&) {
    if (parse_wal(lease.text, log).records.size() > 1) throw;
    files.remove(log);
    return;
  }
  refuse(lease, log, journal);
}

/// The log of this rollback. It keeps other processes from rolling back the same run.
std::unique_ptr<WalWriter> begin_log(os::FileSystem& files, const std::string& journal,
                                     const Json& header) {
  const std::string path = wal_path_for(journal);
  for (;;) {
    try {
      auto wal = std::make_unique<WalWriter>(files, path, header, "rollback");
      wal->pin_path();
      return wal;
    } catch (const WalExists&) {
      settle(files, path, journal);
    }
  }
}

void save(os::FileSystem& files, const std::string& path, const Json& journal, WalWriter& wal) {
  try {
    files.write_atomically(path, to_json_text(presentable(journal), 2));
  } catch (const std::system_error& error) {
    throw JournalError(Diagnostic{
        .message =
            fmt::format("the journal cannot be written to '{}': {}", path, error.code().message()),
        .hint = fmt::format("the log records what was rolled back; free some space or fix the "
                            "path, then write the journal with `chaos recover {}`",
                            os::shell_word(wal.path()))});
  }
}

/// Rolls back while the log is locked. `began` becomes true once the log has records to recover.
int roll_back_with(const GlobalOptions& global, const Options& options, const Overrides& values,
                   const std::string& path, WalWriter& wal, Interruption& interruption,
                   bool& began) {
  auto& files = os::FileSystem::real();
  Json journal = report::read_whole_journal(files, path);
  const auto chosen = options.which.choose(undos_of(journal));
  if (chosen.empty()) {
    log::info("All rollbacks have run, there is nothing left to play");
    if (options.which.dry || !has_checks(journal)) return kSuccess;
  }
  Restoration restoration(global, journal, path, "", interruption);
  restoration.prepare(values, chosen);
  if (options.which.dry) {
    tell_of_rehearsal(chosen);
    return kSuccess;
  }
  if (chosen.empty()) {
    restoration.check(journal);
    save(files, path, journal, wal);
    return conclude_check(journal, kSuccess);
  }
  began = true;
  record_ended_run(journal, wal);
  const auto played = restoration.play(chosen, journal, 0, wal);
  state_recovery(journal, "rollback");
  save(files, path, journal, wal);
  log::info(fmt::format("The rollbacks were added to '{}'", options.journal));
  const std::string& shown = global.change_dir.empty() ? options.journal : path;
  const int code = conclude_rollbacks(played, interruption.cause().has_value(),
                                      fmt::format("chaos rollback {}", os::shell_word(shown)));
  return conclude_check(journal, code);
}

int roll_back(const GlobalOptions& global, const Options& options) {
  const Overrides values = options.variables.read();
  Interruption interruption;
  const SignalRelay signals(interruption);
  auto& files = os::FileSystem::real();
  const Json journal = report::read_whole_journal(files, options.journal);
  if (options.which.list) {
    print_undos(undos_of(journal));
    return kSuccess;
  }
  const std::string path = os::absolute_path(options.journal);
  if (!std::filesystem::is_regular_file(path)) {
    throw InvalidSource(fmt::format(
        "'{}' is not a regular file, so the results cannot be added to it", options.journal));
  }
  const std::string id = RunDirectory::new_id();
  const auto wal = begin_log(files, global.change_dir.empty() ? options.journal : path,
                             {{"source", path},
                              {"journal", path},
                              {"directory", directory_of_run(journal, path)},
                              {"run", id}});
  const auto runs = RunDirectory::of_user();
  if (runs) runs->enter(id, wal->path());
  const auto end = [&] {
    wal->remove();
    if (runs) runs->leave(id);
  };
  int code = kFailure;
  bool began = false;
  try {
    code = roll_back_with(global, options, values, path, *wal, interruption, began);
  } catch (...) {
    if (!began) end();  // otherwise the log has what the journal lacks
    throw;
  }
  end();
  return code;
}

}  // namespace

void add_rollback_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(
      "rollback", "Roll back a run that has ended: play the rollbacks that have not succeeded.");
  command->footer("Example: chaos rollback journal.json");
  command->add_option("JOURNAL", options->journal, "The journal of the run.")->required();
  options->which.add_to(*command);
  options->variables.add_to(*command);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] { return roll_back(invocation.global, *options); };
  });
}

}  // namespace chaos::cli
