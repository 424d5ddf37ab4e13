#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "cli.h"
#include "exit_code.h"
#include "finishing_process.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/shell_word.h"
#include "outdated_copy.h"
#include "recovered_journal.h"
#include "report/report.h"
#include "restoration.h"
#include "rollback_advice.h"
#include "rollback_log.h"
#include "rollback_options.h"
#include "run/found_check.h"
#include "run/interruption.h"
#include "run/journal.h"
#include "run/journal_file.h"
#include "run/journal_shape.h"
#include "run/own_record.h"
#include "run/recorded_undos.h"
#include "run/recovery.h"
#include "run/rollback_lock.h"
#include "run/run_environment.h"
#include "run/run_logs.h"
#include "run/run_origin.h"
#include "run/saved_journal.h"
#include "run/settled_undos.h"
#include "run/unrecorded_undos.h"
#include "run/wal_lease.h"
#include "run_resources.h"
#include "signals.h"
#include "variable_options.h"

namespace chaos::cli {
namespace {

struct Options {
  std::string journal;
  RollbackOptions which;
  VariableOptions variables;
};

/// Logs which other killed runs with this journal still have something to roll back. Returns the
/// exit code: with such a run, the system is not as it was, even if everything in the journal
/// succeeded.
int mention_other_logs(os::FileSystem& files, const std::string& journal, int code) {
  for (const auto& log : logs_beside(journal)) {
    try {
      if (is_wal_held(files, log)) continue;
      const WalContent content = read_wal(files, log);
      if (began_nothing(content)) continue;
      const RecoveredRun run = recover_run(content, log);
      const std::size_t left = run.left.size();
      if (left == 0 && run.damage.empty()) continue;
      log::error(
          fmt::format("another run with this journal was killed with {} still to play. To "
                      "roll it back: {}",
                      count_text(left, "rollback", "rollbacks"), recover_command(log)));
      if (code == kSuccess) code = kFailure;
    } catch (const ChaosError& error) {
      log::error(
          fmt::format("another run with this journal was killed, and what remains to be rolled "
                      "back is unknown: {}",
                      error.what()));
      if (code == kSuccess) code = kFailure;
    }
  }
  return code;
}

/// One execution of `chaos rollback`.
class LaterRollback {
 public:
  /// The arguments must outlive this object.
  LaterRollback(const GlobalOptions& global, const Options& options)
      : global_(global),
        options_(options),
        path_(os::absolute_path(options.journal)),
        shown_(global.change_dir.empty() ? options.journal : path_),
        signals_(interruption_) {}

  /// Waits for the watchdog of a killed run, which updates the journal.
  int execute() {
    for (;;) {
      try {
        return attempt();
      } catch (const WalHeld& held) {
        if (!wait_for_end_of_rollback(files_, held, interruption_.foreground())) throw;
      }
    }
  }

 private:
  int attempt() {
    const Overrides values = options_.variables.read();
    const Json journal = read();
    if (options_.which.list) {
      refuse_other_logs(files_, shown_, journal);
      const auto undos = undos_of(journal);
      if (const auto outdated = find_outdated_copy(files_, copy_of_run(journal), undos)) {
        log::warning(outdated->message);
      }
      print_undos(undos);
      return kSuccess;
    }
    for (const auto& name : restored_) {
      log::warning(fmt::format(
          "The rollback of '{}' is missing from the experiment in '{}': using the one that was "
          "recorded during the run",
          name, shown_));
    }
    const RollbackLock lock(journal, "rollback", shown_, interruption_.foreground());
    RollbackLog log(files_, shown_, path_, journal);
    int code = kFailure;
    try {
      code = roll_back(values, run_key(journal), log);
    } catch (...) {
      if (!began_) log.remove();  // otherwise the log has what the journal lacks
      throw;
    }
    if (!keeps_log_) log.remove();
    return mention_other_logs(files_, path_, code);
  }

  /// `key` belongs to the run, which nobody else may roll back now.
  int roll_back(const Overrides& values, const std::string& key, RollbackLog& log) {
    Json journal = read();  // it may have changed in the meantime
    if (run_key(journal) != key) {
      throw InvalidSource(Diagnostic{
          .message = fmt::format("another run has just written its journal to '{}'", shown_),
          .hint = "nothing was rolled back; run the command again to roll back that run"});
    }
    state_log(journal, "");  // if there was one, it is gone
    const auto chosen = options_.which.choose(undos_of(journal));
    if (!options_.which.again) refuse_outdated_copy(files_, copy_of_run(journal), chosen);
    if (chosen.empty()) {
      say_nothing_is_left(journal);
      if (options_.which.dry || !has_checks(journal)) return kSuccess;
    }
    const Json before = journal;
    const std::string command =
        options_.which.with_directory(fmt::format("chaos rollback {}", os::shell_word(shown_)));
    restore_environment(before, command);
    Restoration restoration(global_, before, {.journal = path_, .found = path_, .command = command},
                            interruption_);
    restoration.prepare(values, chosen, command);
    if (!chosen.empty()) mention_other_environment(journal);
    if (options_.which.dry) {
      tell_of_rehearsal(chosen);
      return kSuccess;
    }
    resources_.emplace(own_record(journal).at("experiment"), "rollback", "");
    if (chosen.empty()) {
      restoration.check(journal);
      save(journal, log, {});
      return conclude_check(journal, kSuccess);
    }
    if (interruption_.enter_rollbacks()) throw Stopped();
    log.record(journal);
    began_ = true;
    const auto played = restoration.play(chosen, journal, 0, log.wal());
    state_recovery(journal, "rollback");
    update_environment(journal);
    const int saved = save(journal, log, played);
    const int code = conclude_check(
        journal, conclude_rollbacks(played, interruption_.cause().has_value(), command_));
    if (code == kSuccess) options_.which.mention_rest(left_to_undo(journal), command_);
    return code == kSuccess ? saved : code;
  }

  Json read() {
    Json journal = report::read_whole_journal(files_, shown_);
    const std::string what = fmt::format("the journal '{}'", shown_);
    check_journal_shape(journal, what, "it may have been edited by hand; correct it");
    restored_ = restore_recorded_undos(journal);
    check_record(journal, what);
    const std::string directory = options_.which.given_directory();
    if (!directory.empty()) state_directory(journal, directory, path_);
    return journal;
  }

  PossibleCopy copy_of_run(const Json& journal) const {
    return {.journal = journal,
            .original = recorded_journal(journal),
            .path = shown_,
            .kind = "journal",
            .command = fmt::format("chaos rollback {}", os::shell_word(shown_))};
  }

  void say_nothing_is_left(const Json& journal) const {
    const auto left = left_to_undo(journal);
    log::info(left.empty() ? "All rollbacks have run, there is nothing left to play"
                           : "The chosen rollbacks have already succeeded");
    options_.which.mention_rest(left, rollback_command(global_, journal, shown_));
  }

  /// Writes the journal. If it cannot be written anywhere, the log stays.
  int save(const Json& journal, RollbackLog& log, const std::vector<Undo>& played) {
    const SavedJournal saved =
        save_journal(files_, presentable(journal), directory_of_run(journal, path_), path_);
    const std::string& where = saved.path == path_ ? shown_ : saved.path;
    command_ = rollback_command(global_, journal, saved.path.empty() ? shown_ : where);
    report_place(saved);
    note_settled_undos(files_, journal, played, saved.path);
    if (!saved.problem) {
      if (began_) log::info(fmt::format("The rollbacks were added to '{}'", options_.journal));
      return kSuccess;
    }
    if (!saved.path.empty()) {
      log::info(fmt::format("'{}' is as it was before. Once it can be written: mv {} {}", shown_,
                            os::shell_word(saved.path), os::shell_word(shown_)));
    } else if (began_) {
      keeps_log_ = log.is_of_use();
      keeps_log_ ? keep(log.wal(), journal) : tell_that_nothing_was_recorded(journal);
    }
    return kFailure;
  }

  void keep(WalWriter& wal, const Json& journal) {
    command_ = recover_command(journal, wal.path(), wal.lacks_records());
    explain_kept_log(journal, wal, wal.path());
  }

  void tell_that_nothing_was_recorded(const Json& journal) {
    std::vector<Undo> done = undos_of(journal);
    std::erase_if(done, [](const Undo& undo) { return undo.state != UndoState::kDone; });
    if (!done.empty()) {
      log::error(
          fmt::format("Nothing records that {} succeeded: '{}' is as it was before, and would "
                      "have them played again",
                      quoted_names_of(done), shown_));
    }
    for (const Undo& undo : left_to_undo(journal))
      command_ += " --only " + os::shell_word(undo.name);
  }

  const GlobalOptions& global_;
  const Options& options_;
  os::FileSystem& files_ = os::FileSystem::real();
  const std::string path_;
  const std::string shown_;
  Interruption interruption_;
  const SignalRelay signals_;
  // Released after the log, because others take the log for a sign that they are in use.
  std::optional<RunResources> resources_;
  std::vector<std::string> restored_;  // actions whose undos only their records still have
  std::string command_;                // plays what is left once the journal is saved
  bool began_ = false;                 // the log has records to recover
  bool keeps_log_ = false;
};

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
    invocation.command = [options, &invocation] {
      return LaterRollback(invocation.global, *options).execute();
    };
  });
}

}  // namespace chaos::cli
