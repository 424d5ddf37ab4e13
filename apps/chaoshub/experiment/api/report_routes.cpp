#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "experiment/download_name.h"
#include "experiment/kept_journal.h"
#include "experiment/model/secret_values.h"
#include "http/problem.h"
#include "report/report.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using report::Format;
using Need = http::Access::Need;

struct Kind {
  std::string_view name;
  Format format;
  const char* extension;
  const char* type;
};

constexpr std::array<Kind, 3> kKinds = {
    {{"html", Format::kHtml, "html", "text/html; charset=utf-8"},
     {"markdown", Format::kMarkdown, "md", "text/markdown; charset=utf-8"},
     {"junit", Format::kJunit, "xml", "application/xml"}}};

const Kind& kind_wanted(const Request& request) {
  const auto given = request.query.find("format");
  const std::string name = given == request.query.end() ? "html" : given->second;
  const auto found = std::ranges::find(kKinds, name, &Kind::name);
  if (found == kKinds.end())
    throw http::Problem(
        422, fmt::format("'{}' is not a report format: use html, markdown or junit", name));
  return *found;
}

/// Running executions have no complete journal.
Execution ended_execution(const ExperimentModel& model, const Request& request) {
  Execution execution = model.executions.find(team_ref_of(request), request.parameter("experiment"),
                                              request.parameter("execution"));
  if (execution.is_running() || !execution.ended)
    throw http::Problem(409, "the execution has not ended: it has no journal yet");
  if (!execution.closed_by.empty())
    throw http::Problem(409, "the execution was closed by " + execution.closed_by +
                                 ": its client has sent no journal");
  return execution;
}

Response as_download(Response response, const std::string& name) {
  response.with("Content-Disposition", fmt::format("attachment; filename=\"{}\"", name));
  return response;
}

/// In the form that `chaos rollback` and `chaos report` read.
Response journal(const ExperimentModel& model, const Request& request, const Caller& caller) {
  auto kept = kept_journal(model.store, [&] { return ended_execution(model, request); });
  if (!may_run(caller)) kept = without_secret_values(std::move(kept));
  auto& [execution, first, rest] = kept;
  return as_download({.status = 200,
                      .headers = {{"Content-Type", "application/json"}},
                      .body = {},
                      .pieces = [first = std::optional(std::move(first)),
                                 rest = std::move(rest)]() mutable -> std::optional<std::string> {
                        return first ? std::exchange(first, std::nullopt) : rest();
                      },
                      .live = {}},
                     download_name(execution, "journal", "json"));
}

Response report(const ExperimentModel& model, const Request& request) {
  const Kind& kind = kind_wanted(request);
  KeptJournal kept = kept_journal(model.store, [&] { return ended_execution(model, request); });
  const Execution execution = kept.execution;
  auto journal = whole_journal(std::move(kept));
  if (!journal)
    throw http::Problem(409,
                        "the journal is too long for the hub to report on: download it and "
                        "use `chaos report`");
  journal = journal_without_secret_values(*std::move(journal));
  const std::array<report::Summary, 1> runs = {
      report::summarize(*journal, download_name(execution, "journal", "json"))};
  return as_download({.status = 200,
                      .headers = {{"Content-Type", kind.type}},
                      .body = report::render(kind.format, runs)},
                     download_name(execution, "report", kind.extension));
}

}  // namespace

void add_report_routes(http::Router& router, const ExperimentModel& model) {
  const std::string one = kTeamPath + "/experiments/{experiment}/executions/{execution}";
  router.add({"GET",
              one + "/journal",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return journal(model, request, caller);
              }});
  router.add({"GET",
              one + "/report",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) { return report(model, request); }});
}

}  // namespace chaos::hub::experiment
