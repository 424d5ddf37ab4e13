#include "cli.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <system_error>

#include "chaos/error.h"
#include "chaosiq/sign_in.h"
#include "context/settings.h"
#include "diagnostics.h"
#include "exit_code.h"
#include "help.h"
#include "log/log.h"
#include "usage_error.h"
#include "version.h"

namespace chaos::cli {
namespace {

void add_global_options(CLI::App& app, GlobalOptions& options) {
  app.set_version_flag("--version", fmt::format("chaos, version {}", kVersion))
      ->description("Show the version.");
  app.add_flag("--verbose", options.verbose, "Show debug records on the console.")
      ->disable_flag_override();
  app.add_flag("--no-version-check", options.no_version_check,
               "Accepted for compatibility: this program never looks for updates.")
      ->disable_flag_override();
  app.add_option("--change-dir", options.change_dir, "Move there before running the command.")
      ->type_name(kDirectory);
  app.add_flag("--no-log-file", options.no_log_file, "Keep no log file.")->disable_flag_override();
  app.add_option("--log-file", options.log_file, "The file to log to.")
      ->capture_default_str()
      ->type_name(kFile);
  allow_only(*app.add_option("--log-file-level", options.log_file_level,
                             "The least level in the log file.")
                  ->capture_default_str(),
             {"debug", "info", "warning", "error"});
  allow_only(*app.add_option("--log-format", options.log_format, "How the console shows records.")
                  ->capture_default_str(),
             {"string", "json"});
  app.add_option("--settings", options.settings, "The settings file.")
      ->default_str("~/.chaostoolkit/settings.yaml")
      ->type_name(kFile);
}

log::Level level_from(const std::string& name) {
  if (name == "info") return log::Level::kInfo;
  if (name == "warning") return log::Level::kWarning;
  if (name == "error") return log::Level::kError;
  return log::Level::kDebug;
}

void set_up(GlobalOptions& options, const std::string& command) {
  log::configure({.verbose = options.verbose,
                  .json = options.log_format == "json",
                  .file = options.no_log_file ? "" : options.log_file,
                  .file_level = level_from(options.log_file_level)});
  if (options.log_format == "json") show_in_log_only();
  log::debug(std::string(79, '#'));
  log::debug(fmt::format("Running command '{}'", command));
  if (options.settings.empty()) options.settings = default_settings_path();
  log::debug(fmt::format("Using settings file '{}'", options.settings));
  if (options.change_dir.empty()) return;
  log::warning(fmt::format("Moving to {}", options.change_dir));
  if (chdir(options.change_dir.c_str()) != 0) {
    throw std::system_error(errno, std::generic_category(),
                            fmt::format("cannot move to '{}'", options.change_dir));
  }
}

int usage_error(const CLI::App& command, const std::string& message) {
  fmt::print(stderr, "Usage: {}\nTry '{} --help' for help.\n\nError: {}\n", usage_of(command),
             full_name(command), message);
  return kUsage;
}

int execute(const CLI::App& app, Invocation& invocation) {
  const CLI::App& command = *app.get_subcommands().front();
  try {
    set_up(invocation.global, command.get_name());
    return invocation.command();
  } catch (const UsageError& error) {
    return usage_error(command, error.what());
  } catch (const chaosiq::Aborted& aborted) {
    fmt::print(stderr, "{}\n", aborted.what());
  } catch (const ChaosError& error) {
    log::error(error.what());
    show(error.diagnostic());
  } catch (const Stopped&) {
    log::warning("Stopped by a signal");
  } catch (const std::exception& error) {
    log::error(error.what());
  }
  return kFailure;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Run chaos engineering experiments.", "chaos");
  app.set_help_flag("-h,--help", "Show this help.");
  app.formatter(std::make_shared<HelpFormatter>(help_columns()));
  app.footer("Example: chaos run experiment.json\nMore: chaos COMMAND --help");
  app.require_subcommand(0, 1);  // what stands behind a command is no other, even if called so
  Invocation invocation;
  add_global_options(app, invocation.global);
  add_run_command(app, invocation);
  add_validate_command(app, invocation);
  add_recover_command(app, invocation);
  add_rollback_command(app, invocation);
  add_schema_command(app, invocation);
  add_report_command(app, invocation);
  add_info_command(app, invocation);
  add_settings_command(app, invocation);
  add_discover_command(app, invocation);
  add_init_command(app, invocation);
  add_signin_command(app, invocation);
  add_org_command(app, invocation);
  add_team_command(app, invocation);
  add_enable_command(app, invocation);
  add_disable_command(app, invocation);
  add_publish_command(app, invocation);
  add_verify_command(app, invocation);
  add_completion_command(app, invocation);
  add_man_command(app, invocation);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", reached_command(app).help());
    return kSuccess;
  } catch (const CLI::CallForVersion& version) {
    fmt::print("{}\n", version.what());
    return kSuccess;
  } catch (const CLI::ParseError& error) {
    return usage_error(command_at_fault(app, error), explain(app, error));
  }
  if (!invocation.command) {
    fmt::print("{}", reached_command(app).help());
    return argc > 1 ? kUsage : kSuccess;
  }
  return execute(app, invocation);
}

}  // namespace chaos::cli
