#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli.h"

namespace chaos::cli {

/// What the help says about a command.
struct CommandText {
  const char* name;
  const char* description;
  const char* example;
};

/// A command and its options. The caller adds the options to the command line.
template <class Options>
struct CommandWithOptions {
  CLI::App& command;
  Options& options;  ///< lives as long as the program's command line
};

/// Adds a command that calls `run` with its options.
template <class Options>
CommandWithOptions<Options> add_command(CLI::App& app, Invocation& invocation,
                                        const CommandText& text, int (*run)(const Options&)) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand(text.name, text.description);
  command->footer(std::string("Example: ") + text.example);
  command->callback([options, &invocation, run] {
    invocation.command = [options, run] { return run(*options); };
  });
  return {*command, *options};
}

}  // namespace chaos::cli
