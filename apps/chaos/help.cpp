#include "help.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <utility>

#include "progress/display_text.h"
#include "progress/live_area.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kDescriptionColumn = 28;
constexpr char kUnbroken = '\1';  // a space where the line must not be wrapped

/// "-h, --help".
std::string option_names(const CLI::Option& option) {
  std::string names;
  const auto add = [&](const std::string& name) { names += (names.empty() ? "" : ", ") + name; };
  for (const auto& name : option.get_snames())
    add("-" + name);
  for (const auto& name : option.get_lnames())
    add("--" + name);
  return names;
}

/// "[string|json]"; if it does not fit into the columns after `indent`, several lines of choices.
std::string choice_text(const std::vector<std::string>& choices, std::size_t indent,
                        std::size_t columns) {
  std::string text = "[";
  std::size_t width = indent;
  for (const auto& choice : choices) {
    if (width > indent && width + choice.size() + 1 > columns) {
      text += "\n" + std::string(indent, ' ');
      width = indent;
    }
    text += choice + "|";
    width += choice.size() + 1;
  }
  text.back() = ']';
  return text;
}

}  // namespace

std::vector<const CLI::App*> shown_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

std::vector<const CLI::Option*> shown_options(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) {
    return option->nonpositional() && !option->get_group().empty();
  });
}

std::vector<const CLI::Option*> arguments_of(const CLI::App& app) {
  return app.get_options([](const CLI::Option* option) { return option->get_positional(); });
}

const CLI::App* inner_command(const CLI::App& app, const std::string& name) {
  const auto named =
      app.get_subcommands([&](const CLI::App* command) { return command->check_name(name); });
  return named.empty() ? nullptr : named.front();
}

std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

std::string usage_of(const CLI::App& app) {
  std::string usage = full_name(app) + " [OPTIONS]";
  if (!app.get_subcommands({}).empty()) return usage + " COMMAND [ARGS]...";
  for (const auto* option : app.get_options()) {
    if (!option->get_positional()) continue;
    std::string argument = option->get_single_name();
    if (option->get_items_expected_max() > 1) argument += "...";
    usage += option->get_required() ? " " + argument : fmt::format(" [{}]", argument);
  }
  return usage;
}

std::vector<std::string> examples_of(const CLI::App& app) {
  constexpr std::string_view kExample = "Example: ";
  std::vector<std::string> examples;
  std::istringstream lines(app.get_footer());
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kExample)) examples.push_back(line.substr(kExample.size()));
  }
  return examples;
}

HelpFormatter::HelpFormatter(std::size_t columns) : columns_(columns) {
  label("Positionals", "Arguments");
}

/// Like the parser's own help, but with one empty line between sections.
std::string HelpFormatter::make_help(const CLI::App* app, std::string name,
                                     CLI::AppFormatMode mode) const {
  return make_description(app) + make_usage(app, std::move(name)) + make_positionals(app) +
         option_groups(*app) + make_subcommands(app, mode) + "\n" + make_footer(app);
}

std::string HelpFormatter::make_description(const CLI::App* app) const {
  std::string text;
  for (const auto& line : wrapped(app->get_description(), columns_))
    text += line + "\n";
  return text;
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string /*name*/) const {
  return "\nUsage: " + usage_of(*app) + "\n";
}

/// The groups in their order, each after an empty line.
std::string HelpFormatter::option_groups(const CLI::App& app) const {
  std::string text;
  for (const auto& group : app.get_groups()) {
    const auto options = app.get_options([&](const CLI::Option* option) {
      return option->nonpositional() && option->get_group() == group;
    });
    if (!group.empty() && !options.empty()) text += make_group(group, false, options);
  }
  return text;
}

std::string HelpFormatter::make_subcommands(const CLI::App* app,
                                            CLI::AppFormatMode /*mode*/) const {
  std::string text;
  for (const auto* command : shown_commands(*app))
    text += make_subcommand(command);
  return text.empty() ? text : "\nCommands:\n" + text;
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return entry(command->get_name(), command->get_description());
}

std::string HelpFormatter::make_option(const CLI::Option* option, bool is_positional) const {
  std::string term = is_positional ? option->get_name(true) : option_names(*option);
  const bool takes_value = option->get_items_expected_max() > 0;
  const auto choices = choices_of(*option);
  if (is_positional && option->get_items_expected_max() > 1) term += "...";
  if (!choices.empty())
    term += " " + choice_text(choices, kIndent + term.size() + 2, columns_);
  else if (takes_value && !is_positional)
    term += " " + option->get_type_name();
  std::string description = option->get_description();
  if (takes_value && !option->get_default_str().empty())
    description += fmt::format(" [default:{}{}]", kUnbroken, option->get_default_str());
  return entry(term, description);
}

/// A name that is too long for its column gets its own line, with the description below.
std::string HelpFormatter::entry(const std::string& term, const std::string& description) const {
  std::string text(kIndent, ' ');
  text += term;
  std::size_t width = text.size();
  for (const auto& line : wrapped(description, columns_ - kDescriptionColumn)) {
    if (width + kIndent > kDescriptionColumn) {
      text += '\n';
      width = 0;
    }
    text += std::string(kDescriptionColumn - width, ' ') + line;
    std::replace(text.begin(), text.end(), kUnbroken, ' ');
    width = columns_;  // the next one starts on a new line
  }
  return text + "\n";
}

std::size_t help_columns() {
  return std::clamp<std::size_t>(terminal_columns(STDOUT_FILENO), 60, 120);
}

}  // namespace chaos::cli
