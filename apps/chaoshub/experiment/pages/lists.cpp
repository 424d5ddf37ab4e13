#include "experiment/pages/lists.h"

#include "experiment/pages/result_strip.h"
#include "report/times.h"
#include "web/outcome_badge.h"
#include "web/parts.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

constexpr int kResults = 10;

/// Empty while the execution is running.
Html length_of(const Execution& execution) {
  if (!execution.ended) return {};
  return html("<span class=\"nowrap\">{}</span>",
              report::human_duration(
                  std::chrono::duration<double>(*execution.ended - execution.started).count()));
}

}  // namespace

Html execution_table(const std::string& caption, const std::vector<Execution>& executions,
                     const std::string& team, const char* empty) {
  if (executions.empty()) return html("<p>{}</p>\n", empty);
  return web::table({.caption = caption,
                     .columns = {"Outcome", "Experiment", "Run by", "Started", "Duration"},
                     .heading = 1,
                     .rows = web::rows_of(executions, [&](const Execution& execution) -> web::Row {
                       return {web::outcome_badge(execution.outcome),
                               html("<a href=\"{}/executions/{}\">{}</a>", team, execution.id,
                                    web::name(execution.title)),
                               web::name(execution.author_name), web::time_of(execution.started),
                               length_of(execution)};
                     })});
}

Html experiment_table(Statistics& statistics, const std::string& caption,
                      const std::vector<Experiment>& experiments, const std::string& team) {
  if (experiments.empty())
    return html(
        "<p>No experiments yet. Run one with <code>chaos run</code>, or publish one with "
        "<code>chaos publish</code>.</p>\n");
  return web::table(
      {.caption = caption,
       .columns = {"Experiment", "Tags", "Last 10 results", "Version", "Changed"},
       .rows = web::rows_of(experiments, [&](const Experiment& experiment) -> web::Row {
         return {html("<a href=\"{}/experiments/{}\">{}</a>", team, experiment.id,
                      web::name(experiment.title)),
                 tag_list(experiment.tags),
                 result_strip(statistics.latest_results(experiment.id, kResults)),
                 html("{}", experiment.version), web::time_of(experiment.changed)};
       })});
}

Html objection_words(const Objection& objection) {
  const std::string& safeguard = objection.safeguard.name;
  if (!names_safeguard(objection))
    return html("<b>{}</b>: {}", web::name(safeguard), web::name(objection.reason));
  return html("<b>{}</b>{}", safeguard, objection.reason.substr(safeguard.size()));
}

Html tag_list(const std::vector<std::string>& tags) {
  if (tags.empty()) return {};
  return html(
      "<ul class=\"labels\" aria-label=\"Tags\">{}</ul>",
      web::each(tags, [](const auto& tag) { return html("<li>{}</li>\n", web::name(tag)); }));
}

}  // namespace chaos::hub::experiment
