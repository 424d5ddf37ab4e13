#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "chaos/error.h"
#include "cli.h"
#include "damaged_log.h"
#include "exit_code.h"
#include "experiment/chaos_block.h"
#include "finishing_process.h"
#include "killed_runs.h"
#include "leftover_activities.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/clock.h"
#include "os/shell_word.h"
#include "os/write_target.h"
#include "outdated_copy.h"
#include "prompt.h"
#include "recover_options.h"
#include "recovered_journal.h"
#include "report/report.h"
#include "restoration.h"
#include "rollback_advice.h"
#include "run/found_check.h"
#include "run/interruption.h"
#include "run/journal_file.h"
#include "run/left_running.h"
#include "run/own_record.h"
#include "run/recovery.h"
#include "run/rollback_lock.h"
#include "run/run_directory.h"
#include "run/run_environment.h"
#include "run/run_logs.h"
#include "run/run_origin.h"
#include "run/saved_journal.h"
#include "run/settled_undos.h"
#include "run/wal_writer.h"
#include "run_resources.h"
#include "signals.h"

namespace chaos::cli {
namespace {

void mention_problems(const RecoveredRun& run) {
  for (const auto& problem : run.problems)
    log::warning(problem);
}

void explain(const RecoveredRun& run, bool rolled_back) {
  mention_problems(run);
  const Json& journal = run.journal;
  log::info(fmt::format(
      "Recovered '{}': {}, {}", python_str(journal.at("experiment").value("title", Json())),
      count_text(journal.at("run").size(), "activity of the method", "activities of the method"),
      count_text(journal.at("rollbacks").size(), "rollback", "rollbacks")));
  if (run.left.empty() || rolled_back) return;
  const bool none_ran = std::ranges::all_of(
      run.left, [](const Undo& undo) { return undo.state == UndoState::kNeverRan; });
  const std::string count = count_text(run.left.size(), "rollback", "rollbacks");
  log::warning(none_ran ? count + " never ran"
                        : fmt::format("{} still to play: {}", count, names_of(run.left)));
}

/// Who recovered the run with this journal last: "the watchdog, at 2026-01-31T12:00:00+00:00"; ""
/// if nobody did, or if there is no such journal.
std::string last_recovery_in(const std::string& journal) try {
  const Json content = report::read_whole_journal(os::FileSystem::real(), journal);
  const Json* recovered = chaos_block_member(content, "recovered");
  if (recovered == nullptr || !recovered->is_array() || recovered->empty()) return {};
  const std::string by = recovered->back().value("by", "");
  return fmt::format("{}, at {}", by == "watchdog" ? "the watchdog" : fmt::format("`chaos {}`", by),
                     recovered->back().value("at", ""));
} catch (const std::exception&) {
  return {};  // only used for a hint
}

[[noreturn]] void refuse_missing(const std::string& wal) {
  std::string hint = "a run that has ended or has already been recovered has no write-ahead log";
  const std::string journal = wal.ends_with(".wal") ? wal.substr(0, wal.size() - 4) : wal;
  if (const std::string by = last_recovery_in(journal); !by.empty())
    hint = fmt::format("according to '{}', its run has already been recovered by {}", journal, by);
  for (const auto& log : logs_beside(journal))
    hint += fmt::format("; to recover an earlier run: `chaos recover {}`", os::shell_word(log));
  throw InvalidSource(
      Diagnostic{.message = fmt::format("there is nothing to recover: '{}' does not exist", wal),
                 .hint = hint});
}

/// The values from the command line and, for a log of version 1, from the run's command line.
Overrides values_for(const RecoveredRun& run, const RecoverOptions& options) {
  Overrides values = variables_of(run.header).read();
  const Overrides now = options.variables.read();
  values.configuration.update(now.configuration);
  values.secrets.update(now.secrets);
  return values;
}

bool is_any_here(const std::vector<KilledRun>& runs) {
  return std::ranges::any_of(runs, &KilledRun::is_here);
}

class Recovery {
 public:
  Recovery(const GlobalOptions& global, const RecoverOptions& options)
      : global_(global),
        options_(options),
        rolls_back_(options.rollback || options.which.dry),
        signals_(interruption_),
        wal_path_(options.wal) {}

  int execute() {
    if (wal_path_.empty() && !choose_log()) return kFailure;
    if (!files_.exists(wal_path_)) refuse_missing(wal_path_);
    if (os::is_special_file(wal_path_)) {
      throw InvalidSource(fmt::format("'{}' is not a regular file", wal_path_));
    }
    if (options_.which.list) {
      run_ = recover_run(files_, wal_path_);
      mention_problems(run_);
      mention_damage(run_.damage);
      const auto undos = undos_of(run_.journal);
      if (const auto outdated = find_outdated_copy(files_, copy_of_run(), undos)) {
        log::warning(outdated->message);
      }
      print_undos(undos);
      return kSuccess;
    }
    WalContent content;
    if (const auto code = take_over(content)) return *code;
    refuse_copy_in_progress(files_, content.header, wal_path_);
    run_ = recover_run(content, wal_path_);
    lock_.emplace(run_.journal, "recover", wal_path_, interruption_.foreground());
    wal_->pin_path();
    follow_directory(run_, wal_->path(), options_.which.given_directory());
    journal_path_ =
        os::absolute_path(options_.journal_path.value_or(journal_path_of(run_, wal_->path())));
    state_origin(run_.journal, run_.header,
                 os::absolute_path(run_.header.value("journal", journal_path_)));
    explain(run_, rolls_back_);
    if (!rolls_back_) {
      refuse_outdated_copy(files_, copy_of_run(), run_.left);
      mention_damage(run_.damage);
      mention_leftovers(run_);
      return save(kSuccess);
    }
    if (options_.despite_damage)
      mention_damage(run_.damage);
    else
      refuse_damaged(run_.damage, options_.variables.read(), shown_path());
    const auto chosen = options_.which.choose(undos_of(run_.journal));
    if (!options_.which.again) refuse_outdated_copy(files_, copy_of_run(), chosen);
    if (options_.which.dry && chosen.empty()) {
      log::info("There is nothing left to play");
      return kSuccess;
    }
    if (!chosen.empty() || has_checks(run_.journal)) return roll_back(chosen);
    const int code = save(kSuccess);
    options_.which.mention_rest(left_to_undo(run_.journal), command_);
    return code;
  }

 private:
  /// Chooses the log if exactly one can be used. Returns whether one was chosen.
  bool choose_log() {
    std::vector<KilledRun> runs = find_killed_runs(
        files_, [this](const auto& log) { return options_.command_for(global_, log); });
    const auto stuck = take_obstructed(runs);
    for (const auto& each : stuck)
      log::warning(each.obstacle);
    if (runs.size() == 1) {
      if (!runs.front().is_here && is_any_here(stuck) && !is_meant(runs.front())) return false;
      wal_path_ = runs.front().wal;
      log::info(fmt::format("Recovering from '{}'", wal_path_));
    } else if (runs.empty() && !stuck.empty()) {
      throw InvalidSource(
          Diagnostic{.message = "no run was recovered, because none of the logs can be used",
                     .hint = "nothing was rolled back; the warnings say why, and what to do"});
    } else if (runs.empty()) {
      throw InvalidSource(
          Diagnostic{.message = "there is nothing to recover: no write-ahead log of a killed run "
                                "in this directory or among your other runs",
                     .hint = "if the log is somewhere else, name it: it is next to the journal, "
                             "and its name ends in \".wal\""});
    } else {
      print_killed_runs(runs);
    }
    return !wal_path_.empty();
  }

  PossibleCopy copy_of_run() const {
    return {.journal = run_.journal,
            .original = run_.header.value("journal", ""),
            .path = shown_path(),
            .kind = "log",
            .command = fmt::format("chaos recover --rollback {}", shown_wal())};
  }

  /// Asks whether to recover a run from elsewhere: the user may have meant the log in the current
  /// directory, which cannot be recovered.
  bool is_meant(const KilledRun& other) {
    if (isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1) {
      return Prompt(interruption_.foreground())
          .confirm(fmt::format("Recover '{}' from '{}' instead?", other.title, other.wal));
    }
    log::error(fmt::format("Nothing was touched. To recover '{}' from elsewhere instead: {}",
                           other.title, options_.command_for(global_, other.wal)));
    return false;
  }

  /// Waits for a process that is already rolling back the run. Returns the exit code if that one
  /// leaves nothing to do.
  std::optional<int> take_over(WalContent& content) {
    while (wal_ == nullptr) {
      try {
        wal_ = WalWriter::take_over(files_, wal_path_, "recover", content);
      } catch (const WalHeld& held) {
        const WalContent before = read_wal(files_, wal_path_);
        if (!wait_for_end_of_rollback(files_, held, interruption_.foreground())) throw;
        if (files_.exists(wal_path_)) continue;
        const auto code = report_finished_rollback(global_, files_, before);
        if (!code) refuse_missing(wal_path_);
        return code;
      }
    }
    return std::nullopt;
  }

  int roll_back(const std::vector<Undo>& chosen) {
    const Overrides values = values_for(run_, options_);
    const std::string plain =
        options_.which.with_directory(fmt::format("chaos recover --rollback {}", shown_wal()));
    const std::string home = run_.header.value("journal", journal_path_);
    const Json before = run_.journal;
    restore_environment(before, plain);
    Restoration restoration(global_, before,
                            {.journal = home,
                             .found = wal_->path(),
                             .settings = run_.header.value("settings", ""),
                             .command = plain},
                            interruption_);
    restoration.prepare(values, chosen, plain);
    if (!chosen.empty()) mention_other_environment(run_.journal);
    if (options_.which.dry) {
      tell_of_rehearsal(chosen);
      return kSuccess;
    }
    resources_.emplace(own_record(run_.journal).at("experiment"), "recover",
                       run_.header.value("run", ""));
    settle_leftovers(run_, options_.end_activities, interruption_);
    if (chosen.empty()) {
      restoration.check(run_.journal);
      const int code = save(kSuccess);
      return conclude_check(run_.journal, code);
    }
    if (interruption_.enter_rollbacks()) throw Stopped();
    const auto played = restoration.play(chosen, run_.journal, run_.next_id, *wal_);
    mention_left_running(run_.ended);
    run_.journal["end"] = os::utc_now_iso();
    const int saved = save(kSuccess, played);
    const int code = conclude_check(
        run_.journal, conclude_rollbacks(played, interruption_.cause().has_value(), command_));
    if (code == kSuccess) options_.which.mention_rest(left_to_undo(run_.journal), command_);
    return code == kSuccess ? saved : code;
  }

  /// Whether the log will still be needed once the journal is saved.
  bool keeps_log() const {
    if (!options_.rollback && !run_.damage.empty()) return true;
    const bool will_journal_know_more = wal_->lacks_records() && keeps_journal(journal_path_);
    return !left_to_undo(run_.journal).empty() && !will_journal_know_more;
  }

  /// Writes the journal. Removes the log if no rollbacks remain, or if only the journal has the
  /// results of all rollbacks that were played.
  int save(int code, const std::vector<Undo>& played = {}) {
    const bool is_named = options_.journal_path && global_.change_dir.empty();
    state_log(run_.journal, keeps_log() ? wal_->path() : "");
    const SavedJournal saved = save_recovered(run_, journal_path_, "recover",
                                              is_named ? *options_.journal_path : journal_path_);
    if (!saved.path.empty()) give_to_owner_of(wal_->path(), saved.path);
    note_settled_undos(files_, run_.journal, played, saved.path);
    const std::string original = run_.header.value("journal", "");
    if (journal_path_ != original) update_original(files_, run_.journal, original);
    const bool is_left = !left_to_undo(run_.journal).empty();
    const bool only_journal_knows =
        wal_->lacks_records() && !saved.path.empty() && keeps_journal(saved.path);
    command_ = only_journal_knows
                   ? rollback_command(global_, run_.journal, saved.path)
                   : recover_command(run_.journal, shown_path(), wal_->lacks_records());
    const bool is_played_despite_damage = options_.despite_damage && !run_.damage.empty();
    if (is_played_despite_damage && !only_journal_knows) command_ += " --despite-damage";
    if (!only_journal_knows) command_ = options_.which.with_directory(command_);
    const bool is_damage_settled = options_.rollback || run_.damage.empty();
    if (!saved.path.empty() && is_damage_settled && (!is_left || only_journal_knows)) {
      remove_recovered(*wal_, run_);
    }
    if (saved.path.empty()) explain_kept_log(run_.journal, *wal_, shown_path());
    if (is_left && !options_.rollback) {
      log::info(fmt::format("To play the remaining rollbacks: {}", command_));
    }
    return saved.problem ? kFailure : code;
  }

  /// The path as the user gave it, if it still refers to the file.
  std::string shown_path() const {
    if (global_.change_dir.empty() && !options_.wal.empty()) return options_.wal;
    return wal_ != nullptr ? wal_->path() : wal_path_;
  }
  std::string shown_wal() const { return os::shell_word(shown_path()); }

  const GlobalOptions& global_;
  const RecoverOptions& options_;
  const bool rolls_back_;  // or checks whether it could
  os::FileSystem& files_ = os::FileSystem::real();
  Interruption interruption_;
  const SignalRelay signals_;
  std::string wal_path_;
  std::string journal_path_;
  std::string command_;  // plays what is left once the journal is saved
  // Released after the log, because others take the log for a sign that they are in use.
  std::optional<RunResources> resources_;
  std::unique_ptr<WalWriter> wal_;
  std::optional<RollbackLock> lock_;  // released before the log, so that it is free with the log
  RecoveredRun run_;
};

}  // namespace

void add_recover_command(CLI::App& app, Invocation& invocation) {
  auto options = std::make_shared<RecoverOptions>();
  CLI::App* command = app.add_subcommand(
      "recover", "Recover a killed run: rebuild its journal, and roll back with --rollback.");
  command->footer("Example: chaos recover --rollback journal.json.wal");
  options->add_to(*command);
  command->callback([options, &invocation] {
    invocation.command = [options, &invocation] {
      options->check();
      return Recovery(invocation.global, *options).execute();
    };
  });
}

}  // namespace chaos::cli
