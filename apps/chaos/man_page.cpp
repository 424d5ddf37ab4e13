#include "man_page.h"

#include <fmt/format.h>

#include "help.h"
#include "usage_error.h"
#include "version.h"

namespace chaos::cli {
namespace {

constexpr const char* kExitStatus = R"(.SH EXIT STATUS
.TP
.B 0
The command did what it was asked; a run completed without deviating.
.TP
.B 1
A run did not complete or deviated, or the command could not do its work.
.TP
.B 2
The command line is wrong; nothing was done.
.PP
With \fB\-\-exit\-codes detailed\fR a run tells by further codes what became of it: see
reference/operations.md in the documentation.
)";

/// Text that roff shows as it is.
std::string escaped(const std::string& text) {
  std::string roff;
  for (const char c : text) {
    const bool begins_line = roff.empty() || roff.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) roff += "\\&";
    if (c == '\\')
      roff += "\\e";
    else if (c == '-')
      roff += "\\-";
    else
      roff += c;
  }
  return roff;
}

std::string bold(const std::string& text) {
  return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(const std::string& text) {
  return "\\fI" + escaped(text) + "\\fR";
}

std::string paragraph(const std::string& text) {
  return escaped(text) + "\n";
}

/// "chaos-run" for the command that the help calls "chaos run".
std::string page_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : page_name(*parent) + "-" + command.get_name();
}

std::string reference_to(const CLI::App& command) {
  return bold(page_name(command)) + "(1)";
}

/// " probes|actions", each to be typed as it is, or " FILE", which stands for something.
std::string value_of(const CLI::Option& option) {
  const auto choices = choices_of(option);
  if (choices.empty()) return italic(option.get_type_name());
  std::string text;
  for (const auto& choice : choices)
    text += (text.empty() ? "" : "|") + bold(choice);
  return text;
}

std::string description_of(const CLI::Option& option) {
  std::string text = paragraph(option.get_description());
  if (!option.get_default_str().empty())
    text += paragraph(fmt::format("Default: {}", option.get_default_str()));
  return text;
}

std::string names_of(const CLI::Option& option) {
  std::string names;
  const auto add = [&](const std::string& name) {
    names += (names.empty() ? "" : ", ") + bold(name);
  };
  for (const auto& name : option.get_snames())
    add("-" + name);
  for (const auto& name : option.get_lnames())
    add("--" + name);
  return names;
}

std::string option_entry(const CLI::Option& option) {
  const bool flag = option.get_items_expected_max() == 0;
  return ".TP\n" + names_of(option) + (flag ? "" : " " + value_of(option)) + "\n" +
         description_of(option);
}

std::string argument_entry(const CLI::Option& argument) {
  const std::string values = choices_of(argument).empty() ? "" : ": " + value_of(argument);
  return ".TP\n" + italic(argument.get_single_name()) + values + "\n" + description_of(argument);
}

std::string command_entry(const CLI::App& command) {
  return ".TP\n" + reference_to(command) + "\n" + paragraph(command.get_description());
}

/// A section of one entry for each item; "" without items.
template <typename Items, typename Entry>
std::string section(const std::string& title, const Items& items, const Entry& entry) {
  if (items.empty()) return {};
  std::string text = ".SH " + title + "\n";
  for (const auto* item : items)
    text += entry(*item);
  return text;
}

std::string examples_section(const CLI::App& command) {
  std::string text;
  for (const auto& example : examples_of(command))
    text += ".PP\n" + bold(example) + "\n";
  return text.empty() ? text : ".SH EXAMPLES\n" + text;
}

std::string see_also(const CLI::App& command) {
  std::string text = ".SH SEE ALSO\n";
  if (command.get_parent() != nullptr) text += reference_to(*command.get_parent()) + ".\n";
  return text + "The documentation is in docs/ of the sources, and where packages keep theirs.\n";
}

std::string synopsis(const CLI::App& command) {
  const std::string name = full_name(command);
  return bold(name) + escaped(usage_of(command).substr(name.size())) + "\n";
}

}  // namespace

std::string man_page(const CLI::App& command) {
  const std::string name = page_name(command);
  return fmt::format(".TH \"{}\" 1 \"\" \"chaos {}\" \"chaos manual\"\n", escaped(name), kVersion) +
         ".SH NAME\n" + escaped(name) + " \\- " + paragraph(command.get_description()) +
         ".SH SYNOPSIS\n" + synopsis(command) +
         section("COMMANDS", shown_commands(command), command_entry) +
         section("ARGUMENTS", arguments_of(command), argument_entry) +
         section("OPTIONS", shown_options(command), option_entry) + examples_section(command) +
         kExitStatus + see_also(command);
}

std::map<std::string, std::string> man_pages(const CLI::App& command) {
  std::map<std::string, std::string> pages{{page_name(command) + ".1", man_page(command)}};
  for (const auto* inner : shown_commands(command))
    pages.merge(man_pages(*inner));
  return pages;
}

}  // namespace chaos::cli
