#include "completion.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings.h"
#include "context/settings_outline.h"
#include "exit_code.h"

namespace chaos::cli {
namespace {

std::vector<std::string> keys_in(const std::string& settings) {
  const std::string path = settings.empty() ? default_settings_path() : settings;
  try {
    return settings_outline(load_settings(path));
  } catch (const ChaosError&) {
    return {};  // completion cannot show errors; the next command will
  }
}

/// One of the subcommands of `completion`; prints what `text` returns.
CLI::App& add_command(CLI::App& completion, Invocation& invocation, const std::string& name,
                      const char* description, std::function<std::string()> text) {
  CLI::App& command = *completion.add_subcommand(name, description);
  command.callback([&invocation, text = std::move(text)] {
    invocation.global.no_log_file = true;  // pressing a key must not write files
    invocation.command = [text] {
      fmt::print("{}", text());
      return kSuccess;
    };
  });
  return command;
}

}  // namespace

void add_completion_command(CLI::App& app, Invocation& invocation) {
  CLI::App& completion = *app.add_subcommand("completion", "Print a shell completion script.");
  completion.group("");
  for (const char* shell : {"bash", "zsh", "fish"}) {
    add_command(completion, invocation, shell, "Print the completion script for this shell.",
                [shell] { return std::string(completion_script(shell)); });
  }
  const auto words = std::make_shared<std::vector<std::string>>();
  add_command(completion, invocation, "candidates", "Print the candidates for the last word.",
              [words, &app] { return candidates_text(complete(app, *words, &keys_in)); })
      .add_option("WORD", *words, "The words after chaos; the last one is completed.");
}

}  // namespace chaos::cli
