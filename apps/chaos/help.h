#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace chaos::cli {

/// How the help looks: the usage line scripts and people know from the reference.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(34); }
  std::string make_usage(const CLI::App* app, std::string name) const override;
};

/// The type to give an option whose value is a directory; help and completion go by it.
inline constexpr const char* kDirectory = "DIR";

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
