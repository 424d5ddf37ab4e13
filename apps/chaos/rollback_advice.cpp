#include "rollback_advice.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <vector>

#include "chaos/error.h"
#include "context/settings.h"
#include "diagnostics.h"
#include "log/count_text.h"
#include "os/absolute_path.h"
#include "os/file.h"
#include "os/shell_word.h"
#include "python/interpreter.h"
#include "run/left_as_found.h"
#include "run/recovery.h"
#include "run/strategy.h"
#include "run/undo.h"
#include "run/used_values.h"

namespace chaos::cli {
namespace {

std::string plain_names_of(const std::vector<Undo>& undos) {
  std::string names;
  for (const auto& undo : undos)
    names += (names.empty() ? "" : ", ") + undo.name;
  return names;
}

/// Whether the interpreter belongs to a virtual environment, so it has its own packages.
bool is_virtual_environment(const std::string& interpreter) {
  const std::filesystem::path bin = std::filesystem::path(interpreter).parent_path();
  std::error_code error;
  return std::filesystem::exists(bin.parent_path() / "pyvenv.cfg", error);
}

}  // namespace

void note_interpreter(Json& header, const Json& settings) {
  try {
    const python::Interpreter interpreter = python::find_interpreter(settings);
    header["interpreter"] = interpreter.path;
    if (is_virtual_environment(interpreter.path))
      header["interpreter_origin"] = "virtual environment";
    else if (interpreter.origin != "PATH")
      header["interpreter_origin"] = interpreter.origin;
  } catch (const ChaosError&) {
    // The activity that needs it will report what is wrong.
  }
}

std::string rollback_command(const GlobalOptions& global, const Json& journal,
                             const std::string& journal_path) {
  std::string option;
  if (global.settings != default_settings_path()) {
    // With --change-dir, this program's directory differs from the user's.
    const std::string path =
        global.change_dir.empty() ? global.settings : os::absolute_path(global.settings);
    option = fmt::format("--settings {} ", os::shell_word(path));
  }
  return with_missing_values(
      fmt::format("chaos {}rollback {}", option, os::shell_word(journal_path)), journal,
      UndoNeeds(journal, left_to_undo(journal)));
}

std::string recover_command(const Json& journal, const std::string& wal, bool lacks_records) {
  const auto left = left_to_undo(journal);
  std::string command = "chaos recover --rollback ";
  if (lacks_records) {
    for (const auto& undo : left)
      command += fmt::format("--only {} ", os::shell_word(undo.name));
  }
  return with_missing_values(command + os::shell_word(wal), journal, UndoNeeds(journal, left));
}

std::string recover_command(const std::string& wal) {
  try {
    return recover_command(recover_run(os::FileSystem::real(), wal).journal, wal);
  } catch (const ChaosError&) {
    return fmt::format("chaos recover --rollback {}",
                       os::shell_word(wal));  // which says what is wrong
  }
}

void advise_rollback(const EndOfRun& end) {
  const LeftAsFound found = left_as_found(end.journal);
  const bool is_good = found.answer == LeftAsFound::Answer::kYes;
  if (found.asked && !(is_good && end.quiet)) tell(sentence_of(found));
  const auto left = left_to_undo(end.journal);
  if (left.empty() || !touched_anything(end.journal)) return;
  if (!plays_undos(end.rollback_strategy)) {
    advise(fmt::format("{} not played, because the rollback strategy is {}: {}",
                       verb_for(left.size(), "a rollback was", "rollbacks were"),
                       end.rollback_strategy, plain_names_of(left)),
           end.command);
  } else {
    // The line above, if there is one, names them.
    advise(found.asked ? "" : describe_left(left, undos_of(end.journal).size()), end.command);
  }
}

}  // namespace chaos::cli
