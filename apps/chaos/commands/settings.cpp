#include "context/settings.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "chaos/error.h"
#include "cli.h"
#include "context/settings_key.h"
#include "diagnostics.h"
#include "document/yaml_writer.h"
#include "exit_code.h"
#include "experiment/strategy_names.h"
#include "json/ascii_json.h"
#include "json/json_reader.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

struct SettingsOptions {
  std::string key;
  std::string value;
  std::string format = "yaml";
};

std::string formatted(const YamlValue& value, const std::string& format) {
  if (format == "json") return to_ascii_json_text(to_json(value), 2);
  if (format == "string") return python_str(value);
  return dump_yaml(value, KeyOrder::kSorted);
}

SettingsEntry entry_of(YamlValue& settings, const std::string& key) {
  if (auto entry = SettingsEntry::find(settings, key)) return *entry;
  throw ChaosError(
      Diagnostic{.message = fmt::format("The settings have no entry '{}'", key),
                 .hint = "use dots for members and [0] for list items; escape a dot that is part "
                         "of a name with a backslash, and quote the key: 'auths.example\\.com'"});
}

Json value_from(const std::string& text) {
  try {
    return parse_json(text);
  } catch (const JsonSyntaxError& error) {
    throw ChaosError(
        Diagnostic{.message = fmt::format("The value is not valid JSON: {}", error.what()),
                   .hint = "write a string in double quotes, and those in single quotes for the "
                           "shell: '\"text\"'"});
  }
}

int show_settings(const std::string& path, const SettingsOptions& options) {
  fmt::print("{}\n", formatted(*read_settings_file(path), options.format));
  return kSuccess;
}

int get_setting(const std::string& path, const SettingsOptions& options) {
  const auto settings = read_settings_file(path);
  fmt::print("{}\n", formatted(entry_of(*settings, options.key).value(), options.format));
  return kSuccess;
}

/// A run with an unknown strategy would not play any rollbacks.
void refuse_new_strategy_problem(const Json& before, const Json& after) {
  const std::vector<Diagnostic> known = strategy_problems(before);
  for (const Diagnostic& problem : strategy_problems(after)) {
    const bool is_new = std::none_of(known.begin(), known.end(), [&problem](const auto& other) {
      return other.message == problem.message;
    });
    if (is_new) throw ChaosError(Diagnostic{.message = problem.message, .hint = problem.hint});
  }
}

int set_setting(const std::string& path, const SettingsOptions& options) {
  const auto settings = read_settings_file(path);
  const Json before = to_json(*settings);
  entry_of(*settings, options.key).replace(to_yaml_value(value_from(options.value)));
  refuse_new_strategy_problem(before, to_json(*settings));
  save_settings(path, *settings);
  return kSuccess;
}

int remove_setting(const std::string& path, const SettingsOptions& options) {
  const auto settings = read_settings_file(path);
  entry_of(*settings, options.key).remove();
  save_settings(path, *settings);
  return kSuccess;
}

using Action = int (*)(const std::string& path, const SettingsOptions& options);

/// As in the reference, failures go to standard error, but not to the log.
int attempt(Action action, const std::string& path, const SettingsOptions& options) {
  try {
    return action(path, options);
  } catch (const ChaosError& error) {
    fmt::print(stderr, "{}\n", error.what());
    show(error.diagnostic());
    return kFailure;
  }
}

/// One of the subcommands of `settings`.
CLI::App& add_command(CLI::App& settings, Invocation& invocation, Action action, const char* name,
                      const char* description, const std::shared_ptr<SettingsOptions>& options) {
  CLI::App* command = settings.add_subcommand(name, description);
  command->callback([options, action, &invocation] {
    invocation.command = [options, action, &invocation] {
      return attempt(action, invocation.global.settings, *options);
    };
  });
  return *command;
}

void add_key(CLI::App& command, SettingsOptions& options) {
  command
      .add_option("KEY", options.key,
                  "Path of the entry, such as auths.example\\.com or items[0].name.")
      ->required();
}

void add_format(CLI::App& command, SettingsOptions& options,
                const std::vector<std::string>& formats) {
  allow_only(*command.add_option("--format", options.format, "The output format."), formats);
}

}  // namespace

void add_settings_command(CLI::App& app, Invocation& invocation) {
  const auto options = std::make_shared<SettingsOptions>();
  CLI::App& settings = *app.add_subcommand("settings", "Read and change the settings file.");
  settings.footer("Example: chaos settings get --format json auths");

  CLI::App& get = add_command(settings, invocation, get_setting, "get",
                              "Show an entry of the settings.", options);
  get.footer("Example: chaos settings get 'auths.example\\.com.type'");
  add_key(get, *options);
  add_format(get, *options, {"string", "json", "yaml"});

  CLI::App& remove = add_command(settings, invocation, remove_setting, "remove",
                                 "Remove an entry and everything in it.", options);
  remove.footer("Example: chaos settings remove 'notifications[0]'");
  add_key(remove, *options);

  CLI::App& set = add_command(settings, invocation, set_setting, "set",
                              "Replace the value of an existing entry.", options);
  set.footer("Example: chaos settings set runtime.rollbacks.strategy '\"always\"'");
  add_key(set, *options);
  set.add_option("VALUE", options->value, "The new value, as JSON.")->required();

  CLI::App& show = add_command(settings, invocation, show_settings, "show",
                               "Show all settings, secrets included.", options);
  show.footer("Example: chaos settings show --format json");
  add_format(show, *options, {"json", "yaml"});
}

}  // namespace chaos::cli
