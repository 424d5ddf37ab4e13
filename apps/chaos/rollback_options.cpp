#include "rollback_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "help.h"
#include "log/count_text.h"
#include "log/log.h"
#include "os/absolute_path.h"
#include "os/shell_word.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

std::string all_names(const std::vector<Undo>& undos) {
  std::string text;
  for (const auto& undo : undos)
    text += fmt::format("{}'{}'", text.empty() ? "" : ", ", undo.name);
  return text;
}

}  // namespace

void RollbackOptions::add_to(CLI::App& command) {
  command.add_option("--only", only, "Play only the rollback with this name. Repeatable.")
      ->take_all()
      ->allow_extra_args(false)
      ->type_name("NAME");
  command.add_flag("--again", again, "Also play rollbacks that have already succeeded.")
      ->disable_flag_override();
  command.add_flag("--dry", dry, "Check that values and secrets are available, but play nothing.")
      ->disable_flag_override();
  command.add_flag("--list", list, "List the rollbacks and their states, but play nothing.")
      ->disable_flag_override();
  command
      .add_option("--directory", directory,
                  "The run's directory, if it was moved or has another path on this machine.")
      ->type_name(kDirectory);
}

std::string RollbackOptions::given_directory() const {
  return directory.empty() ? std::string() : os::absolute_path(directory);
}

std::string RollbackOptions::with_directory(const std::string& command) const {
  if (directory.empty()) return command;
  return fmt::format("{} --directory {}", command, os::shell_word(given_directory()));
}

std::vector<Undo> RollbackOptions::choose(const std::vector<Undo>& undos) const {
  for (const auto& name : only) {
    if (std::ranges::any_of(undos, [&](const Undo& undo) { return undo.name == name; })) continue;
    throw UsageError(
        fmt::format("Invalid value for '--only': no rollback is named '{}' (rollbacks: {})", name,
                    undos.empty() ? "none" : all_names(undos)));
  }
  std::vector<Undo> chosen = undos;
  std::erase_if(chosen, [this](const Undo& undo) {
    if (!again && is_settled(undo.state)) return true;
    return !only.empty() && std::ranges::find(only, undo.name) == only.end();
  });
  return chosen;
}

void RollbackOptions::mention_rest(const std::vector<Undo>& left,
                                   const std::string& command) const {
  if (only.empty()) return;
  std::vector<Undo> rest = left;
  std::erase_if(
      rest, [this](const Undo& undo) { return std::ranges::find(only, undo.name) != only.end(); });
  if (rest.empty()) return;
  log::warning(fmt::format("{} not chosen and still to play: {}",
                           count_text(rest.size(), "rollback was", "rollbacks were"),
                           names_of(rest)));
  log::info(fmt::format("To play the remaining rollbacks: {}", command));
}

}  // namespace chaos::cli
