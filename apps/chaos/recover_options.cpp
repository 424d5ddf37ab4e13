#include "recover_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <utility>

#include "help.h"
#include "os/absolute_path.h"
#include "os/shell_word.h"
#include "usage_error.h"

namespace chaos::cli {

void RecoverOptions::add_to(CLI::App& command) {
  command.add_option(
      "WAL", wal,
      "The run's write-ahead log, such as journal.json.wal. Optional if there is only one.");
  command
      .add_flag(
          "--rollback", rollback,
          "Also play the rollbacks that have not succeeded. --only, --again, --despite-damage, "
          "--end-activities, --var, and --var-file need it; --dry and --list do not.")
      ->disable_flag_override();
  command
      .add_flag("--despite-damage", despite_damage,
                "Play the rollbacks that are known even if the log is damaged.")
      ->disable_flag_override();
  command.add_flag_function(
      "--end-activities,!--no-end-activities",
      [this](std::int64_t count) { end_activities = count > 0; },
      "Before rolling back, end activities that are still running, or leave them. [default: ask at "
      "a terminal, else end them]");
  command
      .add_option("--journal-path", journal_path,
                  "Where to save the journal, instead of where the run would have.")
      ->type_name(kFile);
  which.add_to(command);
  variables.add_to(command);
}

void RecoverOptions::check() const {
  if (rollback || which.dry || which.list) return;
  const std::pair<const char*, bool> given[] = {
      {"--only", !which.only.empty()},
      {"--again", which.again},
      {"--despite-damage", despite_damage},
      {"--end-activities", end_activities == true},
      {"--no-end-activities", end_activities == false},
      {"--var", !variables.variables.empty()},
      {"--var-file", !variables.files.empty()},
  };
  for (const auto& [option, is_given] : given) {
    if (!is_given) continue;
    throw UsageError(fmt::format(
        "Option '{}' has no effect without '--rollback', which plays the rollbacks", option));
  }
}

std::string RecoverOptions::command_for(const GlobalOptions& global,
                                        const std::string& path) const {
  // With --change-dir, this program's directory differs from the user's.
  const auto word = [&global](const std::string& file) {
    return os::shell_word(global.change_dir.empty() ? file : os::absolute_path(file));
  };
  std::string text = "chaos";
  if (global.settings_given) text += " --settings " + word(global.settings);
  text += " recover";
  const auto add_if = [&text](bool is_given, const char* option) {
    if (is_given) text += fmt::format(" {}", option);
  };
  add_if(rollback, "--rollback");
  add_if(despite_damage, "--despite-damage");
  if (end_activities) add_if(true, *end_activities ? "--end-activities" : "--no-end-activities");
  if (journal_path) text += " --journal-path " + word(*journal_path);
  for (const auto& name : which.only)
    text += " --only " + os::shell_word(name);
  add_if(which.again, "--again");
  add_if(which.dry, "--dry");
  add_if(which.list, "--list");
  for (const auto& variable : variables.variables)
    text += " --var " + os::shell_word(variable.substr(0, variable.find('=')) + "=...");
  for (const auto& file : variables.files)
    text += " --var-file " + word(file);
  return which.with_directory(text + " " + word(path));
}

}  // namespace chaos::cli
