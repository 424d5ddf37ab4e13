#include "report/markdown.h"

#include <fmt/format.h>

#include "json/excerpt.h"
#include "report/markup.h"
#include "report/members.h"
#include "report/timeline.h"
#include "report/unstarted.h"
#include "report/verdict.h"

namespace chaos::report {
namespace {

// In bytes. GitHub accepts comments of up to 65,536 characters; one run stays below that.
constexpr std::size_t kLongestProblems = 30000;  // the list of problems; the last one may exceed it
constexpr std::size_t kLongestTable = 18000;     // the table of activities
constexpr std::size_t kLongestText = 1200;       // an output or exception
constexpr std::size_t kLongestCell = 150;        // a text in a table or a list
constexpr std::size_t kLongestIntro = 2000;      // the description

std::string_view sign_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPassed:
      return "✅";
    case Verdict::kDeviated:
    case Verdict::kFailed:
    case Verdict::kAborted:
    case Verdict::kInvalid:
      return "❌";
    case Verdict::kRemarks:
    case Verdict::kInterrupted:
      return "⚠️";
    case Verdict::kNotRun:
    case Verdict::kUnknown:
      break;
  }
  return "❔";
}

std::string cell(std::string_view text) {
  return to_markdown(one_line(text, kLongestCell));
}

std::string row(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format("| {} | {} |\n", name, cell(value));
}

std::string joined_labels(const Summary& summary) {
  std::string out;
  const auto add = [&out](const std::string& text) { out += (out.empty() ? "" : ", ") + text; };
  for (const auto& tag : tags_of(summary))
    add(tag);
  for (const auto& [name, value] : contributions_of(summary))
    add(name + ": " + value);
  return out;
}

std::string facts(const Summary& summary) {
  const Json& journal = *summary.journal;
  std::string out = "| | |\n| --- | --- |\n";
  out += row("Status", summary.status.empty() ? "none" : summary.status);
  out += row("Deviated", summary.deviated ? "yes" : "no");
  if (summary.start) out += row("Started", date_and_time(*summary.start));
  if (summary.seconds) out += row("Duration", human_duration(*summary.seconds));
  if (!summary.dry.empty()) out += row("Rehearsal", "dry " + summary.dry);
  out += row("Node", text_of(member(journal, "node")));
  out += row("Platform", text_of(member(journal, "platform")));
  out += row("Left as found", describe(summary.found));
  out += row("Tags", joined_labels(summary));
  out += row("Journal", summary.path);
  return out + "\n";
}

std::string result_of(const Summary& summary, const PhaseSummary& phase) {
  if (phase.phase == Phase::kDuring) {
    return fmt::format("{} of {} samples met", summary.samples_met(), summary.samples.size());
  }
  if (phase.ran() == 0) return "not run";
  if (phase.met) return *phase.met ? "met" : "**not met**";
  const std::size_t failed = phase.count(Outcome::kFailed);
  return failed == 0 ? "done" : fmt::format("**{} failed**", failed);
}

std::string phase_table(const Summary& summary) {
  std::string out =
      "| Phase | Result | Ran | Failed | Not run | Duration |\n| --- | --- | ---: | ---: | ---: | "
      "---: "
      "|\n";
  for (const auto& phase : summary.phases) {
    if (phase.activities.empty()) continue;
    const std::size_t bad = phase.count(Outcome::kFailed) + phase.count(Outcome::kNotMet) +
                            phase.count(Outcome::kAborted);
    out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", title_of(phase.phase),
                       result_of(summary, phase), phase.ran(), bad, phase.count(Outcome::kNotRun),
                       phase.seconds ? human_duration(*phase.seconds) : "");
  }
  return out + "\n";
}

std::string folded(const std::string& title, const std::string& content) {
  return fmt::format("<details><summary>{}</summary>\n\n{}\n</details>\n\n", to_html(title),
                     content);
}

std::string text_block(std::string_view name, const std::string& text) {
  if (text.empty()) return {};
  const Excerpt excerpt = beginning_of(text, kLongestText);
  std::string out = fmt::format("{}:\n\n{}", name, fenced(excerpt.text));
  if (excerpt.omitted > 0) {
    out += fmt::format("\n{} more in the journal\n", human_size(excerpt.omitted));
  }
  return out + "\n";
}

std::string value_text(const Json& value) {
  return value.is_structured() ? to_json_text(value, 2) : text_of(value);
}

std::string problem_details(const Activity& activity) {
  std::string out = text_block("Tolerance", value_text(member(*activity.declared, "tolerance")));
  out += text_block("Arguments", value_text(member(*activity.declared, "provider", "arguments")));
  out += text_block("Output", value_text(member(*activity.run, "output")));
  out += text_block("Exception", trace_of(activity));
  return out + fmt::format("In the journal: `{}`\n", activity.pointer);
}

std::string problem_entry(const Problem& problem) {
  const Activity& activity = *problem.activity;
  return fmt::format("**{}** ({}, {}) {}: {}\n\n", cell(activity.name), cell(activity.type),
                     place_of(problem), to_string(activity.outcome), cell(activity.problem)) +
         folded("Details of " + one_line(activity.name, kLongestCell), problem_details(activity));
}

std::string problem_list(const Summary& summary) {
  const auto problems = problems_of(summary);
  if (problems.empty()) return {};
  std::string out = "### What went wrong\n\n";
  std::size_t shown = 0;
  for (; shown < problems.size() && out.size() < kLongestProblems; ++shown)
    out += problem_entry(problems[shown]);
  if (shown < problems.size()) out += fmt::format("… and {} more\n\n", problems.size() - shown);
  return out;
}

std::string activity_row(const Summary& summary, const Activity& activity) {
  return fmt::format("| {} | {} | {}{} | {} | {} | {} |\n", title_of(activity.phase),
                     cell(activity.name), cell(activity.type),
                     activity.background ? ", in the background" : "", to_string(activity.outcome),
                     offset_of(summary, activity.start), took(activity));
}

std::string activity_table(const Summary& summary) {
  std::string out =
      "| Phase | Activity | Type | Result | Began | Duration |\n| --- | --- | --- | --- | ---: | "
      "---: "
      "|\n";
  std::size_t count = 0;
  std::size_t shown = 0;
  for (const auto& phase : summary.phases) {
    for (const auto& activity : phase.activities) {
      ++count;
      if (out.size() > kLongestTable) continue;
      out += activity_row(summary, activity);
      ++shown;
    }
  }
  if (count == 0) return {};
  if (shown < count) out += fmt::format("\n… and {} more\n", count - shown);
  return folded(fmt::format("All activities ({})", count), out);
}

std::string description(const Summary& summary) {
  const std::string text = text_of(member(summary.experiment(), "description"));
  return text.empty() ? std::string() : to_markdown(one_line(text, kLongestIntro)) + "\n\n";
}

/// Why the experiment was not run, each with its place and hint.
std::string obstacle_list(const Summary& summary) {
  std::string out = fmt::format("Experiment: {}\n\n", cell(summary.source));
  for (const auto& obstacle : summary.obstacles) {
    out += fmt::format("- {}\n", to_markdown(one_line(located(obstacle), kLongestIntro)));
    if (!obstacle.hint.empty())
      out += fmt::format("  Hint: {}\n", to_markdown(one_line(obstacle.hint, kLongestIntro)));
  }
  return out + "\n";
}

std::string run_section(const Summary& summary) {
  std::string out = fmt::format("## {} {}\n\n**{}**\n\n", sign_of(summary.verdict),
                                cell(summary.title), to_markdown(summary.words));
  if (!summary.source.empty()) return out + obstacle_list(summary);
  return out + description(summary) + facts(summary) + phase_table(summary) +
         problem_list(summary) + activity_table(summary);
}

std::string contents(std::span<const Summary> runs) {
  std::string out = fmt::format(
      "# {} chaos experiments\n\n| | Experiment | Verdict | Duration |\n| --- | --- | --- | ---: "
      "|\n",
      runs.size());
  for (const auto& summary : runs) {
    out +=
        fmt::format("| {} | {} | {} | {} |\n", sign_of(summary.verdict), cell(summary.title),
                    cell(summary.words), summary.seconds ? human_duration(*summary.seconds) : "");
  }
  return out + "\n";
}

}  // namespace

std::string markdown_report(std::span<const Summary> runs) {
  std::string out = runs.size() != 1 ? contents(runs) : std::string();
  for (const auto& summary : runs)
    out += run_section(summary);
  while (out.ends_with("\n\n"))
    out.pop_back();
  return out;
}

}  // namespace chaos::report
