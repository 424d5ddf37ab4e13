#include <charconv>
#include <memory>

#include "experiment/api/feed.h"
#include "experiment/api/routes.h"
#include "experiment/api/verdict_watch.h"

namespace chaos::hub::experiment {
namespace {

using http::Caller;
using http::Callers;
using http::Request;
using http::Response;
using Need = http::Access::Need;

/// How many missed events are read at once.
constexpr int kBatch = 200;

/// The last event that the client has received; browsers send it when they reconnect.
std::optional<std::int64_t> last_event(const Request& request) {
  std::string text = request.header("Last-Event-ID");
  if (const auto after = request.query.find("after"); text.empty() && after != request.query.end())
    text = after->second;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(id)
                                                                  : std::nullopt;
}

Response event_stream(std::function<void(std::shared_ptr<http::LiveChannel>)> live) {
  return Response{.status = 200,
                  .headers = {{"Content-Type", "text/event-stream"}, {"X-Accel-Buffering", "no"}},
                  .body = {},
                  .pieces = {},
                  .live = std::move(live)};
}

/// `after`: nothing to send new events only.
Response follow(const ExperimentModel& model, const TeamRef& team_ref, const std::string& execution,
                std::optional<std::int64_t> after) {
  return event_stream(
      [model, team_ref, execution, after](std::shared_ptr<http::LiveChannel> channel) {
        channel->beat();  // tells the client at once that it is connected
        const auto feed = std::make_shared<Feed>(std::move(channel),
                                                 after ? *after : model.store.last_event(team_ref));
        model.live.follow(team_ref, execution, feed);
        while (true) {
          const auto missed = model.store.events(team_ref, execution, feed->last(), kBatch);
          if (missed.empty() || !feed->send_past(missed)) break;
        }
        feed->go_live();
      });
}

/// Ends with the first event, which tells the client to ask for the verdict again.
Response watch_verdict(const ExperimentModel& model, const Execution& execution) {
  return event_stream([model, execution](std::shared_ptr<http::LiveChannel> channel) {
    channel->beat();
    const auto watch = std::make_shared<VerdictWatch>(std::move(channel), execution.id);
    model.live.follow(execution.team_ref, "", watch);
    // Changes since the client last asked for the verdict would otherwise be missed.
    const Execution now = model.executions.find(execution.team_ref, execution.id);
    if (now.ended || !model.safeguards.objections(now).empty()) watch->tell_client();
  });
}

}  // namespace

void add_live_routes(http::Router& router, const ExperimentModel& model) {
  router.add({"GET",
              kTeamPath + "/live",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return follow(model, team_ref_of(request), "", last_event(request));
              }});
  router.add(
      {"GET",
       kTeamPath + "/experiments/{experiment}/executions/{execution}/live",
       {Callers::kPeopleAndAgents, Need::kTeamViewer},
       [model](const Request& request, const Caller&) {
         const Execution execution = model.executions.find(
             team_ref_of(request), request.parameter("experiment"), request.parameter("execution"));
         return follow(model, execution.team_ref, execution.id, last_event(request).value_or(0));
       }});
  router.add({"GET",
              kTeamPath + "/experiments/{experiment}/executions/{execution}/policies/live",
              {Callers::kPeopleAndAgents, Need::kTeamViewer},
              [model](const Request& request, const Caller&) {
                return watch_verdict(model, model.executions.find(team_ref_of(request),
                                                                  request.parameter("experiment"),
                                                                  request.parameter("execution")));
              }});
}

}  // namespace chaos::hub::experiment
