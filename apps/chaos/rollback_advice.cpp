#include "rollback_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "chaos/error.h"
#include "context/settings.h"
#include "diagnostics.h"
#include "experiment/experiment.h"
#include "os/shell_word.h"
#include "python/interpreter.h"
#include "run/left_as_found.h"
#include "run/undo.h"

namespace chaos::cli {
namespace {

bool is_python(const Json& activity) {
  const Json* provider = find(activity, "provider");
  const Json* type = provider != nullptr ? find(*provider, "type") : nullptr;
  return type != nullptr && *type == "python";
}

bool needs_python(const Json& experiment) {
  if (std::ranges::any_of(activities_of(experiment, "rollbacks"), is_python)) return true;
  return std::ranges::any_of(activities_of(experiment, "method"), [](const Json& activity) {
    const Json* undo = find(activity, "rollback");
    if (undo == nullptr) return false;
    return undo->is_array() ? std::ranges::any_of(*undo, is_python) : is_python(*undo);
  });
}

}  // namespace

void note_interpreter(Json& header, const Json& settings, const Json& experiment) {
  if (!needs_python(experiment)) return;
  try {
    const python::Interpreter interpreter = python::find_interpreter(settings);
    if (interpreter.origin != "PATH") header["interpreter"] = interpreter.path;
  } catch (const ChaosError&) {
    // The activity that needs it will report what is wrong.
  }
}

std::string rollback_command(const GlobalOptions& global, const std::string& journal_path) {
  std::string option;
  if (global.settings != default_settings_path()) {
    // With --change-dir, this program's directory differs from the user's.
    const std::string path =
        global.change_dir.empty()
            ? global.settings
            : std::filesystem::absolute(global.settings).lexically_normal().string();
    option = fmt::format("--settings {} ", os::shell_word(path));
  }
  return fmt::format("chaos {}rollback {}", option, os::shell_word(journal_path));
}

void advise_rollback(const Json& journal, const std::string& command, bool quiet) {
  const LeftAsFound found = left_as_found(journal);
  const bool is_good = found.answer == LeftAsFound::Answer::kYes;
  if (found.asked && !(is_good && quiet)) tell(sentence_of(found));
  const auto left = left_to_undo(journal);
  if (left.empty() || activities_of(journal, "run").empty()) return;
  if (found.asked) return advise("", command);  // the line above names them
  const std::size_t all = undos_of(journal).size();
  advise(fmt::format("{} of {} {} {} not succeeded: {}", left.size(), all,
                     all == 1 ? "rollback" : "rollbacks", left.size() == 1 ? "has" : "have",
                     names_of(left)),
         command);
}

}  // namespace chaos::cli
