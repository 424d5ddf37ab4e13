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

Execution execution_of(const Parts& parts, const Request& request) {
  return parts.executions.find(home_of(request), request.parameter("experiment"),
                               request.parameter("execution"));
}

std::string address_of(const Request& request, const Execution& execution) {
  return page_address(request, "executions/" + execution.id);
}

Response open(const Parts& parts, const Request& request, const Caller& caller) {
  const Json body = http::json_object(request);
  const auto [execution, is_new] =
      parts.executions.open(author_of(caller), home_of(request), request.parameter("experiment"),
                            http::object_of(body, "journal"));
  return http::json_response(to_json(execution), is_new ? 201 : 200)
      .with("Content-Location", address_of(request, execution))
      // `chaos verify` may open a run for it even when it did not know the experiment before.
      .with("Chaoshub-Takes-Late-Runs", "yes")
      // Below "policies/live" whoever runs it is told when it may have to stop.
      .with("Chaoshub-Pushes-Verdicts", "yes");
}

/// The execution with its journal, which may be too long to be held in memory at once.
Response show(const Parts& parts, const Request& request) {
  auto [execution, first, rest] =
      kept_journal(parts.store, [&] { return execution_of(parts, request); });
  std::string begin = to_json(execution).dump(-1, ' ', false, Json::error_handler_t::replace);
  begin.back() = ',';  // instead of the closing brace
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

Response list(const Parts& parts, const Request& request, const std::string& experiment) {
  ExecutionFilter filter = execution_filter_of(request);
  if (!experiment.empty()) filter.experiment = experiment;
  const Home home = home_of(request);
  const auto listing = parts.executions.page(home, filter);
  Response response = http::list_response(request, listing);
  if (wants_count(request))
    response.with(kTotalCount, std::to_string(total_of(
                                   listing, [&] { return parts.executions.count(home, filter); })));
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

Response list_events(const Parts& parts, const Request& request) {
  const auto page = http::page_of(request);
  const Execution execution = execution_of(parts, request);
  return http::json_response(to_json(parts.store.events(
      execution.home, execution.id, number_in_query(request, "after"), page.limit)));
}

Response verdict(const Parts& parts, const Request& request) {
  const auto objections = parts.safeguards.objections(execution_of(parts, request));
  Json body = {{"allowed", objections.empty()}, {"policies", to_json(objections)}};
  if (std::ranges::any_of(objections, &Objection::roll_back)) body["rollback"] = true;
  return http::json_response(body);
}

/// {"reason": "incident 42", "rollback": false}, or no body at all.
Response stop(const Parts& parts, const Request& request, const Caller& caller) {
  const Json body = request.body.empty() ? Json::object() : http::json_object(request);
  parts.executions.stop(author_of(caller), execution_of(parts, request),
                        http::text_of(body, "reason", ""), http::flag_of(body, kRollBack, true));
  return http::no_content();
}

}  // namespace

void add_execution_routes(http::Router& router, const Parts& parts) {
  const std::string all = kTeamPath + "/experiments/{experiment}/executions";
  const std::string one = all + "/{execution}";
  router.add({"GET",
              kTeamPath + "/executions",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [parts](const Request& request, const Caller&) { return list(parts, request, ""); }});
  router.add({"GET",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [parts](const Request& request, const Caller&) {
                return list(parts, request, request.parameter("experiment"));
              }});
  router.add({"POST",
              all,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return open(parts, request, caller);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [parts](const Request& request, const Caller&) { return show(parts, request); }});
  router.add({"PUT",
              one,
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                const Json body = http::json_object(request);
                parts.executions.close(author_of(caller), execution_of(parts, request),
                                       http::object_of(body, "journal"));
                return http::no_content();
              },
              {},
              http::BodySize::kDocument});
  router.add({"POST",
              one + "/close",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                parts.executions.close_silent(author_of(caller), execution_of(parts, request));
                return http::no_content();
              }});
  router.add({"POST",
              one + "/stop",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller& caller) {
                return stop(parts, request, caller);
              }});
  router.add(
      {"GET",
       one + "/events",
       {Callers::kPeopleAndAgents, Need::kTeamViewer},
       [parts](const Request& request, const Caller&) { return list_events(parts, request); }});
  router.add({"POST",
              one + "/events",
              {Callers::kPeopleAndAgents, Need::kTeamMember, Scope::kWrite},
              [parts](const Request& request, const Caller&) {
                const auto id = parts.executions.push_event(execution_of(parts, request),
                                                            http::json_object(request));
                return http::json_response({{"id", std::to_string(id)}}, 201);
              },
              {},
              http::BodySize::kDocument});
  router.add({"GET",
              one + "/policies",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [parts](const Request& request, const Caller&) { return verdict(parts, request); }});
}

}  // namespace chaos::hub::experiment
