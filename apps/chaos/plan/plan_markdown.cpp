#include <fmt/format.h>

#include "plan/plan_text.h"
#include "report/markup.h"

namespace chaos::cli {
namespace {

using plan::Availability;
using report::to_markdown;

std::string described(const plan::Step& step) {
  switch (step.availability) {
    case Availability::kAvailable:
      return step.detail.empty() ? "yes" : "yes: " + step.detail;
    case Availability::kMissing:
      return "**no**: " + to_markdown(step.detail);
    case Availability::kNotContacted:
      return step.detail + " is not contacted";
    case Availability::kUnknown:
      return "unknown";
  }
  return {};
}

std::string code(const std::string& text) {
  std::string escaped;
  for (const char c : text)
    escaped += c == '`' ? "'" : c == '|' ? "\\|" : c == '\n' ? " " : std::string(1, c);
  return "`" + escaped + "`";
}

void write_values(const plan::Plan& plan, std::string& text) {
  if (plan.values.empty()) return;
  text += "\n## Values\n\n| name | value | from |\n| --- | --- | --- |\n";
  for (const auto& value : plan.values) {
    text += fmt::format("| {} | {} | {} |\n", to_markdown(value.name),
                        value.value ? code(to_json_text(*value.value, -1)) : "known at run time",
                        to_markdown(value.origin));
  }
}

std::string described_time(const plan::Step& step) {
  std::string text = duration_text(step.execution.longest);
  if (step.pause_before > 0) text += ", pause before: " + duration_text(step.pause_before);
  if (step.pause_after > 0) text += ", pause after: " + duration_text(step.pause_after);
  if (step.interval) text += ", again every " + duration_text(step.interval);
  return text;
}

void write_parts(const plan::Plan& plan, std::string& text) {
  for (const auto& part : plan.parts) {
    text += fmt::format("\n## {}\n\n| step | calls | available | at most | undone by |\n",
                        to_markdown(part.title));
    text += "| --- | --- | --- | --- | --- |\n";
    for (const auto& step : part.steps) {
      text += fmt::format("| {} {}{} | {} | {} | {} | {} |\n", step.type, to_markdown(step.name),
                          step.background ? ", in the background" : "", code(step.call),
                          described(step), described_time(step),
                          to_markdown(names_of_steps(plan, step.undo)));
    }
  }
}

void write_endings(const plan::Plan& plan, std::string& text) {
  text += "\n## What is rolled back\n\n| run ends | played | not played |\n";
  text += "| --- | --- | --- |\n";
  for (const auto& ending : plan.endings) {
    text += fmt::format("| {}: {} | {}{} | {} |\n", ending.how, to_markdown(ending.meaning),
                        to_markdown(names_of_steps(plan, ending.played)),
                        ending.by_somebody_else && !ending.played.empty()
                            ? " (by the watchdog or `chaos recover`)"
                            : "",
                        to_markdown(names_of_steps(plan, ending.not_played)));
  }
  text += fmt::format("\n{}\n", strategy_text(to_markdown(plan.strategies.rollbacks)));
}

void write_times(const plan::Plan& plan, std::string& text) {
  const auto& whole = plan.times.until_rolled_back;
  text += fmt::format("\n## Time\n\n- Shortest: {}\n- Longest: {}\n", duration_text(whole.shortest),
                      duration_text(whole.longest));
  if (!plan.times.without_limit.empty()) {
    text += fmt::format("- Without a timeout: {}\n",
                        to_markdown(names_of_steps(plan, plan.times.without_limit)));
  }
}

void write_diagnostics(const std::vector<Diagnostic>& diagnostics, const char* title,
                       const Document* document, std::string& text) {
  if (diagnostics.empty()) return;
  text += fmt::format("\n## {}\n\n", title);
  for (const auto& one : diagnostics) {
    const std::string place = place_text(one, document);
    text += "- " + to_markdown(one.message);
    if (!place.empty()) text += fmt::format(" ({})", to_markdown(place));
    if (!one.hint.empty()) text += "; hint: " + to_markdown(one.hint);
    text += "\n";
  }
}

}  // namespace

std::string plan_as_markdown(const plan::Plan& plan, const Document* document) {
  std::string text = fmt::format("# Plan: {}\n\n{}: nothing has been executed.\n",
                                 to_markdown(plan.title), to_markdown(plan.source));
  write_diagnostics(plan.problems, "Invalid", document, text);
  write_values(plan, text);
  write_parts(plan, text);
  write_endings(plan, text);
  write_times(plan, text);
  write_diagnostics(plan.warnings, "Warnings", document, text);
  return text;
}

}  // namespace chaos::cli
