#include "program.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string_view>

#include "commands/commands.h"
#include "config/settings.h"
#include "version.h"

namespace chaos::hub {
namespace {

/// Before the flags are parsed, because the variables it sets are their defaults.
void apply_env_file(int argc, char** argv) {
  constexpr std::string_view kFlag = "--env-file";
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == kFlag && i + 1 < argc) read_env_file(argv[i + 1]);
    if (argument.starts_with(std::string(kFlag) + "="))
      read_env_file(std::string(argument.substr(kFlag.size() + 1)));
  }
}

int run(int argc, char** argv) {
  CLI::App app("The server behind chaos signin, publish, safeguards and verify.", "chaoshub");
  std::function<int()> command;
  std::string env_file;
  app.require_subcommand(1);
  app.fallthrough();
  app.set_version_flag("--version", fmt::format("chaoshub, version {}", kVersion))
      ->description("Show the version.");
  app.add_option(
      "--env-file", env_file,
      "Read environment variables from a file of NAME=VALUE lines, unless they are already set.");
  add_serve_command(app, command);
  add_admin_command(app, command);
  add_migrate_command(app, command);
  add_backup_command(app, command);
  add_restore_command(app, command);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return command();
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(0077);  // databases, keys and backups are private to their owner
  try {
    apply_env_file(argc, argv);
    return run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "chaoshub: {}\n", error.what());
    return 1;
  }
}

}  // namespace chaos::hub
