/// The editor of an experiment. A valid text becomes its next version.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "experiment/model/draft.h"
#include "experiment/model/secret_values.h"
#include "experiment/pages/experiment_parts.h"
#include "experiment/pages/routes.h"
#include "web/assets.h"
#include "web/forms.h"
#include "web/layout.h"
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

constexpr const char* kForm = "experiment";
constexpr const char* kProblems = "problems";
constexpr int kRows = 30;
constexpr int kStaleStatus = 412;

bool is_version_before(const std::string& text, int version) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number > 0 && number < version;
}

/// With scripts, the position links to the line in the text.
Html place_of(const DraftProblem& problem) {
  if (problem.line == 0) return {};
  return html("<a href=\"#{}-text\" data-line=\"{}\" data-column=\"{}\">Line {}, column {}</a>: ",
              kForm, problem.line, problem.column, problem.line, problem.column);
}

Html item(const DraftProblem& problem) {
  return html("<li class=\"{}\">{} {}<span class=\"message\">{}</span>{}{}</li>\n",
              problem.is_warning ? "warn" : "bad",
              problem.is_warning ? web::pill("warn", "! Warning") : web::pill("bad", "✕ Error"),
              place_of(problem), problem.message,
              problem.excerpt.empty() ? Html() : html("<pre>{}</pre>", problem.excerpt),
              problem.hint.empty() ? Html() : html("<p class=\"note\">Hint: {}</p>", problem.hint));
}

/// "2 errors, 1 warning"
std::string count_of(const ExperimentDraft& draft) {
  const auto warnings = std::ranges::count_if(draft.problems, &DraftProblem::is_warning);
  const auto errors = static_cast<std::int64_t>(draft.problems.size()) - warnings;
  std::string count;
  if (errors > 0) count = web::counted(errors, "error", "errors");
  if (warnings > 0)
    count += (count.empty() ? "" : ", ") + web::counted(warnings, "warning", "warnings");
  return count.empty() ? "✓ No problems found" : count;
}

Html problem_list(const ExperimentDraft& draft) {
  return html("<p><b>{}</b></p>\n<ul class=\"draft-problems\">{}</ul>\n", count_of(draft),
              web::each(draft.problems, item));
}

/// The page's script updates it while someone types.
Html problem_box(const std::optional<ExperimentDraft>& draft) {
  return html("<div id=\"{}\" role=\"status\">{}</div>\n", kProblems,
              draft ? problem_list(*draft) : Html());
}

/// Shown to people who edited a version that is no longer the latest: what has changed since. They
/// can still save their text.
Html conflict(const ExperimentModel& model, const Request& request, const Experiment& experiment,
              const std::string& edited) {
  const auto latest = model.store.version(experiment.id, experiment.version);
  const std::string changes = is_version_before(edited, experiment.version)
                                  ? fmt::format("changes?from={}&to={}", edited, experiment.version)
                                  : fmt::format("versions/{}", experiment.version);
  return html(
      "<p class=\"hint\" role=\"alert\">Not saved: {} saved version {} while you were editing. "
      "<a href=\"{}/{}\">See what changed</a>. If you save again, your text becomes version "
      "{}.</p>\n",
      latest ? web::name(latest->author_name) : html("someone"), experiment.version,
      path_of(request, experiment), changes, experiment.version + 1);
}

Html advice_on_secrets() {
  return html(
      "<p class=\"hint\">Everyone who may run this experiment can read the secrets in it: refer to "
      "an environment variable (<code>{}</code>) or to Vault instead.</p>\n",
      R"({"type": "env", "key": "NAME"})");
}

/// The scripts that add colors, completion and checks to the text area.
Html scripts(const std::string& path) {
  return html(
      "<script src=\"{}\" defer></script>\n"
      "<script src=\"{}\" data-schema=\"{}\" data-check=\"{}/edit/check\" defer></script>\n",
      web::asset_path("completion.js"), web::asset_path("editor.js"),
      web::asset_path("experiment.json"), path);
}

Response page(const ExperimentModel& model, const Request& request, const Caller& caller,
              const Submission& sent = {}, const std::optional<ExperimentDraft>& draft = {}) {
  const Experiment experiment = experiment_of(model, request);
  const std::string path = path_of(request, experiment);
  const auto document = document_of(model, experiment, experiment.version);
  const std::string edited = web::field(sent.fields, "version");
  const bool is_stale = sent.status == kStaleStatus;
  Html body;
  if (document) {
    Submission shown = sent;
    if (is_stale) shown.error.clear();
    Form form(kForm, path + "/edit", caller, shown);
    form.hidden("version", edited.empty() || is_stale ? std::to_string(experiment.version) : edited)
        .text_area({.name = "text",
                    .label = "Experiment, in JSON or YAML",
                    .value = document->dump(2, ' ', false, Json::error_handler_t::replace),
                    .rows = kRows,
                    .described_by = kProblems});
    body += html(
        "<section>{}{}{}{}<p class=\"note\">Saving creates a new version and keeps the old ones. "
        "The "
        "checks are the same as those of <code>chaos validate</code>, except that nothing is "
        "looked up on the machine that runs the experiment.</p></section>\n{}",
        is_stale ? conflict(model, request, experiment, edited) : Html(),
        has_secret_values(*document) ? advice_on_secrets() : Html(),
        form.done("Save as a new version"), problem_box(draft), scripts(path));
  } else {
    body += html("<section><p>The document is too long to edit here.</p></section>\n");
  }
  return web::page_response(caller, {.title = "Edit " + experiment.title,
                                     .crumbs = experiment_crumbs(request, caller, experiment),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = body,
                                     .status = sent.status});
}

/// The problems of an unsaved text, for the page's script.
Response check(const Request& request) {
  const ExperimentDraft draft = read_draft(web::field(web::fields_of(request), "text"));
  return Response{.status = 200,
                  .headers = {{"Content-Type", "text/html; charset=utf-8"}},
                  .body = problem_list(draft).markup()};
}

Response save(const ExperimentModel& model, const Request& request, const Caller& caller) {
  std::optional<ExperimentDraft> draft;
  return web::submit(
      request, kForm,
      [&](const auto& fields) {
        draft = read_draft(web::field(fields, "text"));
        if (!draft->is_valid())
          return page(model, request, caller,
                      {kForm, fields, "Not saved: fix the errors listed below first.", 422}, draft);
        const Experiment saved = model.catalog.edit(author_of(caller), team_ref_of(request),
                                                    request.parameter("experiment"),
                                                    web::shown_version(fields), draft->experiment);
        return http::see_other(path_of(request, saved));
      },
      [&](const Submission& sent) { return page(model, request, caller, sent, draft); });
}

}  // namespace

void add_editor_pages(http::Router& router, const ExperimentModel& model) {
  const std::string path = kTeamPages + "/experiments/{experiment}/edit";
  router.add({"GET",
              path,
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return page(model, request, caller);
              }});
  router.add({"POST",
              path,
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return save(model, request, caller);
              },
              {},
              http::BodySize::kDocument});
  router.add({"POST",
              path + "/check",
              {Callers::kPeople, Need::kTeamMember},
              [](const Request& request, const Caller&) { return check(request); },
              {},
              http::BodySize::kDocument});
}

}  // namespace chaos::hub::experiment
