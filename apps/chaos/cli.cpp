#include "cli.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <span>
#include <string_view>
#include <system_error>
#include <vector>

#include "chaos/dialogue.h"
#include "chaos/error.h"
#include "context/settings.h"
#include "diagnostics.h"
#include "environment_options.h"
#include "exit_code.h"
#include "extensions.h"
#include "help.h"
#include "log/colour.h"
#include "log/log.h"
#include "log_level.h"
#include "os/absolute_path.h"
#include "os/print.h"
#include "package_call.h"
#include "python_commands.h"
#include "usage_error.h"
#include "version.h"

namespace chaos::cli {
namespace {

constexpr Command kCommands[] = {{"run", add_run_command},
                                 {"validate", add_validate_command, false, false},
                                 {"plan", add_plan_command, false, false},
                                 {"rehearse", add_rehearse_command, false, false},
                                 {"recover", add_recover_command},
                                 {"rollback", add_rollback_command},
                                 {"ps", add_ps_command, false, false},
                                 {"stop", add_stop_command, false, false},
                                 {"schema", add_schema_command, false, false},
                                 {"report", add_report_command, false, false},
                                 {"info", add_info_command, false, false},
                                 {"settings", add_settings_command, false, false},
                                 {"discover", add_discover_command},
                                 {"init", add_init_command}};

constexpr Command kCommandsAboutOthers[] = {{"help", add_help_command, true, false},
                                            {"version", add_version_command, true, false},
                                            {"completion", add_completion_command, true, false},
                                            {"man", add_man_command, true, false}};

/// In the order of the help.
std::vector<Command> all_commands() {
  std::vector<Command> all(std::begin(kCommands), std::end(kCommands));
  for (const Extension* extension : built_in_extensions())
    all.insert(all.end(), extension->commands.begin(), extension->commands.end());
  all.insert(all.end(), std::begin(kCommandsAboutOthers), std::end(kCommandsAboutOthers));
  return all;
}

/// Describing all commands takes longer than executing some of them. A command named by the
/// arguments seldom depends on the others; if one does, this returns nothing.
std::vector<Command> commands_named_in(const std::vector<std::string>& arguments) {
  std::vector<Command> named;
  for (const Command& command : all_commands()) {
    if (std::find(arguments.begin(), arguments.end(), command.name) == arguments.end()) continue;
    if (command.is_about_others) return {};
    named.push_back(command);
  }
  return named;
}

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.set_version_flag("-V,--version", fmt::format("chaos, version {}", kVersion))
      ->description("Show the version.");
  app.add_flag("-v,--verbose", options.verbose, "Show debug records on the console.")
      ->disable_flag_override();
  app.add_flag("--no-version-check", options.no_version_check,
               "Accepted for compatibility: this program never looks for updates.")
      ->disable_flag_override();
  app.add_option("--change-dir", options.change_dir, "Change to this directory first.")
      ->type_name(kDirectory);
  app.add_flag("--no-log-file", options.no_log_file, "Do not write a log file.")
      ->disable_flag_override();
  app.add_option("--log-file", options.log_file, "Write the log to this file.")
      ->capture_default_str()
      ->type_name(kFile);
  allow_only(
      *app.add_option("--log-file-level", options.log_file_level, "Minimum level for the log file.")
           ->capture_default_str(),
      {"debug", "info", "warning", "error"});
  allow_only(
      *app.add_option("--log-format", options.log_format, "Format of log records on the console.")
           ->capture_default_str(),
      {"string", "json"});
  allow_only(*app.add_option("--color", options.color, "When to color the output for people.")
                  ->capture_default_str(),
             {"auto", "always", "never"});
  app.add_option("--settings", options.settings, "Read settings from this file.")
      ->default_str("~/.chaostoolkit/settings.yaml")
      ->type_name(kFile);
}

void describe(CLI::App& app, Invocation& invocation, std::span<const Command> commands) {
  app.name("chaos");
  app.description("Run chaos engineering experiments.");
  app.set_help_flag("-h,--help", "Show this help.");
  app.formatter(std::make_shared<HelpFormatter>(help_columns()));
  app.footer("Example: chaos run experiment.json\nMore: chaos COMMAND --help");
  app.require_subcommand(
      0, 1);  // what follows a command is not another command, even if it has its name
  add_global_options(app, invocation.global);
  for (const Command& command : commands)
    command.add(app, invocation);
}

void parse(CLI::App& app, const std::vector<std::string>& arguments) {
  std::vector<std::string> all = with_environment_options(app, arguments);
  std::ranges::reverse(all);  // as the parser expects
  app.parse(std::move(all));
}

/// Whether the arguments are valid. Errors and help need a parser that knows all commands.
bool parses(CLI::App& app, const Invocation& invocation,
            const std::vector<std::string>& arguments) {
  try {
    parse(app, arguments);
    return invocation.command != nullptr;
  } catch (const CLI::ParseError&) {
    return false;
  }
}

log::Colour colour_from(const std::string& name) {
  if (name == "always") return log::Colour::kAlways;
  return name == "never" ? log::Colour::kNever : log::Colour::kAuto;
}

/// The command's log file; "" for none.
std::string log_file_of(const GlobalOptions& options, bool is_named, const std::string& command) {
  if (options.no_log_file) return {};
  if (is_named) return options.log_file;
  const std::vector<Command> all = all_commands();
  const bool keeps_log = std::any_of(all.begin(), all.end(), [&](const Command& known) {
    return known.name == command && known.keeps_log;
  });
  return keeps_log ? options.log_file : std::string();
}

/// If the default log file cannot be opened, this logs a warning; one given with --log-file is an
/// error.
void start_log(const CLI::App& app, const GlobalOptions& options, const std::string& command) {
  const bool is_named = app.count("--log-file") > 0;
  log::Options log{.verbose = options.verbose,
                   .json = options.log_format == "json",
                   .file = log_file_of(options, is_named, command),
                   .file_level = log_level_from(options.log_file_level)};
  log::set_colour(colour_from(options.color));
  try {
    log::configure(log);
  } catch (const std::system_error& error) {
    if (is_named) {
      throw ChaosError(
          Diagnostic{.message = error.what(),
                     .hint = "name another file with --log-file, or use --no-log-file"});
    }
    log.file.clear();
    log::configure(log);
    os::print_if_possible(stderr, fmt::format("chaos: {}; continuing without it\n", error.what()));
  }
}

void set_up(const CLI::App& app, GlobalOptions& options, const std::string& command) {
  start_log(app, options, command);
  if (options.log_format == "json") show_in_log_only();
  log::debug(std::string(79, '#'));
  log::debug(fmt::format("Running command '{}'", command));
  options.settings_given = !options.settings.empty();
  if (!options.settings_given) options.settings = default_settings_path();
  log::debug(fmt::format("Using settings file '{}'", options.settings));
  if (options.change_dir.empty()) return;
  options.log_file = os::absolute_path(options.log_file);
  log::warning(fmt::format("Moving to {}", options.change_dir));
  if (chdir(options.change_dir.c_str()) != 0) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("cannot change to the directory '{}'", options.change_dir));
  }
}

std::string usage_text(const CLI::App& command, const std::string& message) {
  return fmt::format("Usage: {}\nTry '{} --help' for help.\n\nError: {}\n", usage_of(command),
                     full_name(command), with_origin(message));
}

int usage_error(const CLI::App& command, const std::string& message) {
  os::print_if_possible(stderr, usage_text(command, message));
  return kUsage;
}

int execute(const CLI::App& app, Invocation& invocation) {
  const CLI::App& command = *app.get_subcommands().front();
  try {
    set_up(app, invocation.global, command.get_name());
    return invocation.command();
  } catch (const UsageError& error) {
    return usage_error(command, error.what());
  } catch (const Aborted& aborted) {
    os::print_if_possible(stderr, fmt::format("{}\n", aborted.what()));
  } catch (const ChaosError& error) {
    log::error(error.what());
    show(error.diagnostic());
  } catch (const ExitRequested& exit) {
    log::error(fmt::format("An extension called sys.exit({})", exit.code()));
  } catch (const Stopped&) {
    log::warning("Stopped by a signal");
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::broken_pipe)
      log::error(error.what());  // otherwise nobody reads it
  } catch (const std::exception& error) {
    log::error(error.what());
  }
  return kFailure;
}

/// The help; that of the program also lists what packages add.
void print_help(const CLI::App& app, const Invocation& invocation) {
  const CLI::App& command = reached_command(app);
  std::string text = command.help();
  if (&command == &app) {
    const std::string more = help_on_package_commands(invocation.global);
    text.insert(std::min(text.size(), text.rfind("\nExample: ")), more);
  }
  os::print_if_possible(stdout, text);
}

/// Executes what a package adds, if the command line calls for that, and does not return. Else
/// returns the exit code.
int refuse(const CLI::App& app, const Invocation& invocation, const CLI::ParseError& error,
           const std::vector<std::string>& arguments) {
  const std::string complaint = usage_text(command_at_fault(app, error), explain(app, error));
  if (auto call = package_call_in(app, arguments, complaint)) {
    execute_package_command(*call, invocation.global);
    if (!call->instead.empty()) return run_program(call->instead);
  }
  os::print_if_possible(stderr, complaint);
  return kUsage;
}

}  // namespace

int main(int argc, char** argv) {
  return run_program({argv, argv + argc});
}

int run_program(const std::vector<std::string>& words) {
  const std::vector<std::string> arguments(words.begin() + (words.empty() ? 0 : 1), words.end());
  if (const auto named = commands_named_in(arguments); !named.empty()) {
    CLI::App app;
    Invocation invocation;
    describe(app, invocation, named);
    if (parses(app, invocation, arguments)) return execute(app, invocation);
  }
  CLI::App app;
  Invocation invocation;
  describe(app, invocation, all_commands());
  try {
    parse(app, arguments);
  } catch (const CLI::CallForHelp&) {
    print_help(app, invocation);
    return kSuccess;
  } catch (const CLI::CallForVersion& version) {
    os::print_if_possible(stdout, fmt::format("{}\n", version.what()));
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return refuse(app, invocation, error, arguments);
  }
  if (!invocation.command) {
    print_help(app, invocation);
    return arguments.empty() ? kSuccess : kUsage;
  }
  return execute(app, invocation);
}

}  // namespace chaos::cli
