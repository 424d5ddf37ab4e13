#include "experiment/pages/execution_sections.h"

#include <fmt/format.h>

#include "experiment/download_name.h"
#include "experiment/kept_journal.h"
#include "experiment/model/secret_values.h"
#include "experiment/pages/lists.h"
#include "experiment/pages/progress.h"
#include "log/count_text.h"
#include "report/html_run.h"
#include "report/members.h"
#include "report/summary.h"
#include "web/forms.h"
#include "web/outcome_badge.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using web::Html;
using web::html;

constexpr int kEvents = 200;

std::string team_of(const Execution& execution) {
  return web::team_path(execution.team_ref.organization, execution.team_ref.team);
}

std::string api_address(const Execution& execution) {
  return fmt::format("/api/v1{}/experiments/{}/executions/{}", team_of(execution),
                     execution.experiment, execution.id);
}

std::string page_path(const Execution& execution) {
  return team_of(execution) + "/executions/" + execution.id;
}

Html downloads(const Execution& execution) {
  const std::string address = api_address(execution);
  return html(
      "<div><dt>Downloads</dt><dd><a href=\"{}/journal\" download>Journal</a>, report as "
      "<a href=\"{}/report?format=html\" download>HTML</a>, "
      "<a href=\"{}/report?format=markdown\" download>Markdown</a>, "
      "<a href=\"{}/report?format=junit\" download>JUnit</a></dd></div>",
      address, address, address, address);
}

/// The previous execution of the same experiment, which people usually compare with first.
Html comparison_section(const ExperimentModel& model, const Execution& execution) {
  const auto previous = model.executions.list(
      execution.team_ref, {.experiment = execution.experiment, .before = execution.id, .limit = 1});
  if (previous.empty()) return {};
  const std::string team = team_of(execution);
  return html(
      "<section><h2>Compare</h2>\n<p><a href=\"{}/executions/compare?first={}&amp;second={}\">With "
      "the previous "
      "execution</a> · <a href=\"{}/experiments/{}#compare\">With another "
      "execution</a></p></section>\n",
      team, previous.front().id, execution.id, team, execution.experiment);
}

Html fact(const char* name, const Html& value) {
  return html("<div><dt>{}</dt><dd>{}</dd></div>\n", name, value);
}

Html experiment_fact(const Execution& execution) {
  return fact("Experiment", html("<a href=\"{}/experiments/{}\">{}</a>", team_of(execution),
                                 execution.experiment, web::name(execution.title)));
}

/// Nothing if the execution is not a run of a verification.
Html verification_fact(const ExperimentModel& model, const Execution& execution) {
  const auto verification = model.verification_store.verification_of(execution.id);
  if (!verification) return {};
  return fact("Verification",
              html("<a href=\"{}/verifications/{}\">{}</a>", team_of(execution),
                   web::path_part(verification->id), web::name(verification->title)));
}

Html facts(const ExperimentModel& model, const Execution& execution) {
  return html("<dl class=\"facts\">\n{}{}{}{}{}</dl>\n", experiment_fact(execution),
              verification_fact(model, execution), fact("Run by", web::name(execution.author_name)),
              fact("Started", web::time_of(execution.started)),
              fact("Last update", web::time_of(execution.last_seen)));
}

/// The version that was run, unless the experiment had been changed before. For executions stored
/// before that was recorded, the latest version with the content in the journal.
Html version_fact(const ExperimentModel& model, const Execution& execution,
                  const std::string& digest) {
  int number = execution.version.value_or(0);
  if (!execution.version)
    if (const auto version = model.store.version_with(execution.experiment, digest))
      number = version->number;
  if (number == 0) return {};
  return fact("Version", html("<a href=\"{}/experiments/{}/versions/{}\">{}</a>",
                              team_of(execution), execution.experiment, number, number));
}

/// The commands to run if there is something left to roll back. The downloaded journal contains all
/// that `chaos rollback` needs.
Html put_back(const report::Summary& summary, const Execution& execution) {
  if (summary.found.rollbacks.empty()) return {};
  const std::string journal = download_name(execution, "journal", "json");
  return html(
      "<section class=\"put-back\" id=\"put-back\"><h2>Put it "
      "back</h2>\n<p>{}.</p>\n<ol><li>Download <a href=\"{}/journal\" download>{}</a> to a machine "
      "that can reach "
      "the system.</li>\n<li>Run the remaining rollbacks: <code>chaos rollback {}</code></li>"
      "</ol>\n"
      "<p class=\"note\">Add <code>--list</code> to see what it would do.</p></section>\n",
      capitalized(summary.found.rollbacks), api_address(execution), journal, journal);
}

Html objections_now(const ExperimentModel& model, const Execution& execution) {
  const auto objections = model.safeguards.objections(execution);
  if (objections.empty()) return {};
  return html(
      "<div class=\"verdict bad\"><span class=\"pill bad\">■ Blocked</span> <div>The next step "
      "is blocked by:<ul>{}</ul></div></div>\n",
      web::each(objections, [](const Objection& objection) {
        return html("<li>{}</li>", objection_words(objection));
      }));
}

/// For members: stops this execution only.
Html stop_form(const Execution& execution, const http::Caller& caller) {
  if (const auto& stop = execution.stop)
    return html(
        "<p class=\"hint\" id=\"stop\" role=\"status\">{} has asked this execution to "
        "stop{}.</p>\n",
        web::name(stop->by),
        stop->reason.empty() ? html("") : html(": {}", web::name(stop->reason)));
  if (caller.team_role < Role::kMember) return {};
  web::Form form("stop", page_path(execution) + "/stop", caller);
  form.input({.name = "reason", .label = "Reason", .required = false})
      .select(kRollBack, "Run its rollbacks", web::yes_or_no(), "yes");
  return html(
      "<details id=\"stop\"><summary>Stop this execution</summary>\n<p>Interrupts the current "
      "step. A client that cannot be reached stops before its next step.</p>\n{}</details>\n",
      form.done("■ Stop", web::Form::Look::kDanger));
}

/// If its client has died, the execution blocks others until someone closes it.
Html silence(const Execution& execution, const http::Caller& caller) {
  if (execution.outcome != ExecutionOutcome::kNoNews) return {};
  Html close;
  if (caller.team_role >= Role::kMember)
    close = html(
        "<p>If its client has died, close this execution so that others can start. It will count "
        "as interrupted; if the client comes back, it is told to stop.</p>\n{}",
        web::Form("close", page_path(execution) + "/close", caller).done("Close this execution"));
  return html(
      "<div class=\"hint\" id=\"no-news\"><p>No news since {}: the client may have died or lost "
      "its connection to the hub.</p>{}</div>\n",
      web::time_of(execution.last_seen), close);
}

Html names_of(const std::vector<std::string>& names) {
  Html all;
  for (const std::string& name : names)
    all += html("{}{}", all.empty() ? "" : ", ", web::name(name));
  return all;
}

/// What the rollbacks of a stopped run have restored, according to its journal.
Html what_was_put_back(const Json& journal) {
  std::vector<std::string> done;
  std::vector<std::string> failed;
  for (const Json& run : report::list_of(report::member(journal, "rollbacks"))) {
    const bool succeeded = report::member(run, "status") == "succeeded";
    const Json& activity = report::member(run, "activity");
    (succeeded ? done : failed).push_back(report::text_of(report::member(activity, "name")));
  }
  const Json& planned = report::member(report::member(journal, "experiment"), "rollbacks");
  if (done.empty() && failed.empty())
    return report::list_of(planned).empty()
               ? html("<p>The experiment has no rollbacks.</p>")
               : html("<p>Nothing was put back: its rollbacks were not run.</p>");
  Html all;
  if (!done.empty()) all += html("<p>Put back: {}.</p>", names_of(done));
  if (!failed.empty()) all += html("<p><b>Not put back: {}.</b></p>", names_of(failed));
  return all;
}

/// The safeguards that stopped the run, according to its journal.
Html stopped_by(const Json& journal) {
  for (const Json& extension : report::list_of(report::member(journal, "extensions"))) {
    if (report::member(extension, "name") != "chaosiq") continue;
    const Json& safeguards = report::list_of(report::member(extension, "safeguards"));
    if (safeguards.empty()) continue;
    return html(
        "<div class=\"verdict bad\"><div><b>■ Stopped by "
        "safeguards:</b><ul>{}</ul>{}</div></div>\n",
        web::each(safeguards,
                  [](const Json& safeguard) {
                    return html("<li>{}</li>",
                                web::name(report::text_of(report::member(safeguard, "name"))));
                  }),
        what_was_put_back(journal));
  }
  return {};
}

/// For executions without a journal to show, with the reason.
Html short_report(const ExperimentModel& model, const Execution& execution, const Html& why) {
  return html(
      "<header><p class=\"kind\">Execution</p><h1>{}</h1>\n<p>{}</p><p>{}</p>{}</header>\n"
      "<section><h2>Steps</h2>\n{}</section>\n",
      web::name(execution.title), web::outcome_badge(execution.outcome), why,
      facts(model, execution), step_list(model.progress.steps_of(execution, true)));
}

/// Stands for the version and the verification, which are not part of the cached report. Journals
/// cannot contain it, because their strings are escaped.
constexpr std::string_view kVersionMark = "<!-- version -->";

RenderedReports::Report report_of_journal(const ExperimentModel& model,
                                          const Execution& execution) {
  auto journal = whole_journal(kept_journal(
      model.store, [&] { return model.executions.find(execution.team_ref, execution.id); }));
  if (!journal) return std::nullopt;
  const std::string digest = digest_of_experiment(report::member(*journal, "experiment"));
  journal = journal_without_secret_values(*std::move(journal));
  const report::Summary summary = report::summarize(*journal, "");
  Html all = stopped_by(*journal);
  all += put_back(summary, execution);
  const Html known = experiment_fact(execution) + Html::trusted(std::string(kVersionMark)) +
                     fact("Run by", web::name(execution.author_name)) + downloads(execution);
  const Html badge = web::outcome_badge(execution.outcome);
  all += Html::trusted(
      report::html_run(summary, 1, {.badge = badge.markup(), .facts = known.markup()}));
  const std::string& markup = all.markup();
  const auto mark = markup.find(kVersionMark);
  return RenderedReport{.first = Html::trusted(markup.substr(0, mark)),
                        .rest = Html::trusted(markup.substr(mark + kVersionMark.size())),
                        .digest = digest};
}

Html report_of(const ExperimentModel& model, const Execution& execution) {
  if (!execution.closed_by.empty())
    return short_report(
        model, execution,
        html("Closed by {}: its client had stopped reporting.", web::name(execution.closed_by)));
  const auto report =
      model.reports.report_of(execution, [&] { return report_of_journal(model, execution); });
  if (!report) {
    return short_report(model, execution, html("The journal is too long to show: download it."));
  }
  return report->first + version_fact(model, execution, report->digest) +
         verification_fact(model, execution) + report->rest;
}

}  // namespace

Html running_sections(const ExperimentModel& model, const http::Caller& caller,
                      const Execution& execution) {
  const auto events = model.store.latest_events(execution, kEvents);
  return html(
      "<div id=\"live\" data-team=\"/api/v1{}/live\" data-follow=\"{}/live\" "
      "data-execution=\"{}\" data-events=\"{}\">\n"
      "<header><p class=\"kind\">Execution</p><h1>{}</h1>\n{}<p>{} for <span data-since=\"{}\">a "
      "while</span></p>{}{}{}{}\n<p><a href=\"{}/safeguards#halt\">Halt all executions…</a></p>"
      "</header>\n<section><h2>Steps</h2>\n{}</section>\n</div>\n"
      "<section><h2>Log</h2>\n{}<noscript><p class=\"note\">Reload the page to see what is new."
      "</p></noscript></section>\n",
      team_of(execution), api_address(execution), execution.id,
      fmt::format("{}", fmt::join(kEventTypes, " ")), web::name(execution.title),
      objections_now(model, execution), web::outcome_badge(execution.outcome),
      to_text(execution.started), silence(execution, caller), stop_form(execution, caller),
      tag_list(execution.tags), facts(model, execution), team_of(execution),
      step_list(model.progress.steps_of(execution, false)), event_log(events));
}

Html ended_sections(const ExperimentModel& model, const Execution& execution) {
  const auto events = model.store.latest_events(execution, kEvents);
  Html all = report_of(model, execution);
  all += comparison_section(model, execution);
  if (!events.empty()) all += html("<section><h2>Log</h2>\n{}</section>\n", event_log(events));
  return all;
}

}  // namespace chaos::hub::experiment
