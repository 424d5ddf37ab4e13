#include "markdown_page.h"

#include <fmt/format.h>

#include "help.h"
#include "usage_error.h"

namespace chaos::cli {
namespace {

std::string code(const std::string& text) {
  return "`" + text + "`";
}

/// Escapes text for a table cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '<') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

/// " One of `probes`, `actions`."; "" if the option accepts anything.
std::string choices_text(const CLI::Option& option) {
  const auto choices = choices_of(option);
  if (choices.empty()) return {};
  std::string text;
  for (const auto& choice : choices)
    text += (text.empty() ? " One of " : ", ") + code(choice);
  return text + ".";
}

std::string description_of(const CLI::Option& option) {
  std::string text = option.get_description();
  if (!text.ends_with('.')) text += '.';
  text = cell(text) + choices_text(option);
  if (!option.get_default_str().empty())
    text += " Default: " + code(option.get_default_str()) + ".";
  return text;
}

/// "`--dry` VALUE", "`-h`, `--help`"
std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const auto& name : option.get_snames())
    names += code("-" + name) + ", ";
  for (const auto& name : option.get_lnames())
    names += code("--" + name) + ", ";
  names.resize(names.size() - 2);
  if (option.get_items_expected_max() == 0) return names;
  return names + " " + (choices_of(option).empty() ? option.get_type_name() : "VALUE");
}

std::string row(const std::string& name, const std::string& description) {
  return fmt::format("| {} | {} |\n", name, description);
}

std::string table(const std::string& title, const std::string& rows) {
  return rows.empty() ? rows : fmt::format("\n| {} | |\n| --- | --- |\n{}", title, rows);
}

std::string arguments_table(const CLI::App& command) {
  std::string rows;
  for (const auto* argument : arguments_of(command))
    rows += row(code(argument->get_single_name()), description_of(*argument));
  return table("argument", rows);
}

/// Every command has --help; it is documented once, with the global options.
std::string options_table(const CLI::App& command) {
  std::string rows;
  for (const auto* option : shown_options(command)) {
    if (option == command.get_help_ptr() && command.get_parent() != nullptr) continue;
    rows += row(names_of(*option), description_of(*option));
  }
  return table("option", rows);
}

std::string examples_block(const CLI::App& command) {
  std::string lines;
  for (const auto& example : examples_of(command))
    lines += example + "\n";
  return lines.empty() ? lines : "\n```sh\n" + lines + "```\n";
}

std::string section(const CLI::App& command, const std::string& heading) {
  std::string text = fmt::format("\n{} {}\n\n{}\n\n```text\n{}\n```\n", heading, full_name(command),
                                 command.get_description(), usage_of(command)) +
                     arguments_table(command) + options_table(command) + examples_block(command);
  for (const auto* inner : shown_commands(command))
    text += section(*inner, command.get_parent() == nullptr ? heading : heading + "#");
  return text;
}

}  // namespace

std::string markdown_page(const CLI::App& program) {
  return "# Commands\n" + section(program, "##");
}

}  // namespace chaos::cli
