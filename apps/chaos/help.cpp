#include "help.h"

#include <sstream>

namespace chaos::cli {

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
    usage += " " + option->get_single_name();
    if (option->get_items_expected_max() > 1) usage += "...";
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

std::string HelpFormatter::make_usage(const CLI::App* app, std::string /*name*/) const {
  return "\nUsage: " + usage_of(*app) + "\n";
}

}  // namespace chaos::cli
