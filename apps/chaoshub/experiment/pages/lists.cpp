#include "experiment/pages/lists.h"

#include "report/times.h"
#include "web/parts.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

std::string length_of(const Execution& execution) {
  if (!execution.ended) return {};
  return report::human_duration(
      std::chrono::duration<double>(*execution.ended - execution.started).count());
}

}  // namespace

Html status_pill(const Execution& execution) {
  if (execution.is_running()) return web::pill("live", "● running");
  if (execution.deviated) return web::pill("bad", "✕ " + execution.status + ", deviated");
  if (execution.status == "completed") return web::pill("ok", "✓ completed");
  if (execution.status == "failed") return web::pill("bad", "✕ failed");
  if (execution.status == "unknown") return web::pill("none", "– unknown");
  return web::pill("warn", "! " + execution.status);
}

Html execution_table(const std::string& caption, const std::vector<Execution>& executions,
                     const std::string& team) {
  if (executions.empty()) return html("<p>There are none.</p>\n");
  return web::table(
      {.caption = caption,
       .columns = {"Status", "Experiment", "Run by", "Started", "Took"},
       .heading = 1,
       .rows = web::rows_of(executions, [&](const Execution& execution) -> web::Row {
         return {status_pill(execution),
                 html("<a href=\"{}/executions/{}\">{}</a>", team, execution.id, execution.title),
                 html("{}", execution.author_name), web::time_of(execution.started),
                 html("{}", length_of(execution))};
       })});
}

Html experiment_table(const std::string& caption, const std::vector<Experiment>& experiments,
                      const std::string& team) {
  if (experiments.empty())
    return html(
        "<p>None yet: <code>chaos publish</code> and <code>chaos run</code> put them "
        "here.</p>\n");
  return web::table(
      {.caption = caption,
       .columns = {"Experiment", "Tags", "Version", "Changed"},
       .rows = web::rows_of(experiments, [&](const Experiment& experiment) -> web::Row {
         return {
             html("<a href=\"{}/experiments/{}\">{}</a>", team, experiment.id, experiment.title),
             tag_list(experiment.tags), html("{}", experiment.version),
             web::time_of(experiment.changed)};
       })});
}

Html tag_list(const std::vector<std::string>& tags) {
  if (tags.empty()) return {};
  return html("<ul class=\"labels\" aria-label=\"Tags\">{}</ul>",
              web::each(tags, [](const auto& tag) { return html("<li>{}</li>\n", tag); }));
}

}  // namespace chaos::hub::experiment
