#include "report/html_run.h"

#include <fmt/format.h>

#include "json/excerpt.h"
#include "log/count_text.h"
#include "report/html_activity.h"
#include "report/html_outcome.h"
#include "report/html_samples.h"
#include "report/html_timeline.h"
#include "report/markup.h"
#include "report/members.h"

namespace chaos::report {
namespace {

constexpr std::size_t kMostProblems = 100;
constexpr std::size_t kLongestDescription = 8u << 10;  // bytes

std::string fact(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, to_html(value));
}

std::string moment(const std::optional<Instant>& instant) {
  return instant ? date_and_time(*instant) : std::string();
}

std::string facts(const Summary& summary) {
  const Json& journal = *summary.journal;
  std::string out = "<dl class=\"facts\">\n";
  out += fact("Status", summary.status.empty() ? "none" : summary.status);
  out += fact("Deviated", summary.deviated ? "yes" : "no");
  out += fact("Left as found", describe(summary.found));
  out += fact("Started", moment(summary.start));
  out += fact("Ended", moment(summary.end));
  if (summary.seconds) out += fact("Took", human_duration(*summary.seconds));
  if (!summary.dry.empty()) out += fact("Rehearsal", "dry " + summary.dry);
  out += fact("Node", text_of(member(journal, "node")));
  out += fact("Platform", text_of(member(journal, "platform")));
  out += fact("chaoslib", text_of(member(journal, "chaoslib-version")));
  out += fact("Journal", summary.path);
  return out + "</dl>\n";
}

std::string labels(const Summary& summary) {
  std::string out;
  for (const auto& tag : tags_of(summary))
    out += fmt::format("<li>{}</li>\n", to_html(tag));
  for (const auto& [name, value] : contributions_of(summary))
    out += fmt::format("<li>{}: <b>{}</b></li>\n", to_html(name), to_html(value));
  if (out.empty()) return out;
  return "<ul class=\"labels\" aria-label=\"Tags and contributions\">\n" + out + "</ul>\n";
}

std::string description(const Summary& summary) {
  const Excerpt text =
      beginning_of(text_of(member(summary.experiment(), "description")), kLongestDescription);
  if (text.text.empty()) return {};
  return fmt::format("<p class=\"description\">{}{}</p>\n", to_html(text.text),
                     text.omitted > 0 ? "…" : "");
}

std::string header(const Summary& summary) {
  return fmt::format(
      "<header><p class=\"kind\">Chaos experiment</p>\n<h1 class=\"title\">{}</h1>\n"
      "<p class=\"verdict {}\">{} <span>{}</span></p>\n{}{}{}</header>\n",
      to_html(summary.title), css_class(summary.verdict), pill(summary.verdict),
      to_html(summary.words), description(summary), labels(summary), facts(summary));
}

std::string problem_list(const Summary& summary, std::size_t number) {
  const auto problems = problems_of(summary);
  if (problems.empty()) return {};
  std::string out = "<section class=\"problems\"><h2>What went wrong</h2>\n<ul>\n";
  for (std::size_t i = 0; i < problems.size() && i < kMostProblems; ++i) {
    const Activity& activity = *problems[i].activity;
    out += fmt::format(
        "<li>{} <a class=\"name\" href=\"#{}\">{}</a> <span class=\"where\">{}</span>"
        "<p>{}</p></li>\n",
        pill(activity.outcome), anchor_of(activity, number), to_html(activity.name),
        place_of(problems[i]), to_html(activity.problem));
  }
  out += "</ul>\n";
  if (problems.size() > kMostProblems) {
    out +=
        fmt::format("<p class=\"more\">and {} more below</p>\n", problems.size() - kMostProblems);
  }
  return out + "</section>\n";
}

/// What is to be said of the phase besides its activities.
std::string state_of(const PhaseSummary& phase) {
  if (phase.met) return *phase.met ? pill("ok", "✓ met") : pill("bad", "✕ not met");
  if (phase.ran() == 0) return pill("none", "– not run");
  return {};
}

std::string counts_of(const PhaseSummary& phase) {
  std::string text = fmt::format("{} of {} run", phase.ran(), phase.activities.size());
  if (phase.seconds) text += ", " + human_duration(*phase.seconds);
  return text;
}

std::string phase_section(const Summary& summary, const PhaseSummary& phase, std::size_t number) {
  if (phase.activities.empty()) return {};
  std::string out = fmt::format("<section><h2>{} {} <small>{}</small></h2>\n",
                                title_of(phase.phase), state_of(phase), counts_of(phase));
  if (phase.phase == Phase::kRollbacks && phase.count(Outcome::kNotRun) > 0) {
    out += fmt::format(
        "<p class=\"hint\">{} did not run: the system may not be as it was before.</p>\n",
        capitalized(share_text(phase.count(Outcome::kNotRun), phase.activities.size(),
                               "declared rollback", "declared rollbacks")));
  }
  for (const auto& activity : phase.activities)
    out += html_activity(summary, activity, number, is_problem(activity));
  return out + "</section>\n";
}

std::string hypothesis_title(const Summary& summary) {
  const std::string title =
      text_of(member(summary.experiment(), "steady-state-hypothesis", "title"));
  if (title.empty()) return {};
  return fmt::format("<p class=\"hypothesis\"><span>Hypothesis</span> {}</p>\n", to_html(title));
}

}  // namespace

std::string html_run(const Summary& summary, std::size_t number) {
  std::string out = fmt::format("<article id=\"run-{}\">\n", number) + header(summary);
  out += problem_list(summary, number);
  out += html_timeline(summary);
  out += hypothesis_title(summary);
  for (const auto& phase : summary.phases) {
    out += phase.phase == Phase::kDuring ? html_samples(summary, number)
                                         : phase_section(summary, phase, number);
  }
  return out + "</article>\n";
}

}  // namespace chaos::report
