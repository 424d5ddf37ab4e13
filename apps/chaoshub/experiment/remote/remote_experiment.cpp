#include "experiment/remote/remote_experiment.h"

#include "http/body.h"
#include "remote/internal_routes.h"

namespace chaos::hub::experiment {
namespace {

Json to_json(const OutcomeCounts& counts) {
  Json json = Json::object();
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    json[std::string(to_text(outcome))] = counts.of(outcome);
  return json;
}

OutcomeCounts counts_from(const Json& numbers, const char* period) {
  OutcomeCounts counts;
  const Json* given = find(numbers, period);
  for (const ExecutionOutcome outcome : kExecutionOutcomes)
    if (given != nullptr) counts.of(outcome) = given->value(to_text(outcome), 0);
  return counts;
}

Json to_json(const TeamNumbers& numbers) {
  return {{"running", numbers.running},      {"no_news", numbers.no_news},
          {"day", to_json(numbers.day)},     {"week", to_json(numbers.week)},
          {"month", to_json(numbers.month)}, {"awaiting_approval", numbers.awaiting_approval},
          {"blocks", numbers.blocks}};
}

Json to_json(const HaltsByTeam& halts) {
  Json list = Json::array();
  for (const auto& [team, halt] : halts)
    list.push_back({{"organization", halt.organization},
                    {"team", team},
                    {"reason", halt.reason},
                    {"by", halt.by},
                    {"since", to_text(halt.since)}});
  return {{"halts", list}};
}

}  // namespace

TeamNumbers RemoteExperiment::numbers_of(const std::string& organization, const std::string& team) {
  const Json answer = service_.ask("numbers", {{"organization", organization}, {"team", team}});
  return {.running = answer.value("running", 0),
          .no_news = answer.value("no_news", 0),
          .day = counts_from(answer, "day"),
          .week = counts_from(answer, "week"),
          .month = counts_from(answer, "month"),
          .awaiting_approval = answer.value("awaiting_approval", 0),
          .blocks = answer.value("blocks", std::vector<std::string>())};
}

std::shared_ptr<const HaltsByTeam> RemoteExperiment::halts_in_force() {
  const Json answer = service_.ask("halts", Json::object());
  auto halts = std::make_shared<HaltsByTeam>();
  for (const Json& halt : answer.at("halts"))
    halts->emplace(halt.at("team"),
                   Halt{.organization = halt.at("organization"),
                        .team = halt.at("team"),
                        .reason = halt.at("reason"),
                        .by = halt.at("by"),
                        .since = time_from(halt.at("since").get<std::string>()).value_or(Time())});
  return halts;
}

void add_internal_routes(http::Router& router, ExperimentService& experiments) {
  add_internal_route(router, "experiment", "numbers", [&experiments](const Json& body) {
    return to_json(
        experiments.numbers_of(http::text_of(body, "organization"), http::text_of(body, "team")));
  });
  add_internal_route(router, "experiment", "halts", [&experiments](const Json&) {
    return to_json(*experiments.halts_in_force());
  });
}

}  // namespace chaos::hub::experiment
