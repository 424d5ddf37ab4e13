#include "experiment/pages/progress.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/times.h"
#include "web/parts.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

constexpr std::size_t kMostCells = 100;
constexpr std::size_t kMostSteps = 300;

Html state_pill(const Step& step) {
  switch (step.state) {
    case Step::State::kRunning:
      return web::pill("live", "● running");
    case Step::State::kSucceeded:
      return web::pill("ok", "✓ done");
    case Step::State::kFailed:
      return web::pill("bad", step.what == "activity" ? "✕ failed" : "✕ not met");
    case Step::State::kStopped:
      break;
  }
  return web::pill("warn", "! stopped");
}

const char* class_of(Step::Level level) {
  switch (level) {
    case Step::Level::kExperiment:
      return "experiment";
    case Step::Level::kPhase:
      return "phase";
    case Step::Level::kActivity:
      break;
  }
  return "activity";
}

/// "Method", "Rollbacks", or an activity's name.
std::string title_of(const Step& step) {
  static const std::map<std::string, std::string> phases = {
      {"hypothesis", "Hypothesis"},
      {"samples", "Hypothesis during the method"},
      {"method", "Method"},
      {"rollback", "Rollbacks"}};
  const auto phase = phases.find(step.what);
  return phase == phases.end() ? step.name : phase->second;
}

/// The page's script keeps the durations of running steps current.
Html length_of(const Step& step) {
  if (step.ended)
    return html("{}", report::human_duration(
                          std::chrono::duration<double>(*step.ended - step.began).count()));
  if (step.state == Step::State::kStopped) return {};
  return html("<span data-since=\"{}\"></span>", to_text(step.began));
}

/// If there are many samples, neighbours share a cell; failures always show.
Html strip(const std::vector<bool>& samples) {
  if (samples.empty()) return {};
  const std::size_t per_cell = (samples.size() + kMostCells - 1) / kMostCells;
  Html cells;
  std::size_t count = 0;
  for (std::size_t first = 0; first < samples.size(); first += per_cell, ++count) {
    const std::size_t end = std::min(first + per_cell, samples.size());
    bool met = true;
    for (std::size_t i = first; i < end; ++i)
      met = met && samples[i];
    cells += html("<rect class=\"bar {}\" x=\"{}\" y=\"{}\" width=\"8\" height=\"{}\"/>",
                  met ? "ok" : "bad", count * 10, met ? 10 : 0, met ? 10 : 20);
  }
  const auto met = std::ranges::count(samples, true);
  return html(
      "<svg class=\"samples-strip\" viewBox=\"0 0 {} 20\" height=\"20\" role=\"img\" "
      "aria-label=\"{} of {} samples met\">{}</svg>",
      count * 10, met, samples.size(), cells);
}

Html note_of(const Step& step) {
  if (step.what != "samples") return html("<small>{}</small>", step.type);
  return html("<small>{} of {} samples met</small>", std::ranges::count(step.samples, true),
              step.samples.size());
}

/// The id never changes, so that live pages update only what differs.
Html item(const Step& step) {
  const Html problem = step.problem.empty() || step.what == "samples"
                           ? Html()
                           : html("<p class=\"problem\">{}</p>", web::name(step.problem));
  return html(
      "<li id=\"step-{}\" class=\"{}\">{}<span class=\"name\">{} {}</span>"
      "<span class=\"took\">{}</span>{}{}</li>\n",
      step.id, class_of(step.level), state_pill(step), web::name(title_of(step)), note_of(step),
      length_of(step), problem, strip(step.samples));
}

/// If there are very many steps: the running ones, and the latest others.
std::vector<Step> shown_of(const std::vector<Step>& steps) {
  if (steps.size() <= kMostSteps) return steps;
  std::size_t to_skip = steps.size() - kMostSteps;
  std::vector<Step> shown;
  for (const Step& step : steps) {
    const bool done = step.level == Step::Level::kActivity && step.ended;
    if (done && to_skip > 0)
      --to_skip;
    else
      shown.push_back(step);
  }
  return shown;
}

/// "starting-activity" in plain words.
std::string words_for(const std::string& type) {
  static const std::map<std::string, std::string> words = {
      {"starting-experiment", "The experiment began"},
      {"experiment-finished", "The experiment ended"},
      {"starting-hypothesis", "Checking the hypothesis"},
      {"hypothesis-finished", "Checked the hypothesis"},
      {"starting-method", "The method began"},
      {"method-finished", "The method ended"},
      {"starting-activity", "Began"},
      {"activity-finished", "Ended"},
      {"starting-rollback", "The rollbacks began"},
      {"rollback-finished", "The rollbacks ended"}};
  const auto found = words.find(type);
  return found == words.end() ? type : found->second;
}

Html line(const Event& event) {
  const std::string time = to_text(event.received);
  const bool activity = event.type.ends_with("activity") || event.type.starts_with("activity");
  return html("<li data-id=\"{}\"><time datetime=\"{}\">{}</time> {}{}</li>\n", event.id, time,
              time.substr(11, 8), words_for(event.type),
              activity ? html(" <b>{}</b>", web::name(event.name)) : Html());
}

}  // namespace

Html step_list(const std::vector<Step>& steps) {
  if (steps.empty()) return html("<p>No steps yet.</p>\n");
  const auto shown = shown_of(steps);
  const std::size_t hidden = steps.size() - shown.size();
  return html("{}<ol class=\"steps\">\n{}</ol>\n",
              hidden == 0 ? Html()
                          : html("<p class=\"note\">{} earlier steps are not shown.</p>\n", hidden),
              web::each(shown, item));
}

Html event_log(const std::vector<Event>& events) {
  return html(
      "<div class=\"log\" id=\"log-box\" role=\"region\" aria-label=\"Log\" tabindex=\"0\">"
      "<ol id=\"log\">\n{}</ol></div>\n",
      web::each(events, line));
}

}  // namespace chaos::hub::experiment
