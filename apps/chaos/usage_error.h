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

/// The command line is wrong, in a way found only after it was parsed. Ends with kUsage.
class UsageError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The innermost command that the command line reached: the program itself when it names none.
const CLI::App& reached_command(const CLI::App& app);

/// Whose options or arguments are wrong: the command that was named, or the program itself.
const CLI::App& command_at_fault(const CLI::App& app, const CLI::ParseError& error);

/// What is wrong with the command line, in the words scripts know from the reference.
std::string explain(const CLI::App& app, const CLI::ParseError& error);

/// Makes the option refuse every value but these, with the reference's message. That does not name
/// `ours`, which the reference does not know.
void allow_only(CLI::Option& option, const std::vector<std::string>& choices,
                const std::vector<std::string>& ours = {});

/// The values that allow_only() lets an option have, ours included; none when any is allowed. They
/// are read from what the help shows of it, the one place where an option keeps them.
std::vector<std::string> choices_of(const CLI::Option& option);

/// Makes the option refuse what is no number, with the reference's message.
void require_number(CLI::Option& option);

/// Throws UsageError unless the file that `option` names exists.
void require_file(const std::string& option, const std::string& path);

}  // namespace chaos::cli
