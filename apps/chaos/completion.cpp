#include "completion.h"

#include <fmt/format.h>

#include <utility>

#include "help.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

/// A position in the command line.
struct CommandLineState {
  const CLI::App* command = nullptr;      ///< the innermost command
  const CLI::Option* awaiting = nullptr;  ///< the option whose value comes next
  std::size_t arguments = 0;              ///< the number of arguments so far
  std::string settings = {};              ///< the value of --settings
};

std::pair<std::string, std::string> split_at_equals(const std::string& word) {
  const auto equals = word.find('=');
  if (equals == std::string::npos) return {word, ""};
  return {word.substr(0, equals), word.substr(equals + 1)};
}

bool takes_value(const CLI::Option& option) {
  return option.get_items_expected_max() > 0;
}

bool is_option(const std::string& word) {
  return word.size() > 1 && word.front() == '-';
}

void note_value(CommandLineState& place, const CLI::Option& option, const std::string& value) {
  if (option.check_lname("settings")) place.settings = value;
}

void pass_option(CommandLineState& place, const std::string& word) {
  const auto [name, value] = split_at_equals(word);
  const CLI::Option* option = place.command->get_option_no_throw(name);
  if (option == nullptr || !takes_value(*option)) return;
  if (name != word)
    note_value(place, *option, value);
  else
    place.awaiting = option;
}

void pass_word(CommandLineState& place, const std::string& word) {
  if (place.awaiting != nullptr) {
    note_value(place, *std::exchange(place.awaiting, nullptr), word);
    return;
  }
  if (is_option(word)) return pass_option(place, word);
  if (const CLI::App* command = inner_command(*place.command, word)) {
    place.command = command;
    place.arguments = 0;
    return;
  }
  ++place.arguments;
}

CommandLineState place_after(const CLI::App& program, const std::vector<std::string>& words) {
  CommandLineState place{.command = &program};
  for (const auto& word : words)
    pass_word(place, word);
  return place;
}

/// The kind of paths that a value may be. A string without a specific type may be a path: SOURCE is
/// a file or a URL.
Completion::Paths paths_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  if (type == kDirectory) return Completion::Paths::kDirectories;
  if (type == "TEXT" || type == "FILE") return Completion::Paths::kFiles;
  return Completion::Paths::kNone;
}

Completion values_of(const CLI::Option& option, const CommandLineState& place,
                     const SettingKeys& setting_keys) {
  Completion completion{.paths = paths_of(option)};
  auto words = choices_of(option);
  if (option.get_name(true) == "KEY") {  // of a setting, in every command that has such an argument
    words = setting_keys(place.settings);
    completion.paths = Completion::Paths::kNone;
  }
  for (auto& word : words)
    completion.candidates.push_back({std::move(word)});
  return completion;
}

Completion options_of(const CLI::App& command) {
  Completion completion;
  for (const auto* option : shown_options(command)) {
    for (const auto& name : option->get_lnames())
      completion.candidates.push_back({"--" + name, option->get_description()});
    if (!option->get_lnames().empty()) continue;
    for (const auto& name : option->get_snames())
      completion.candidates.push_back({"-" + name, option->get_description()});
  }
  return completion;
}

Completion commands_of(const CLI::App& command) {
  Completion completion;
  for (const auto* inner : shown_commands(command))
    completion.candidates.push_back({inner->get_name(), inner->get_description()});
  return completion;
}

/// The candidates for "--option=": each replaces the whole word.
Completion assignments_of(const std::string& name, const CommandLineState& place,
                          const SettingKeys& setting_keys) {
  const CLI::Option* option = place.command->get_option_no_throw(name);
  if (option == nullptr || !takes_value(*option)) return {};
  Completion completion = values_of(*option, place, setting_keys);
  for (auto& candidate : completion.candidates)
    candidate.word.insert(0, name + "=");
  return completion;
}

/// The next argument; nullptr if the command accepts no further ones.
const CLI::Option* next_argument(const CommandLineState& place) {
  std::size_t before = 0;
  for (const auto* argument : arguments_of(*place.command)) {
    before += static_cast<std::size_t>(argument->get_items_expected_max());
    if (place.arguments < before) return argument;
  }
  return nullptr;
}

}  // namespace

Completion complete(const CLI::App& program, const std::vector<std::string>& words,
                    const SettingKeys& setting_keys) {
  if (words.empty()) return commands_of(program);
  const std::string& word = words.back();
  const CommandLineState place = place_after(program, {words.begin(), words.end() - 1});
  if (place.awaiting != nullptr) return values_of(*place.awaiting, place, setting_keys);
  if (word.starts_with("--") && word.find('=') != std::string::npos)
    return assignments_of(word.substr(0, word.find('=')), place, setting_keys);
  if (word.starts_with('-')) return options_of(*place.command);
  if (!shown_commands(*place.command).empty()) return commands_of(*place.command);
  if (const CLI::Option* argument = next_argument(place))
    return values_of(*argument, place, setting_keys);
  return options_of(*place.command);
}

std::string candidates_text(const Completion& completion) {
  std::string text;
  if (completion.paths == Completion::Paths::kFiles) text = ":files\n";
  if (completion.paths == Completion::Paths::kDirectories) text = ":directories\n";
  for (const auto& [word, description] : completion.candidates)
    text += fmt::format("{}\t{}\n", word, description);
  return text;
}

}  // namespace chaos::cli
