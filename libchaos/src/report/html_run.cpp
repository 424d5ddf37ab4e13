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
#include "report/unstarted.h"

namespace chaos::report {
namespace {

constexpr std::size_t kMostProblems = 100;
constexpr std::size_t kMostNotRun = 5;                 // shown unfolded
constexpr std::size_t kLongestDescription = 8u << 10;  // bytes

std::string fact(std::string_view name, const std::string& value) {
  if (value.empty()) return {};
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", name, to_html(value));
}

std::string moment(std::string_view name, const std::optional<Instant>& instant) {
  if (!instant) return {};
  return fmt::format("<div><dt>{}</dt><dd><time datetime=\"{}Z\">{}</time></dd></div>\n", name,
                     iso_seconds(*instant), date_and_time(*instant));
}

std::string facts(const Summary& summary, std::string_view more_facts) {
  std::string out = "<dl class=\"facts\">\n";
  out += more_facts;
  out += fact("Experiment", summary.source);
  out += moment("Started", summary.start);
  out += moment("Ended", summary.end);
  if (summary.seconds) out += fact("Duration", human_duration(*summary.seconds));
  out += fact("Left as found", describe(summary.found));
  if (!summary.dry.empty()) out += fact("Rehearsal", "dry " + summary.dry);
  return out + "</dl>\n";
}

/// Details that few readers need.
std::string details(const Summary& summary) {
  const Json& journal = *summary.journal;
  std::string out = "<section><h2>Details</h2>\n<dl class=\"facts\">\n";
  out += fact("Status", summary.status.empty() ? "none" : summary.status);
  out += fact("Deviated", summary.deviated ? "yes" : "no");
  out += fact("Node", text_of(member(journal, "node")));
  out += fact("Platform", text_of(member(journal, "platform")));
  out += fact("chaoslib", text_of(member(journal, "chaoslib-version")));
  out += fact("Journal", summary.path);
  return out + "</dl>\n</section>\n";
}

std::string labels(const Summary& summary) {
  std::string out;
  for (const auto& tag : tags_of(summary))
    out += fmt::format("<li><bdi>{}</bdi></li>\n", to_html(tag));
  for (const auto& [name, value] : contributions_of(summary))
    out += fmt::format("<li><bdi>{}</bdi>: <b><bdi>{}</bdi></b></li>\n", to_html(name),
                       to_html(value));
  if (out.empty()) return out;
  return "<ul class=\"labels\" aria-label=\"Tags and contributions\">\n" + out + "</ul>\n";
}

std::string description(const Summary& summary) {
  const Excerpt text =
      beginning_of(text_of(member(summary.experiment(), "description")), kLongestDescription);
  if (text.text.empty()) return {};
  return fmt::format("<p class=\"description\" dir=\"auto\">{}{}</p>\n", to_html(text.text),
                     text.omitted > 0 ? "…" : "");
}

std::string header(const Summary& summary, const RunExtras& extras) {
  const std::string badge =
      extras.badge.empty() ? pill(summary.verdict) : std::string(extras.badge);
  return fmt::format(
      "<header><p class=\"kind\">Chaos experiment</p>\n<h1 class=\"title\"><bdi>{}</bdi></h1>\n"
      "<p class=\"verdict {}\">{} <span>{}</span></p>\n{}{}{}</header>\n",
      to_html(summary.title), css_class(summary.verdict), badge,
      to_html(capitalized(summary.words)), description(summary), labels(summary),
      facts(summary, extras.facts));
}

/// Why the experiment was not run, each with its place and hint.
std::string obstacle_list(const Summary& summary) {
  std::string out = "<section class=\"problems\"><h2>Why it was not run</h2>\n<ul>\n";
  for (const auto& obstacle : summary.obstacles) {
    out += fmt::format("<li><bdi>{}</bdi>", to_html(located(obstacle)));
    if (!obstacle.hint.empty()) out += fmt::format("<p>Hint: {}</p>", to_html(obstacle.hint));
    out += "</li>\n";
  }
  return out + "</ul>\n</section>\n";
}

std::string problem_list(const Summary& summary, std::size_t number) {
  const auto problems = problems_of(summary);
  if (problems.empty()) return {};
  std::string out = "<section class=\"problems\"><h2>What went wrong</h2>\n<ul>\n";
  for (std::size_t i = 0; i < problems.size() && i < kMostProblems; ++i) {
    const Activity& activity = *problems[i].activity;
    out += fmt::format(
        "<li>{} <a class=\"name\" href=\"#{}\"><bdi>{}</bdi></a> <span class=\"where\">{}</span>"
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

/// The state of the phase, apart from its activities.
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

/// Activities of the method that did not run are at its end; if there are many, they are folded.
std::string activity_list(const Summary& summary, const PhaseSummary& phase, std::size_t number) {
  const std::size_t not_run = phase.count(Outcome::kNotRun);
  const bool is_folded = phase.phase == Phase::kMethod && not_run > kMostNotRun;
  std::string out;
  for (std::size_t i = 0; i < phase.activities.size(); ++i) {
    if (is_folded && i == phase.ran())
      out += fmt::format(
          "<details class=\"not-run\"><summary>{} activities did not run</summary>\n", not_run);
    out += html_activity(summary, phase.activities[i], number, is_problem(phase.activities[i]));
  }
  return is_folded ? out + "</details>\n" : out;
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
  out += activity_list(summary, phase, number);
  return out + "</section>\n";
}

std::string hypothesis_title(const Summary& summary) {
  const std::string title =
      text_of(member(summary.experiment(), "steady-state-hypothesis", "title"));
  if (title.empty()) return {};
  return fmt::format("<p class=\"hypothesis\"><span>Hypothesis</span> <bdi>{}</bdi></p>\n",
                     to_html(title));
}

}  // namespace

std::string html_run(const Summary& summary, std::size_t number, const RunExtras& extras) {
  std::string out = fmt::format("<article id=\"run-{}\">\n", number) + header(summary, extras);
  if (!summary.source.empty()) return out + obstacle_list(summary) + "</article>\n";
  out += problem_list(summary, number);
  out += html_timeline(summary);
  out += hypothesis_title(summary);
  for (const auto& phase : summary.phases) {
    out += phase.phase == Phase::kDuring ? html_samples(summary, number)
                                         : phase_section(summary, phase, number);
  }
  return out + details(summary) + "</article>\n";
}

}  // namespace chaos::report
