#include "experiment/pages/execution_sections.h"

#include <fmt/format.h>

#include "experiment/kept_document.h"
#include "experiment/pages/lists.h"
#include "experiment/pages/progress.h"
#include "report/html_run.h"
#include "report/members.h"
#include "report/summary.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

constexpr int kEvents = 200;

/// A run that was not heard of for so long may have died without saying so.
constexpr std::chrono::minutes kLong{5};

std::string team_of(const Execution& execution) {
  return web::team_path(execution.home.organization, execution.home.team);
}

std::string api_address(const Execution& execution) {
  return fmt::format("/api/v1{}/experiments/{}/executions/{}", team_of(execution),
                     execution.experiment, execution.id);
}

Html facts(const Execution& execution) {
  const std::string team = team_of(execution);
  return html(
      "<dl class=\"facts\">\n<div><dt>Experiment</dt><dd><a href=\"{}/experiments/{}\">{}</a></dd>"
      "</div>\n<div><dt>Run by</dt><dd>{}</dd></div>\n<div><dt>Started</dt><dd>{}</dd></div>\n<div>"
      "<dt>Last heard of</dt><dd>{}</dd></div>\n<div><dt>Journal</dt><dd><a href=\"{}\">JSON</a>"
      "</dd></div></dl>\n",
      team, execution.experiment, execution.title, execution.author_name,
      web::time_of(execution.started), web::time_of(execution.last_seen), api_address(execution));
}

Html objections_now(const Parts& parts, const Execution& execution) {
  const auto objections = parts.safeguards.objections(execution);
  if (objections.empty()) return {};
  return html(
      "<div class=\"verdict bad\"><span class=\"pill bad\">■ refused</span> <div>No further step "
      "may "
      "begin:<ul>{}</ul></div></div>\n",
      web::each(objections, [](const Objection& objection) {
        return html("<li><b>{}</b>: {}</li>", objection.safeguard.name, objection.reason);
      }));
}

Html silence(const Execution& execution) {
  if (std::chrono::system_clock::now() - execution.last_seen < kLong) return {};
  return html("<p class=\"hint\">It was not heard of for a while: it may have died.</p>\n");
}

/// The safeguards that stopped the run, as its journal says.
Html stopped_by(const Json& journal) {
  for (const Json& extension : report::list_of(report::member(journal, "extensions"))) {
    if (report::member(extension, "name") != "chaosiq") continue;
    const Json& safeguards = report::list_of(report::member(extension, "safeguards"));
    if (safeguards.empty()) continue;
    return html(
        "<div class=\"verdict bad\"><span class=\"pill bad\">■ stopped</span> <div>Stopped by "
        "safeguards:<ul>{}</ul></div></div>\n",
        web::each(safeguards, [](const Json& safeguard) {
          return html("<li>{}</li>", report::text_of(report::member(safeguard, "name")));
        }));
  }
  return {};
}

/// For a journal that is too long to be shown.
Html short_report(const Execution& execution, const std::vector<Event>& events) {
  return html(
      "<header><p class=\"kind\">Execution</p><h1>{}</h1>\n<p>{}</p><p>The journal is too long to "
      "be shown here.</p></header>\n<section><h2>Steps</h2>\n{}</section>\n",
      execution.title, status_pill(execution), step_list(steps_of(events, true)));
}

Html report_of(const Parts& parts, const Execution& execution, const std::vector<Event>& events) {
  const auto journal = kept_document(parts.store, execution.document);
  if (!journal) return short_report(execution, events);
  Html all = stopped_by(*journal);
  all += Html::trusted(report::html_run(report::summarize(*journal, ""), 1));
  return all;
}

}  // namespace

Html running_sections(const Parts& parts, const Execution& execution) {
  const auto events = parts.store.latest_events(execution, kEvents);
  const std::int64_t last = events.empty() ? 0 : events.back().id;
  return html(
      "<div id=\"live\" data-follow=\"{}/live\" data-after=\"{}\" data-events=\"{}\">\n"
      "<header><p class=\"kind\">Execution</p><h1>{}</h1>\n{}<p>{} for <span data-since=\"{}\">a "
      "while</span></p>{}{}{}\n<p><a href=\"{}/safeguards#halt\">Stop it by the halt switch</a></p>"
      "</header>\n<section><h2>Steps</h2>\n{}</section>\n</div>\n"
      "<section><h2>Log</h2>\n{}<noscript><p class=\"note\">Load the page again to see what is new."
      "</p></noscript></section>\n",
      api_address(execution), last, fmt::format("{}", fmt::join(kEventTypes, " ")), execution.title,
      objections_now(parts, execution), status_pill(execution), to_text(execution.started),
      silence(execution), tag_list(execution.tags), facts(execution), team_of(execution),
      step_list(steps_of(events, false)), event_log(events));
}

Html ended_sections(const Parts& parts, const Execution& execution) {
  const auto events = parts.store.latest_events(execution, kEvents);
  Html all = report_of(parts, execution, events);
  all += html("<section><h2>On the hub</h2>\n<p>{}</p>{}</section>\n", status_pill(execution),
              facts(execution));
  if (!events.empty()) all += html("<section><h2>Log</h2>\n{}</section>\n", event_log(events));
  return all;
}

}  // namespace chaos::hub::experiment
