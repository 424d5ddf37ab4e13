#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

namespace chaos::cli {

/// How the help looks: the usage line that scripts and people know from the reference, and
/// descriptions wrapped in a column of their own.
class HelpFormatter final : public CLI::Formatter {
 public:
  /// `columns`: how wide it may be.
  explicit HelpFormatter(std::size_t columns);

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override;
  std::string make_description(const CLI::App* app) const override;
  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_subcommands(const CLI::App* app, CLI::AppFormatMode mode) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;

 private:
  std::string option_groups(const CLI::App& app) const;
  std::string entry(const std::string& term, const std::string& description) const;

  const std::size_t columns_;
};

/// How wide the help is to be: as the terminal, within reason, or 80 columns where there is none.
std::size_t help_columns();

/// The types to give an option whose value is a directory or a file; help and completion go by
/// them.
inline constexpr const char* kDirectory = "DIR";
inline constexpr const char* kFile = "FILE";

/// The group of the options for what a run shows and writes; several files add to it.
inline constexpr const char* kOutputGroup = "Output";

/// What the help shows of a command: no hidden commands and options.
std::vector<const CLI::App*> shown_commands(const CLI::App& app);
std::vector<const CLI::Option*> shown_options(const CLI::App& app);
std::vector<const CLI::Option*> arguments_of(const CLI::App& app);

/// The command of that name behind `app`, hidden or not; nullptr when there is none.
const CLI::App* inner_command(const CLI::App& app, const std::string& name);

/// "chaos run [OPTIONS] SOURCE" for a command, "chaos [OPTIONS] COMMAND [ARGS]..." for the program.
std::string usage_of(const CLI::App& app);

/// "chaos run" for a command, "chaos" for the program.
std::string full_name(const CLI::App& app);

/// The command lines that the help ends with: "chaos run experiment.json".
std::vector<std::string> examples_of(const CLI::App& app);

}  // namespace chaos::cli
