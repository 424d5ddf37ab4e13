/// The editor of an experiment: a text that becomes its next version once it is valid.

#include <fmt/format.h>

#include <algorithm>

#include "experiment/model/draft.h"
#include "experiment/pages/experiment_parts.h"
#include "experiment/pages/routes.h"
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

Html item(const DraftProblem& problem) {
  const Html place =
      problem.line == 0 ? Html() : html("Line {}, column {}: ", problem.line, problem.column);
  return html("<li>{} {}{}{}{}</li>\n",
              problem.is_warning ? web::pill("warn", "! Warning") : web::pill("bad", "✕ Error"),
              place, problem.message,
              problem.excerpt.empty() ? Html() : html("<pre>{}</pre>", problem.excerpt),
              problem.hint.empty() ? Html() : html("<p class=\"note\">Hint: {}</p>", problem.hint));
}

Html problem_list(const Draft& draft) {
  if (draft.problems.empty()) return {};
  return html("<section id=\"{}\"><h2>{}</h2>\n<ul class=\"problems\">{}</ul></section>\n",
              kProblems, draft.is_valid() ? "Warnings" : "Not saved: fix these problems first",
              web::each(draft.problems, item));
}

Response page(const Parts& parts, const Request& request, const Caller& caller,
              const Submission& sent = {}, const Draft& draft = {}) {
  const Experiment experiment = experiment_of(parts, request);
  const auto document = document_of(parts, experiment, experiment.version);
  Html body = problem_list(draft);
  if (document) {
    Form form(kForm, path_of(request, experiment) + "/edit", caller, sent);
    const std::string version = web::field(sent.fields, "version");
    form.hidden("version", version.empty() ? std::to_string(experiment.version) : version)
        .text_area({.name = "text",
                    .label = "Experiment, in JSON or YAML",
                    .value = document->dump(2, ' ', false, Json::error_handler_t::replace),
                    .rows = kRows,
                    .described_by = draft.problems.empty() ? "" : kProblems});
    body += html(
        "<section>{}<p class=\"note\">Saving creates a version; the ones before stay. "
        "The checks are those of <code>chaos validate</code>, except for what depends on "
        "the machine that runs the experiment.</p></section>\n",
        form.done("Save as a new version"));
  } else {
    body += html("<section><p>The document is too long to be edited here.</p></section>\n");
  }
  return web::page_response(caller, {.title = "Edit " + experiment.title,
                                     .crumbs = experiment_crumbs(request, caller, experiment),
                                     .tabs = web::team_tabs(request, "/experiments"),
                                     .body = body,
                                     .status = sent.status});
}

Response save(const Parts& parts, const Request& request, const Caller& caller) {
  Draft draft;
  return web::submit(
      request, kForm,
      [&](const auto& fields) {
        draft = read_draft(web::field(fields, "text"));
        if (!draft.is_valid()) return page(parts, request, caller, {kForm, fields, "", 422}, draft);
        const Experiment saved =
            parts.library.edit(author_of(caller), home_of(request), request.parameter("experiment"),
                               web::shown_version(fields), draft.experiment);
        return http::see_other(path_of(request, saved));
      },
      [&](const Submission& sent) { return page(parts, request, caller, sent, draft); });
}

}  // namespace

void add_editor_pages(http::Router& router, const Parts& parts) {
  const std::string path = kTeamPages + "/experiments/{experiment}/edit";
  router.add({"GET",
              path,
              {Callers::kPeople, Need::kTeamMember},
              [parts](const Request& request, const Caller& caller) {
                return page(parts, request, caller);
              }});
  router.add({"POST",
              path,
              {Callers::kPeople, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return save(parts, request, caller);
              },
              {},
              http::BodySize::kDocument});
}

}  // namespace chaos::hub::experiment
