#include "experiment/pages/progress.h"

#include <fmt/format.h>

#include <map>

#include "report/times.h"
#include "web/parts.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

Html state_pill(const Step& step) {
  switch (step.state) {
    case Step::State::kRunning:
      return web::pill("live", "● running");
    case Step::State::kSucceeded:
      return web::pill("ok", "✓ done");
    case Step::State::kFailed:
      return web::pill("bad", step.what == "hypothesis" ? "✕ not met" : "✕ failed");
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

/// "Method", "Rollbacks"; an activity by its name.
std::string title_of(const Step& step) {
  static const std::map<std::string, std::string> phases = {
      {"hypothesis", "Hypothesis"}, {"method", "Method"}, {"rollback", "Rollbacks"}};
  const auto phase = phases.find(step.what);
  return phase == phases.end() ? step.name : phase->second;
}

/// The script of the page lets times that go on go on.
Html length_of(const Step& step) {
  if (step.ended)
    return html("{}", report::human_duration(
                          std::chrono::duration<double>(*step.ended - step.began).count()));
  if (step.state == Step::State::kStopped) return {};
  return html("<span data-since=\"{}\"></span>", to_text(step.began));
}

Html item(const Step& step) {
  return html(
      "<li class=\"{}\">{}<span class=\"name\">{} <small>{}</small></span>"
      "<span class=\"took\">{}</span>{}</li>\n",
      class_of(step.level), state_pill(step), title_of(step), step.type, length_of(step),
      step.problem.empty() ? Html() : html("<p class=\"problem\">{}</p>", step.problem));
}

/// "starting-activity" as people say it.
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
              activity ? html(" <b>{}</b>", event.name) : Html());
}

}  // namespace

Html step_list(const std::vector<Step>& steps) {
  if (steps.empty()) return html("<p>It has told of no step yet.</p>\n");
  return html("<ol class=\"steps\">\n{}</ol>\n", web::each(steps, item));
}

Html event_log(const std::vector<Event>& events) {
  return html(
      "<ol class=\"log\" id=\"log\" role=\"log\" aria-live=\"polite\" aria-label=\"Log\" "
      "tabindex=\"0\">\n{}</ol>\n",
      web::each(events, line));
}

}  // namespace chaos::hub::experiment
