#include <fmt/format.h>

#include <memory>

#include "cli.h"
#include "exit_code.h"
#include "help.h"
#include "man_page.h"
#include "markdown_page.h"
#include "os/file.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct ManOptions {
  std::vector<std::string> names;
  std::string directory;
  bool markdown = false;
};

int write_pages(const CLI::App& program, const std::string& directory) {
  auto& files = os::FileSystem::real();
  files.make_directories(directory);
  for (const auto& [name, page] : man_pages(program))
    files.write_atomically(directory + "/" + name, page);
  return kSuccess;
}

int show_page(const CLI::App& program, const std::vector<std::string>& names) {
  fmt::print("{}", man_page(command_named(program, names)));
  return kSuccess;
}

int show_markdown(const CLI::App& program) {
  fmt::print("{}", markdown_page(program));
  return kSuccess;
}

}  // namespace

void add_man_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<ManOptions>();
  CLI::App* command = app.add_subcommand("man", "Print the manual page of COMMAND, in roff.");
  command->group("");
  command->footer("Example: chaos man run | man -l -");
  command->add_option("COMMAND", options->names, "The command. [default: chaos itself]");
  command
      ->add_option("--all", options->directory,
                   "Write the pages of all commands to this directory.")
      ->type_name(kDirectory);
  command
      ->add_flag("--markdown", options->markdown,
                 "Print all commands as one page of Markdown: docs/reference/commands.md.")
      ->disable_flag_override();
  command->callback([options, &app, &invocation] {
    invocation.global.no_log_file = true;  // the build generates pages, from any directory
    invocation.command = [options, &app] {
      if (!options->directory.empty()) return write_pages(app, options->directory);
      if (options->markdown) return show_markdown(app);
      return show_page(app, options->names);
    };
  });
}

}  // namespace chaos::cli
