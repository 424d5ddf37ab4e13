#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli.h"
#include "exit_code.h"

namespace chaos::cli {

void add_version_command(CLI::App& app, Invocation& invocation) {
  CLI::App* command = app.add_subcommand("version", "Show the version.");
  command->group("");
  command->callback([&app, &invocation] {
    invocation.command = [&app] {
      fmt::print("{}\n", app.version());
      return kSuccess;
    };
  });
}

}  // namespace chaos::cli
