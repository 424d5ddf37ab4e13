#include "usage_error.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "help.h"
#include "os/suggestion.h"

namespace chaos::cli {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* command : shown_commands(app))
    names.push_back(command->get_name());
  return names;
}

std::vector<std::string> long_option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    names.insert(names.end(), option->get_lnames().begin(), option->get_lnames().end());
  return names;
}

std::string with_suggestion(std::string text, const std::string& word,
                            const std::vector<std::string>& candidates) {
  const std::string meant = os::nearest(word, candidates);
  return meant.empty() ? text : fmt::format("{} Did you mean {}?", text, meant);
}

/// Ignores the dashes: they do not tell which option was meant.
std::string with_option(const std::string& text, const std::string& name, const CLI::App& command) {
  const std::string meant = os::nearest(
      name.substr(std::min(name.find_first_not_of('-'), name.size())), long_option_names(command));
  return meant.empty() ? text : fmt::format("{} Did you mean --{}?", text, meant);
}

bool has_option(const CLI::App& app, const std::string& name) {
  return name != "--help" && app.get_option_no_throw(name) != nullptr;
}

/// Where an option belongs that another part of the command line has; "" if there is none.
std::string place_of_option(const CLI::App& command, const std::string& name) {
  if (const CLI::App* program = command.get_parent(); program != nullptr) {
    if (!has_option(*program, name)) return {};
    return fmt::format(" It comes before the command: chaos {} {} ...", name, command.get_name());
  }
  const CLI::App& reached = reached_command(command);
  if (&reached != &command && has_option(reached, name))
    return fmt::format(" It comes after the command: {} {} ...", full_name(reached), name);
  return {};
}

std::string explain_option(const CLI::App& command, const std::string& extra) {
  const std::string name = extra.substr(0, extra.find('='));
  const std::string text = "No such option: " + name;
  const std::string first_word = name.substr(0, name.find(' '));
  if (first_word != name && has_option(command, first_word)) {
    return fmt::format(
        "{}. The option and its value are one argument: remove the quotes around "
        "both.",
        text);
  }
  const std::string place = place_of_option(command, name);
  return place.empty() ? with_option(text, name, command) : text + "." + place;
}

std::string explain_extra(const CLI::App& command, const std::string& extra) {
  if (extra.size() > 1 && extra.front() == '-') return explain_option(command, extra);
  std::error_code ignored;
  if (command.get_parent() == nullptr && std::filesystem::is_regular_file(extra, ignored)) {
    return fmt::format("No such command '{0}'. Did you mean chaos run {0}?", extra);
  }
  if (!command_names(command).empty()) {
    return with_suggestion(fmt::format("No such command '{}'.", extra), extra,
                           command_names(command));
  }
  return fmt::format("Got unexpected extra argument ({})", extra);
}

/// The part before the first ": ", where the parser puts the option's name.
std::string option_of(const std::string& what) {
  return what.substr(0, what.find(": "));
}

/// The option in an argument mismatch; the parser's message omits the dashes of flags.
std::string mismatched_option(const std::string& what) {
  std::string option = what.substr(0, what.find_first_of(": "));
  if (!option.starts_with("--")) option.insert(0, "--");
  return option;
}

}  // namespace

const CLI::App& command_named(const CLI::App& program, const std::vector<std::string>& names) {
  const CLI::App* command = &program;
  for (const auto& name : names) {
    const CLI::App* inner = inner_command(*command, name);
    if (inner == nullptr) throw UsageError(explain_extra(*command, name));
    command = inner;
  }
  return *command;
}

const CLI::App& reached_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : reached_command(*commands.front());
}

const CLI::App& command_at_fault(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = reached_command(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return command.remaining().empty() ? app : command;
  }
  std::string option;
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) {
    option = option_of(error.what());
  } else if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    option = mismatched_option(error.what());
  }
  if (option.empty() || command.get_option_no_throw(option) != nullptr) return command;
  // The parser rejects a flag with a value before it records the command.
  for (const auto* other : app.get_subcommands({})) {
    if (app.get_option_no_throw(option) == nullptr && other->get_option_no_throw(option) != nullptr)
      return *other;
  }
  return app;
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  std::string what = error.what();
  const CLI::App& command = reached_command(app);
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto extras = command.remaining();
    const auto outer = app.remaining();
    if (!extras.empty()) return explain_extra(command, extras.front());
    if (!outer.empty()) return explain_extra(app, outer.front());
    return what;
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    // An unknown option is a better explanation than what it took the place of.
    for (const auto& extra : command.remaining())
      if (extra.starts_with("--")) return explain_extra(command, extra);
    const auto missing = what.substr(0, what.find(' '));
    return fmt::format("Missing argument '{}'.", missing);
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
    const std::string option = mismatched_option(what);
    if (what.find("flag override") != std::string::npos) {
      return fmt::format("Option '{}' does not take a value.", option);
    }
    return fmt::format("Option '{}' requires an argument.", option);
  }
  if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) {
    const std::string option = option_of(what);
    const std::string problem = what.substr(std::min(what.size(), option.size() + 2));
    return fmt::format("Invalid value for '{}': {}", option, problem);
  }
  return what;
}

void allow_only(CLI::Option& option, const std::vector<std::string>& choices,
                const std::vector<std::string>& ours) {
  std::vector<std::string> all = choices;
  all.insert(all.end(), ours.begin(), ours.end());
  option.check(CLI::Validator(
      [choices, all](const std::string& value) {
        if (std::find(all.begin(), all.end(), value) != all.end()) return std::string();
        return with_suggestion(
            fmt::format("'{}' is not one of '{}'.", value, fmt::join(choices, "', '")), value, all);
      },
      ""));
  option.type_name(fmt::format("[{}]", fmt::join(all, "|")));
}

std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (!type.starts_with('[') || !type.ends_with(']')) return {};
  return CLI::detail::split(type.substr(1, type.size() - 2), '|');
}

void require_number(CLI::Option& option) {
  option.check(CLI::Validator(
      [](const std::string& value) {
        char* end = nullptr;
        std::strtod(value.c_str(), &end);
        const bool whole = !value.empty() && *end == '\0';
        return whole ? std::string() : fmt::format("'{}' is not a valid float.", value);
      },
      ""));
}

void require_file(const std::string& option, const std::string& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) return;
  throw UsageError(fmt::format("Invalid value for '{}': Path '{}' does not exist.", option, path));
}

}  // namespace chaos::cli
