#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace chaos::cli {

/// The global options, which come before the command.
struct GlobalOptions {
  bool verbose = false;
  bool no_version_check = false;  ///< accepted for scripts; has no effect
  std::string change_dir;
  bool no_log_file = false;
  std::string log_file = "chaostoolkit.log";
  std::string log_file_level = "debug";
  std::string log_format = "string";
  std::string color = "auto";
  std::string settings;
  bool settings_given = false;  ///< given with the option, not the default
};

/// The command line as parsed: what to do, and with which options.
struct Invocation {
  GlobalOptions global;
  std::function<int()> command;  ///< set by the named command; returns the exit code
};

/// The properties of a command on the command line.
struct Command {
  std::string_view name;
  void (*add)(CLI::App&, Invocation&);
  bool is_about_others = false;
  bool keeps_log = true;  ///< whether to write the default log file
};

/// Add the commands, one function per file under commands/. Each sets `invocation.command` when it
/// is named. Both arguments must live as long as the program. Commands of extensions are listed in
/// their descriptors (extensions.h).
void add_run_command(CLI::App& app, Invocation& invocation);
void add_validate_command(CLI::App& app, Invocation& invocation);
void add_plan_command(CLI::App& app, Invocation& invocation);
void add_rehearse_command(CLI::App& app, Invocation& invocation);
void add_recover_command(CLI::App& app, Invocation& invocation);
void add_rollback_command(CLI::App& app, Invocation& invocation);
void add_ps_command(CLI::App& app, Invocation& invocation);
void add_stop_command(CLI::App& app, Invocation& invocation);
void add_schema_command(CLI::App& app, Invocation& invocation);
void add_report_command(CLI::App& app, Invocation& invocation);
void add_info_command(CLI::App& app, Invocation& invocation);
void add_settings_command(CLI::App& app, Invocation& invocation);
void add_discover_command(CLI::App& app, Invocation& invocation);
void add_init_command(CLI::App& app, Invocation& invocation);
void add_help_command(CLI::App& app, Invocation& invocation);
void add_version_command(CLI::App& app, Invocation& invocation);
void add_completion_command(CLI::App& app, Invocation& invocation);
void add_man_command(CLI::App& app, Invocation& invocation);

/// Runs the whole program: parses, sets up the log, executes the command, and reports its errors.
int main(int argc, char** argv);
/// The same; the first word is the program's name.
int run_program(const std::vector<std::string>& words);

}  // namespace chaos::cli
