#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace chaos::cli {

/// How the help looks: the usage line scripts and people know from the reference.
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(34); }
  std::string make_usage(const CLI::App* app, std::string name) const override;
};

/// "chaos run [OPTIONS] SOURCE" for a command, "chaos [OPTIONS] COMMAND [ARGS]..." for the program.
std::string usage_of(const CLI::App& app);

/// "chaos run" for a command, "chaos" for the program.
std::string full_name(const CLI::App& app);

}  // namespace chaos::cli
