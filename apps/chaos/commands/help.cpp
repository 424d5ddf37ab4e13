#include "help.h"

#include <fmt/format.h>

#include <memory>

#include "cli.h"
#include "exit_code.h"
#include "usage_error.h"

namespace chaos::cli {

void add_help_command(CLI::App& app, Invocation& invocation) {
  const auto names = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("help", "Show the help of a command.");
  command->group("");
  command->footer("Example: chaos help run");
  command->add_option("COMMAND", *names, "The command. [default: chaos itself]");
  command->callback([names, &app, &invocation] {
    invocation.command = [names, &app] {
      fmt::print("{}", command_named(app, *names).help());
      return kSuccess;
    };
  });
}

}  // namespace chaos::cli
