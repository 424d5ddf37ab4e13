#include "plan/plan_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "progress/display_text.h"

namespace chaos::cli {
namespace {

using plan::Availability;

class PlanText {
 public:
  PlanText(const plan::Plan& plan, const Document* document, const TextLayout& layout)
      : plan_(plan), document_(document), text_(layout) {}

  std::string write() {
    write_head();
    write_problems();
    write_values();
    write_parts();
    write_endings();
    write_times();
    write_warnings();
    return text_.take();
  }

 private:
  void heading(const std::string& title) { text_.heading(title); }
  void paragraph(const std::string& first, const std::string& text, std::size_t indent,
                 const char* colour = nullptr) {
    text_.paragraph(first, text, indent, colour);
  }

  void write_head() {
    paragraph("", "Plan: " + plan_.title, 0, kBold);
    std::string what = plan_.source + ": nothing has been executed";
    if (plan_.dry) what += fmt::format("; dry run of {}", to_string(*plan_.dry));
    paragraph("", what, 0, kDim);
  }

  void write_problems() {
    if (plan_.problems.empty()) return;
    heading("Invalid: this experiment would not run");
    for (const auto& problem : plan_.problems)
      write_diagnostic(problem, kRed);
  }

  void write_values() {
    if (plan_.values.empty()) return;
    heading("Values");
    std::size_t names = 0;
    for (const auto& value : plan_.values)
      names = std::max(names, std::min<std::size_t>(display_width(value.name), 24));
    for (const auto& value : plan_.values) {
      const std::string shown = value.value ? shown_value(*value.value) : "(known at run time)";
      paragraph("  " + padded(displayable(value.name), names),
                fmt::format("{}  ({})", shown, value.origin), names + 4);
    }
  }

  static std::string shown_value(const Json& value) {
    return value.is_string() && !value.get_ref<const std::string&>().empty()
               ? value.get<std::string>()
               : to_json_text(value, -1);
  }

  void write_parts() {
    std::size_t number = 0;
    for (const auto& part : plan_.parts) {
      heading(part.title);
      for (const auto& step : part.steps)
        write_step(step, ++number);
    }
  }

  void write_step(const plan::Step& step, std::size_t number) {
    constexpr std::size_t kIndent = 6;
    paragraph(
        fmt::format("  {:>2}", number),
        fmt::format("{} {}{}{}", step.type, step.name, step.background ? ", in the background" : "",
                    step.pretended ? ", not executed (dry)" : ""),
        kIndent, kBold);
    paragraph("", step.call, kIndent);
    write_availability(step, kIndent);
    if (!step.uses.empty()) paragraph("", "uses " + described_uses(step), kIndent, kDim);
    if (!step.unknown.empty())
      paragraph("", "not replaced, no such value: " + joined(step.unknown), kIndent, kYellow);
    const std::string time = described_time(step);
    if (!time.empty()) paragraph("", time, kIndent, kDim);
    if (!step.undo.empty())
      paragraph("", "undone by " + names_of_steps(plan_, step.undo), kIndent, kGreen);
  }

  void write_availability(const plan::Step& step, std::size_t indent) {
    switch (step.availability) {
      case Availability::kMissing:
        return paragraph("", "MISSING: " + step.detail, indent, kRed);
      case Availability::kNotContacted:
        return paragraph("",
                         fmt::format("not checked: a plan does not contact {}",
                                     step.detail.empty() ? "the host" : step.detail),
                         indent, kDim);
      case Availability::kAvailable:
        if (!step.detail.empty() && !step.call.starts_with(step.detail))
          paragraph("", "found: " + step.detail, indent, kDim);
        return;
      case Availability::kUnknown:
        return;
    }
  }

  std::string described_uses(const plan::Step& step) const {
    std::string text;
    for (const auto& name : step.uses) {
      const auto value = std::ranges::find_if(
          plan_.values, [&name](const plan::Value& one) { return one.name == name; });
      text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", name,
                          value != plan_.values.end() ? value->origin : "unknown");
    }
    return text;
  }

  static std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names)
      text += (text.empty() ? "" : ", ") + name;
    return text;
  }

  static std::string described_time(const plan::Step& step) {
    if (step.pretended) return {};
    std::string text = step.execution.longest ? "at most " + duration_text(step.execution.longest)
                                              : std::string("no time limit");
    if (step.pause_before > 0)
      text += fmt::format("; {} pause before", duration_text(step.pause_before));
    if (step.pause_after > 0)
      text += fmt::format("; {} pause after", duration_text(step.pause_after));
    if (step.interval) {
      text +=
          fmt::format("; again every {} until the rollbacks begin", duration_text(step.interval));
    }
    return text;
  }

  void write_endings() {
    if (plan_.endings.empty()) return;
    heading("What is rolled back, by how the run ends");
    for (const auto& ending : plan_.endings) {
      const std::string first = "  " + ending.how;
      if (ending.played.empty() && ending.not_played.empty()) {
        paragraph(first, "nothing: there are no rollbacks", kEndingIndent, kDim);
        continue;
      }
      std::string what = ending.played.empty() ? "nothing" : names_of_steps(plan_, ending.played);
      if (ending.by_somebody_else && !ending.played.empty())
        what = "the watchdog, or `chaos recover`: " + what;
      paragraph(first, what, kEndingIndent, ending.played.empty() ? kRed : nullptr);
      if (!ending.not_played.empty()) {
        paragraph("", fmt::format("not played: {}", names_of_steps(plan_, ending.not_played)),
                  kEndingIndent, kYellow);
      }
    }
    paragraph("  ", strategy_text(plan_.strategies.rollbacks), 2, kDim);
  }

  void write_times() {
    if (plan_.parts.empty()) return;
    heading("Time");
    const auto line = [this](const char* what, const std::string& time) {
      paragraph(std::string("  ") + what, time, kEndingIndent);
    };
    line("shortest", duration_text(plan_.times.until_rolled_back.shortest));
    std::string longest = duration_text(plan_.times.until_rolled_back.longest);
    if (const auto& deadline = plan_.times.deadline) {
      longest += fmt::format(": the deadline of {}, and {} for the rollbacks after it",
                             duration_text(deadline->limit), duration_text(deadline->grace));
    } else if (!plan_.times.without_limit.empty()) {
      longest += ", because these have no timeout: ";
      longest += names_of_steps(plan_, plan_.times.without_limit);
    }
    line("longest", longest);
    if (plan_.times.rolling_back.longest)
      line("rollbacks", "at most " + duration_text(plan_.times.rolling_back.longest) + " of that");
  }

  void write_warnings() {
    if (!plan_.controls.empty()) {
      heading("Controls");
      paragraph("  ", "called during a run, but not by a plan: " + joined(plan_.controls), 2);
    }
    if (plan_.warnings.empty()) return;
    heading(fmt::format("Warnings ({})", plan_.warnings.size()));
    for (const auto& warning : plan_.warnings)
      write_diagnostic(warning, kYellow);
  }

  void write_diagnostic(const Diagnostic& diagnostic, const char* colour) {
    const std::string place = place_text(diagnostic, document_);
    paragraph("  ! ", diagnostic.message, 4, colour);
    if (!place.empty()) paragraph("", place, 4, kDim);
    if (!diagnostic.hint.empty()) paragraph("", "hint: " + diagnostic.hint, 4);
  }

  static constexpr std::size_t kEndingIndent = 15;

  const plan::Plan& plan_;
  const Document* document_;
  LaidOutText text_;
};

}  // namespace

std::string plan_as_text(const plan::Plan& plan, const Document* document,
                         const TextLayout& layout) {
  return PlanText(plan, document, layout).write();
}

}  // namespace chaos::cli
