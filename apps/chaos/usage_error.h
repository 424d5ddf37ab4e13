#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI

namespace chaos::cli {

/// The command line is invalid, which was only detected after parsing. The exit code is kUsage.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The command with these names: {"settings", "show"}; the program itself for none. Throws
/// UsageError.
const CLI::App& command_named(const CLI::App& program, const std::vector<std::string>& names);

/// The innermost command on the command line, or the program itself if there is none.
const CLI::App& reached_command(const CLI::App& app);

/// The command whose options or arguments are wrong, or the program itself.
const CLI::App& command_at_fault(const CLI::App& app, const CLI::ParseError& error);

/// What is wrong with the command line, with the reference's message.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

/// Makes the option reject all other values, with the reference's message, which does not list
/// `ours`, because the reference does not have these.
void allow_only(CLI::Option& option, const std::vector<std::string>& choices,
                const std::vector<std::string>& ours = {});

/// The values that allow_only() permits for an option, including `ours`; none if any value is
/// allowed. They are read from the option's type name, the only place where they are stored.
std::vector<std::string> choices_of(const CLI::Option& option);

/// Makes the option reject anything that is not a number, with the reference's message.
void require_number(CLI::Option& option);

/// Throws UsageError unless the file that `option` names exists.
void require_file(const std::string& option, const std::string& path);

}  // namespace chaos::cli
