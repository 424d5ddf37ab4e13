#include "restoration.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <iterator>
#include <system_error>

#include "chaos/error.h"
#include "context/settings.h"
#include "exit_code.h"
#include "extensions.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/file.h"
#include "os/shell_word.h"
#include "python/interpreter.h"
#include "run/found_check.h"
#include "run/left_as_found.h"
#include "run/python_needs.h"
#include "run/rollback_recovery.h"
#include "run/run_origin.h"
#include "run/withheld_outputs.h"

namespace chaos::cli {
namespace {

/// Enters the directory that is open, whatever its name is now. Returns false if that fails.
bool enter(const os::FileDescriptor& directory, const std::string& name) {
  struct stat status {};
  if (!directory.is_open() || ::fchdir(directory.get()) != 0) return false;
  if (::fstat(directory.get(), &status) == 0 && status.st_nlink == 0) {
    log::warning(fmt::format(
        "The directory of the run, '{}', was deleted. Rollbacks that need files in it will fail",
        name));
  }
  return true;
}

void enter(const std::string& directory) {
  if (::chdir(directory.c_str()) == 0) return;
  throw InvalidSource(Diagnostic{
      .message = fmt::format("cannot enter the directory of the run, '{}': {}", directory,
                             std::generic_category().message(errno)),
      .hint = "nothing was rolled back, because the rollbacks may need files and "
              "programs in it; if it was moved, say where it is now with --directory, else "
              "create it or fix its permissions"});
}

/// With relative paths, the rollbacks would delete or change the files of something else.
void refuse_replaced(const std::string& directory, const std::string& command) {
  throw InvalidSource(Diagnostic{
      .message = fmt::format("'{}' is no longer the directory of the run: the original was deleted "
                             "or moved, and another directory now has its name",
                             directory),
      .hint = fmt::format("nothing was rolled back, because the rollbacks may act on files in it; "
                          "say where to play them: `{} --directory {}` if this directory will do",
                          command, os::shell_word(directory))});
}

/// The settings given on the command line, or else those of the run. They may have been broken or
/// removed since, which must not keep the system from being put back.
Json usable_settings(const GlobalOptions& global, const std::string& of_run) {
  const bool is_special = !of_run.empty() && of_run != default_settings_path();
  const bool is_of_run = is_special && global.settings == default_settings_path();
  if (is_of_run && !os::FileSystem::real().exists(of_run)) {
    log::warning(
        fmt::format("The settings file '{}', which the run used, no longer exists. Rolling back "
                    "without settings",
                    of_run));
    return Json::object();
  }
  try {
    return load_settings(is_of_run ? of_run : global.settings);
  } catch (const ChaosError& error) {
    log::warning(fmt::format("Rolling back without the settings: {}", error.what()));
    return Json::object();
  }
}

std::size_t count(const std::vector<Undo>& undos, UndoState state) {
  return static_cast<std::size_t>(std::ranges::count(undos, state, &Undo::state));
}

std::vector<Undo> those(const std::vector<Undo>& undos, UndoState state) {
  std::vector<Undo> found;
  std::ranges::copy_if(undos, std::back_inserter(found),
                       [state](const Undo& undo) { return undo.state == state; });
  return found;
}

/// "2 of 3 rollbacks", or "The rollback" if only one was played.
std::string share_of(const std::vector<Undo>& some, const std::vector<Undo>& played) {
  if (played.size() == 1) return "The rollback";
  return share_text(some.size(), played.size(), "rollback", "rollbacks");
}

}  // namespace

Restoration::Restoration(const GlobalOptions& global, const Json& journal, const Files& files,
                         Interruption& interruption, const os::FileDescriptor& directory)
    : journal_(journal), interruption_(interruption) {
  settings_ = usable_settings(global, files.settings);
  const std::string directory_now = directory_of_run(journal, files.journal);
  const std::string recorded = recorded_directory(journal);
  if (!recorded.empty() && recorded != directory_now) {
    log::warning(
        fmt::format("The directory of the run, '{}', no longer exists. Rolling "
                    "back in '{}', where its journal is",
                    recorded, directory_now));
  }
  choose_python(interpreter_of_run(journal, directory_now));
  if (!enter(directory, directory_now)) {
    if (was_replaced(journal, directory_now, files.found))
      refuse_replaced(directory_now, files.command);
    enter(directory_now);
  }
  register_everything(registry_, settings_,
                      {.stop_of_hooks = [&interruption] { return interruption.hook(); },
                       .cause_of_stop = [&interruption] { return interruption.cause(); },
                       .python = python_});
  context_.emplace(registry_, settings_);
}

/// Must be called in the directory of the user, from which CHAOS_PYTHON and PATH may be relative.
void Restoration::choose_python(const std::string& of_run) {
  try {
    python_ = python::find_interpreter_of_run(settings_, of_run).path;
  } catch (const ChaosError& error) {
    python_ = of_run;  // rather than another one, which would lack its packages
    no_python_ = error.diagnostic();
  }
}

void Restoration::check_python(const std::vector<Undo>& undos) const {
  if (!no_python_ || !call_python(undos, journal_.at("experiment"), registry_)) return;
  throw InvalidExperiment(
      Diagnostic{.message = no_python_->message,
                 .hint = fmt::format("nothing was rolled back; {}", no_python_->hint)});
}

void Restoration::prepare(const Overrides& explicit_values, const std::vector<Undo>& undos,
                          const std::string& command) {
  check_python(undos);
  check_outputs_kept(journal_, undos);
  prepare_rollbacks(journal_, explicit_values, *context_, interruption_, undos, command);
}

std::vector<Undo> Restoration::play(const std::vector<Undo>& undos, Json& journal, int next_id,
                                    WalWriter& wal) {
  return play_undos(undos, journal, next_id, wal, *context_, interruption_);
}

void Restoration::check(Json& journal) {
  look_again(journal, *context_, interruption_);
}

int conclude_check(const Json& journal, int code) {
  LeftAsFound found = left_as_found(journal);
  if (!found.asked) return code;
  if (!found.differences.empty()) found.rollbacks.clear();  // they have already been reported
  const bool is_good = found.answer == LeftAsFound::Answer::kYes;
  if (is_good)
    log::info(sentence_of(found));
  else
    log::error(sentence_of(found));
  if (code == kSuccess && !found.differences.empty()) return kNotAsFound;
  return code;
}

void print_undos(const std::vector<Undo>& undos) {
  if (undos.empty()) fmt::print("The run has no rollbacks.\n");
  for (const auto& undo : undos) {
    fmt::print("{:<15}  {}{}\n", describe(undo.state), undo.name,
               undo.reason.empty() ? "" : fmt::format(" ({})", undo.reason));
  }
}

void tell_of_rehearsal(const std::vector<Undo>& undos) {
  for (const auto& undo : undos)
    log::info(
        fmt::format("Would play the rollback '{}', which {}", undo.name, describe(undo.state)));
}

int conclude_rollbacks(const std::vector<Undo>& played, bool interrupted,
                       const std::string& command) {
  const std::size_t done = count(played, UndoState::kDone);
  const auto pretended = those(played, UndoState::kPretended);
  if (!pretended.empty()) {
    log::warning(fmt::format("{} {} not played: {}", share_of(pretended, played),
                             verb_for(pretended.size(), "was", "were"), names_of(pretended)));
  }
  if (done + pretended.size() == played.size()) {
    if (done > 0) log::info(count_text(done, "rollback", "rollbacks") + " succeeded");
    return kSuccess;
  }
  const auto failed = those(played, UndoState::kFailed);
  if (!failed.empty()) {
    log::error(fmt::format("{} failed: {}", share_of(failed, played), names_of(failed)));
  }
  for (const UndoState state : {UndoState::kInterrupted, UndoState::kNeverRan}) {
    const auto left = those(played, state);
    if (left.empty()) continue;
    log::error(fmt::format("{} {}: {}", share_of(left, played),
                           state == UndoState::kNeverRan ? "did not run" : "did not finish",
                           names_of(left)));
  }
  log::info(fmt::format("To play the remaining rollbacks: {}", command));
  return failed.empty() && interrupted ? kFailure : kRollbackFailed;
}

}  // namespace chaos::cli
