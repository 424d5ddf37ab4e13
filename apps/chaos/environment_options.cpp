#include "environment_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "help.h"
#include "os/environment.h"
#include "package_call.h"

namespace chaos::cli {
namespace {

constexpr std::string_view kPrefix = "CHAOS_";
constexpr std::array kCommands = {"run", "validate", "plan", "rehearse", "verify"};
/// A process that a run starts in its directory must not change the directory again.
constexpr std::array kExcluded = {"help", "version", "no-version-check", "change-dir"};
/// Given to the processes of a suite, which get all options as arguments.
constexpr std::string_view kOfSuite = "--problems-file";

struct Setting {
  std::string variable;
  std::string option;
};

std::vector<Setting> settings_in_use;

/// Most environments set none, and then nothing has to be looked up.
bool sets_any() {
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::string_view(*variable).starts_with(kPrefix)) return true;
  }
  return false;
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

std::string variable_for(const std::string& name) {
  std::string variable(kPrefix);
  for (const char c : name)
    variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return variable;
}

template <class List>
bool contains(const List& list, const std::string& name) {
  return std::ranges::find(list, name) != list.end();
}

using Range =
    std::pair<std::vector<std::string>::const_iterator, std::vector<std::string>::const_iterator>;

bool is_given(const CLI::Option& option, const Range& arguments) {
  const auto end = std::find(arguments.first, arguments.second, "--");
  return std::any_of(arguments.first, end, [&](const std::string& argument) {
    return option.check_name(argument.substr(0, argument.find('=')));
  });
}

/// "--dry=actions"; for a flag, "--strict", or nothing if it is off.
std::optional<std::string> argument_for(const CLI::Option& option, const std::string& value) {
  const std::string name = "--" + option.get_lnames().front();
  if (takes_value(option)) return fmt::format("{}={}", name, value);
  constexpr std::array kOn = {"1", "true", "yes", "on"};
  constexpr std::array kOff = {"0", "false", "no", "off"};
  if (contains(kOn, value)) return name;
  if (contains(kOff, value)) return std::nullopt;
  return fmt::format("{}={}", name, value);  // which is rejected
}

std::vector<std::string> arguments_from_environment(const CLI::App& app, const Range& given) {
  std::vector<std::string> arguments;
  for (const CLI::Option* option : shown_options(app)) {
    if (option->get_lnames().empty() || contains(kExcluded, option->get_lnames().front())) continue;
    const std::string& name = option->get_lnames().front();
    const std::string variable = variable_for(name);
    const std::string value = os::environment_variable(variable.c_str()).value_or("");
    if (value.empty() || is_given(*option, given)) continue;
    settings_in_use.push_back({.variable = variable, .option = "--" + name});
    if (auto argument = argument_for(*option, value)) arguments.push_back(*std::move(argument));
  }
  return arguments;
}

}  // namespace

std::vector<std::string> with_environment_options(const CLI::App& app,
                                                  std::vector<std::string> arguments) {
  settings_in_use.clear();
  if (!sets_any() || contains(arguments, std::string(kOfSuite))) return arguments;
  const auto command = index_of_first_word(app, arguments);
  if (!command || inner_command(app, arguments[*command]) == nullptr) return arguments;
  const auto at = arguments.begin() + static_cast<std::ptrdiff_t>(*command);
  const auto global = arguments_from_environment(app, {arguments.begin(), at});
  std::vector<std::string> local;
  if (contains(kCommands, *at))
    local = arguments_from_environment(*inner_command(app, *at), {at + 1, arguments.end()});
  arguments.insert(at + 1, local.begin(), local.end());
  arguments.insert(arguments.begin(), global.begin(), global.end());
  return arguments;
}

std::string with_origin(std::string message) {
  for (const auto& [variable, option] : settings_in_use) {
    if (message.find(fmt::format("'{}'", option)) != message.npos)
      message += fmt::format(" (The environment variable {} sets it.)", variable);
  }
  return message;
}

}  // namespace chaos::cli
