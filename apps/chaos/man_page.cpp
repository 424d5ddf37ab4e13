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
Success. For a run: it completed and did not deviate, or its hypothesis was not met before the
method.
.TP
.B 1
The command failed. For a run: it deviated, did not complete, or did not restore the system.
.TP
.B 2
The command line is invalid; nothing was done.
)";

constexpr const char* kRollbackExitStatus = R"(.TP
.B 9
A rollback failed. The next call plays it again.
.TP
.B 10
No rollback failed, but the system is not as the run found it.
)";

constexpr const char* kRunExitStatus = R"(.PP
With \fB\-\-exit\-codes detailed\fR:
.TP
.B 3
The experiment cannot be loaded or is not valid.
.TP
.B 4, 5, 6
The status of the run is failed, aborted, or interrupted.
.TP
.B 7
The run deviated.
.TP
.B 8
The hypothesis was not met before the method, which was not played.
.TP
.B 9
A rollback failed.
.TP
.B 10
A check found that the system is not as it was before the run.
.TP
.B 11
The run was not allowed to start: a halt file, a safeguard, a deadline, or a resource in use.
)";

constexpr const char* kRunDetails = R"(.SH SIGNALS
.TP
.BR SIGINT ", " SIGTERM ", " SIGQUIT ", " SIGUSR1
Interrupt the run and wait for background activities. Actions with a rollback of their own are
undone; the declared rollbacks are played only with the strategy \fBalways\fR.
.TP
.B SIGHUP
The same, but background activities end as well.
.TP
.B SIGUSR2
End the run and its background activities at once, without rollbacks.
.TP
.B SIGKILL
Cannot be handled. The watchdog, a second process, rolls back instead.
.SH FILES
.TP
.I journal.json
The journal, written at the end of the run.
.TP
.I journal.json.wal
The write-ahead log, kept during the run. After a crash, \fBchaos\-recover\fR(1) needs it.
.TP
.I chaostoolkit.log
The log.
.TP
.I ~/.chaostoolkit/settings.yaml
The settings.
.TP
.I ~/.local/state/chaos/runs
The list of your runs, for \fBchaos\-ps\fR(1) and \fBchaos\-stop\fR(1).
.SH ENVIRONMENT
.TP
.B CHAOS_PYTHON
The Python interpreter for extensions.
.TP
.B CHAOS_EXTENSION_PATH
Directories with native extensions, separated by colons.
.TP
.B CHAOS_HALT_FILE
The halt file, instead of /etc/chaos/halt. Empty: none.
.TP
.B CHAOS_OUTPUT_LIMIT
How much of the output of each process is kept, such as 64M (the default).
.TP
.B NO_COLOR
Disables colors.
.TP
.B CHAOS_DRY, CHAOS_JOURNAL_PATH, ...
An option of \fBchaos\fR itself, \fBrun\fR, \fBvalidate\fR, \fBplan\fR, \fBrehearse\fR or
\fBverify\fR: \-\-dry, \-\-journal\-path, ...
.PP
The documentation lists all signals, files and variables in reference/operations.md.
)";

/// Escapes the text for roff.
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

/// The sections that depend on what the command does.
std::string outcome_sections(const CLI::App& command) {
  const std::string name = page_name(command);
  const bool is_run = name == "chaos-run";
  const bool rolls_back = name == "chaos-rollback" || name == "chaos-recover";
  std::string text = kExitStatus;
  if (rolls_back) text += kRollbackExitStatus;
  if (is_run) text += kRunExitStatus;
  if (is_run || command.get_parent() == nullptr) text += kRunDetails;
  return text;
}

std::string reference_to(const CLI::App& command) {
  return bold(page_name(command)) + "(1)";
}

/// " probes|actions" (to be typed literally), or " FILE" (a placeholder).
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

/// A section with one entry per item; "" if there are no items.
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
  return text +
         "The documentation is in docs/ of the source code, and is installed with the packages.\n";
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
         outcome_sections(command) + see_also(command);
}

std::map<std::string, std::string> man_pages(const CLI::App& command) {
  std::map<std::string, std::string> pages{{page_name(command) + ".1", man_page(command)}};
  for (const auto* inner : shown_commands(command))
    pages.merge(man_pages(*inner));
  return pages;
}

}  // namespace chaos::cli
