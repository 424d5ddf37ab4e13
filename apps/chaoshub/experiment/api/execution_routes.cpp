#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "experiment/api/json.h"
#include "experiment/api/routes.h"
#include "experiment/kept_journal.h"
#include "experiment/list_query.h"
#include "http/body.h"
#include "http/pagination.h"
#include "http/problem.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

Execution execution_of(const ExperimentModel& model, const Request& request) {
  return model.executions.find(team_ref_of(request), request.parameter("experiment"),
                               request.parameter("execution"));
}

std::string address_of(const Request& request, const Execution& execution) {
  return page_address(request, "executions/" + execution.id);
}

Response open(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Json body = http::json_object(request);
  const auto [execution, is_new] =
      model.executions.open(author_of(caller), team_ref_of(request),
                            request.parameter("experiment"), http::object_of(body, "journal"));
  return http::json_response(to_json(execution), is_new ? 201 : 200)
      .with("Content-Location", address_of(request, execution))
      // Tells `chaos verify` that it may open a run even for an experiment that was not known
      // before.
      .with("Chaoshub-Takes-Late-Runs", "yes")
      // Tells runners that "policies/live" notifies them when they may have to stop.
      .with("Chaoshub-Pushes-Verdicts", "yes");
}

/// The execution with its journal, which may be too long to hold in memory.
Response show(const ExperimentModel& model, const Request& request, const Caller& caller) {
  auto kept = kept_journal(model.store, [&] { return execution_of(model, request); });
  if (!may_run(caller)) kept = without_secret_values(std::move(kept));
  auto& [execution, first, rest] = kept;
  std::string begin = to_json(execution).dump(-1, ' ', false, Json::error_handler_t::replace);
  begin.back() = ',';  // replaces the closing brace
  begin += R"("journal":)" + first;
  return {.status = 200,
          .headers = {{"Content-Type", "application/json"},
                      {"Content-Location", address_of(request, execution)}},
          .body = {},
          .pieces = [begin = std::optional(std::move(begin)), rest = std::move(rest),
                     has_ended = false]() mutable -> std::optional<std::string> {
            if (begin) return std::exchange(begin, std::nullopt);
            if (has_ended) return std::nullopt;
            if (auto piece = rest()) return piece;
            has_ended = true;
            return "}";
          },
          .live = {}};
}

Response list(const ExperimentModel& model, const Request& request, const std::string& experiment) {
  ExecutionFilter filter = execution_filter_of(request);
  if (!experiment.empty()) filter.experiment = experiment;
  const TeamRef team_ref = team_ref_of(request);
  const auto listing = model.executions.page(team_ref, filter);
  Response response = http::list_response(request, listing);
  if (wants_count(request))
    response.with(kTotalCount, std::to_string(total_of(listing, [&] {
                    return model.executions.count(team_ref, filter);
                  })));
  return response;
}

std::int64_t number_in_query(const Request& request, const char* name) {
  const auto found = request.query.find(name);
  if (found == request.query.end()) return 0;
  const std::string& text = found->second;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0)
    throw http::Problem(422, "'" + std::string(name) + "' must be an event's id");
  return number;
}

Response list_events(const ExperimentModel& model, const Request& request) {
  const auto range = http::list_range_of(request);
  const Execution execution = execution_of(model, request);
  return http::json_response(to_json(model.store.events(
      execution.team_ref, execution.id, number_in_query(request, "after"), range.limit)));
}

Response verdict(const ExperimentModel& model, const Request& request) {
  const auto objections = model.safeguards.objections(execution_of(model, request));
  Json body = {{"allowed", objections.empty()}, {"policies", to_json(objections)}};
  if (std::ranges::any_of(objections, &Objection::roll_back)) body["rollback"] = true;
  return http::json_response(body);
}

/// {"reason": "incident 42", "rollback": false}, or an empty body.
Response stop(const ExperimentModel& model, const Request& request, const Caller& caller) {
  const Json body = request.body.empty() ? Json::object() : http::json_object(request);
  model.executions.stop(author_of(caller), execution_of(model, request),
                        http::text_of(body, "reason", ""), http::flag_of(body, kRollBack, true));
  return http::no_content();
}

}  // namespace

void add_execution_routes(http::Router& router, const ExperimentModel& model) {
  const std::string all = kTeamPath + "/experiments/{experiment}/executions";
  const std::string one = all + "/{execution}";
  router.add({"GET",
              kTeamPath + "/executions",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) { return list(model, request, ""); }});
  router.add({"GET",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return list(model, request, request.parameter("experiment"));
              }});
  router.add({"POST",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return open(model, request, caller);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller& caller) {
                return show(model, request, caller);
              }});
  router.add({"PUT",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                const Json body = http::json_object(request);
                model.executions.close(author_of(caller), execution_of(model, request),
                                       http::object_of(body, "journal"));
                return http::no_content();
              },
              {},
              http::BodySize::kDocument});
  router.add({"POST",
              one + "/close",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                model.executions.close_silent(author_of(caller), execution_of(model, request));
                return http::no_content();
              }});
  router.add({"POST",
              one + "/stop",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller& caller) {
                return stop(model, request, caller);
              }});
  router.add(
      {"GET",
       one + "/events",
       {Callers::kPeopleAndAgents, Need::kTeamViewer},
       [model](const Request& request, const Caller&) { return list_events(model, request); }});
  router.add({"POST",
              one + "/events",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [model](const Request& request, const Caller&) {
                const auto id = model.executions.push_event(execution_of(model, request),
                                                            http::json_object(request));
                return http::json_response({{"id", std::to_string(id)}}, 201);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one + "/policies",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) { return verdict(model, request); }});
}

}  // namespace chaos::hub::experiment
