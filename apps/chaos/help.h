#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

namespace chaos::cli {

/// The layout of the help: the reference's usage line, and descriptions wrapped in their own
/// column.
class HelpFormatter final : public CLI::Formatter {
 public:
  /// `columns`: its maximum width.
  explicit HelpFormatter(std::size_t columns);

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_description(const CLI::App* app) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;

  /// A term and its description, in their columns.
  std::string entry(const std::string& term, const std::string& description) const;

 private:
  std::string option_groups(const CLI::App& app) const;

  const std::size_t columns_;
};

/// The width of the help: that of the terminal, within limits, or 80 columns without a terminal.
std::size_t help_columns();

/// The type names for options whose value is a directory or a file. Help and completion use them.
inline constexpr const char* kDirectory = "DIR";
inline constexpr const char* kFile = "FILE";

/// The group of the options for the output of a run; several files add to it.
inline constexpr const char* kOutputGroup = "Output";

/// The parts of a command that the help shows, without hidden commands and options.
std::vector<const CLI::App*> shown_commands(const CLI::App& app);
std::vector<const CLI::Option*> shown_options(const CLI::App& app);
std::vector<const CLI::Option*> arguments_of(const CLI::App& app);

/// The subcommand of `app` with that name, hidden or not; nullptr if there is none.
const CLI::App* inner_command(const CLI::App& app, const std::string& name);

/// "chaos run [OPTIONS] SOURCE" for a command, "chaos [OPTIONS] COMMAND [ARGS]..." for the program.
std::string usage_of(const CLI::App& app);

/// "chaos run" for a command, "chaos" for the program.
std::string full_name(const CLI::App& app);

/// The examples at the end of the help: "chaos run experiment.json".
std::vector<std::string> examples_of(const CLI::App& app);

}  // namespace chaos::cli
