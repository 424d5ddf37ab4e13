#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "experiment/pages/experiment_choice.h"
#include "experiment/pages/routes.h"
#include "http/pagination.h"
#include "http/problem.h"
#include "log/count_text.h"
#include "report/members.h"
#include "report/times.h"
#include "web/forms.h"
#include "web/layout.h"
#include "web/outcome_badge.h"
#include "web/parts.h"
#include "web/paths.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using web::Form;
using web::Html;
using web::html;
using web::Submission;
using Need = http::Access::Need;

constexpr const char* kNewForm = "verification";

std::string path_of(const Request& request) {
  return web::team_path(request) + "/verifications";
}

/// The number in the field as JSON; anything else stays a string, which the model refuses.
Json number_of(const std::string& text) {
  if (text.empty()) return nullptr;
  const Json number = Json::parse(text, nullptr, false);
  return number.is_number() ? number : Json(text);
}

constexpr std::array<const char*, 4> kDurations = {"frequency-of-measurement", "warm-up-duration",
                                                   "duration-of-conditions", "cool-down-duration"};

Html new_section(const ExperimentModel& model, const Request& request, const Caller& caller,
                 const Submission& sent) {
  if (caller.team_role < Role::kMember) return {};
  const ExperimentChoices experiments = experiment_choices(model, team_ref_of(request));
  if (experiments.listed.empty()) return {};
  Form form(kNewForm, path_of(request), caller, sent);
  ask_for_experiment(form, "Experiment", experiments, "");
  form.input({.name = "title",
              .label = "Name",
              .hint = "Defaults to the experiment's title.",
              .required = false})
      .input({.name = kDurations[0],
              .label = "Seconds between samples",
              .type = "number",
              .value = "1"})
      .input({.name = kDurations[1],
              .label = "Warm-up (seconds)",
              .type = "number",
              .hint = "Samples before the method, to see the system without it.",
              .required = false})
      .input({.name = kDurations[2],
              .label = "Duration (seconds)",
              .type = "number",
              .hint = "How long to take samples after the method has ended."})
      .input({.name = kDurations[3],
              .label = "Cool-down (seconds)",
              .type = "number",
              .required = false});
  return html(
      "<section><h2>New verification</h2>\n<p>A verification measures the hypothesis of an "
      "experiment over time.</p>\n{}</section>\n",
      form.done("Create verification"));
}

/// The results that the hub knows how to show; others are listed by their names.
constexpr const char* kMet = "successful_samples";
constexpr const char* kNotRun = "not_run_samples";
constexpr const char* kSamples = "total_number_of_samples";
constexpr const char* kSeconds = "total_duration";
constexpr std::array<std::string_view, 5> kShown = {kMet, "deviated_samples", kNotRun, kSamples,
                                                    kSeconds};

/// "Failed probes" of "failed_probes".
std::string words_of(std::string key) {
  std::ranges::replace(key, '_', ' ');
  return capitalized(std::move(key));
}

/// "12 of 14 met, 1 not run"
std::string samples_of(const Json& results) {
  const Json& met = report::member(results, kMet);
  const Json& all = report::member(results, kSamples);
  if (!met.is_number_integer() || !all.is_number_integer()) return "–";
  std::string words = fmt::format("{} of {} met", report::text_of(met), report::text_of(all));
  const Json& not_run = report::member(results, kNotRun);
  if (not_run.is_number_integer() && not_run != 0)
    words += fmt::format(", {} not run", report::text_of(not_run));
  return words;
}

Json results_of(const VerificationRun& run) {
  return Json::parse(run.results, nullptr, false);
}

Html results_cell(const VerificationRun& run) {
  const Json results = results_of(run);
  if (!results.is_object()) return html("–");
  Html rows;
  for (const auto& [name, value] : results.items())
    if (std::ranges::find(kShown, name) == kShown.end())
      rows += html("<dt>{}</dt><dd>{}</dd>\n", words_of(name), report::text_of(value));
  return html("{}{}", samples_of(results),
              rows.empty() ? Html() : html("<dl class=\"members\">{}</dl>", rows));
}

Html duration_of(const VerificationRun& run) {
  const Json results = results_of(run);
  const Json& seconds = report::member(results, kSeconds);
  if (!seconds.is_number()) return html("–");
  return html("<span class=\"nowrap\">{}</span>", report::human_duration(seconds.get<double>()));
}

/// The outcome of its execution, as everywhere else.
Html outcome_of(const ExperimentModel& model, const VerificationRun& run) {
  return web::outcome_badge(model.executions.find(run.team_ref, run.execution).outcome);
}

web::Row run_row(const ExperimentModel& model, const Request& request, const VerificationRun& run) {
  return {outcome_of(model, run),
          html("<a href=\"{}/executions/{}\">{}</a>", web::team_path(request), run.execution,
               web::time_of(run.started)),
          duration_of(run), results_cell(run)};
}

Html run_table(const ExperimentModel& model, const Request& request,
               const std::vector<VerificationRun>& runs) {
  if (runs.empty()) return html("<p>No runs yet.</p>\n");
  const auto make = [&](const VerificationRun& run) { return run_row(model, request, run); };
  return web::table({.caption = "Runs, newest first",
                     .columns = {"Outcome", "Started", "Duration", "Samples"},
                     .heading = 1,
                     .rows = web::rows_of(runs, make)});
}

Response list(const ExperimentModel& model, const Request& request, const Caller& caller,
              const Submission& sent = {}) {
  const auto range = http::list_range_of(request);
  const auto found =
      model.verification_store.verifications(team_ref_of(request), range.before, range.limit);
  const auto make = [&](const Verification& verification) -> web::Row {
    const auto runs = model.verifications.runs(verification, "", 1);
    const bool has_run = !runs.empty();
    return {html("<a href=\"{}/{}\">{}</a>", path_of(request), web::path_part(verification.id),
                 web::name(verification.title)),
            has_run ? outcome_of(model, runs.front()) : html("Not run yet"),
            has_run ? html("{}", samples_of(results_of(runs.front()))) : Html(),
            has_run ? web::time_of(runs.front().started) : Html(),
            web::time_of(verification.created)};
  };
  const Html content = found.empty() ? html("<p>No verifications yet.</p>\n")
                                     : web::table({.caption = "Verifications, newest first",
                                                   .columns = {"Verification", "Last result",
                                                               "Samples", "Last run", "Created"},
                                                   .rows = web::rows_of(found, make)});
  return web::page_response(caller, {.title = "Verifications",
                                     .context = caller.team_name,
                                     .crumbs = web::team_crumbs(request, caller),
                                     .tabs = web::team_tabs(request, "/verifications"),
                                     .body = html("<section>{}{}</section>\n{}", content,
                                                  web::older(request, range, found),
                                                  new_section(model, request, caller, sent)),
                                     .status = sent.status});
}

Response create(const ExperimentModel& model, const Request& request, const Caller& caller) {
  return web::submit(
      request, kNewForm,
      [&](const auto& fields) {
        Json wanted = {{"experiment_id", chosen_experiment(model, team_ref_of(request), fields)},
                       {"title", web::field(fields, "title")}};
        for (const char* key : kDurations)
          wanted[key] = number_of(web::field(fields, key));
        const Verification made =
            model.verifications.create(author_of(caller), team_ref_of(request), wanted);
        return http::see_other(path_of(request) + "/" + made.id);
      },
      [&](const Submission& sent) { return list(model, request, caller, sent); });
}

Response show(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Verification verification =
      model.verifications.verification(team_ref_of(request), request.parameter("verification"));
  const auto range = http::list_range_of(request);
  const auto runs = model.verifications.runs(verification, range.before, range.limit);
  auto crumbs = web::team_crumbs(request, caller);
  crumbs.push_back({"Verifications", path_of(request)});
  const Html body = html(
      "<p>For the experiment <a href=\"{}/experiments/{}\">{}</a>, created {}.</p>\n"
      "<p>Run it: <code>chaos verify {}/assets/verifications/{}.json</code></p>\n"
      "<section><h2>Runs</h2>\n{}{}</section>\n",
      web::team_path(request), verification.experiment,
      web::name(model.catalog.find(verification.team_ref, verification.experiment).title),
      web::time_of(verification.created), request.base_url, web::path_part(verification.id),
      run_table(model, request, runs), web::older(request, range, runs));
  return web::page_response(caller, {.title = verification.title,
                                     .context = "Verification",
                                     .crumbs = crumbs,
                                     .tabs = web::team_tabs(request, "/verifications"),
                                     .body = body});
}

}  // namespace

void add_verification_pages(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPages + "/verifications";
  router.add({"GET",
              all,
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return list(model, request, caller);
              }});
  router.add({"POST",
              all,
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return create(model, request, caller);
              }});
  router.add({"GET",
              all + "/{verification}",
              {Callers::kPeople, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return show(model, request, caller);
              }});
}

}  // namespace chaos::hub::experiment
