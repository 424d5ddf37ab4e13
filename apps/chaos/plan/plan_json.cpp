#include <string_view>
#include <utility>

#include "diagnostics.h"
#include "plan/plan_text.h"

namespace chaos::cli {
namespace {

using plan::Availability;

std::string_view to_string(Availability availability) {
  switch (availability) {
    case Availability::kAvailable:
      return "available";
    case Availability::kMissing:
      return "missing";
    case Availability::kNotContacted:
      return "not contacted";
    case Availability::kUnknown:
      return "unknown";
  }
  return "";
}

Json or_null(const std::optional<double>& seconds) {
  return seconds ? Json(*seconds) : Json();
}

Json as_json(const plan::Duration& duration) {
  return {{"shortest", duration.shortest}, {"longest", or_null(duration.longest)}};
}

Json as_json(const plan::Value& value) {
  return {{"name", value.name},
          {"value", value.value.value_or(Json())},
          {"known", value.value.has_value()},
          {"from", value.origin},
          {"secret", value.is_secret}};
}

Json as_json(const plan::Step& step) {
  return {{"pointer", step.pointer},
          {"name", step.name},
          {"type", step.type},
          {"call", step.call},
          {"arguments", step.arguments},
          {"uses", step.uses},
          {"unknown", step.unknown},
          {"availability", to_string(step.availability)},
          {"detail", step.detail},
          {"background", step.background},
          {"dry", step.pretended},
          {"pauses", {{"before", step.pause_before}, {"after", step.pause_after}}},
          {"seconds", as_json(step.execution)},
          {"interval", or_null(step.interval)},
          {"undo", step.undo}};
}

Json as_json(const plan::Part& part) {
  Json steps = Json::array();
  for (const auto& step : part.steps)
    steps.push_back(as_json(step));
  return {{"part", part.key}, {"title", part.title}, {"steps", std::move(steps)}};
}

Json as_json(const plan::Ending& ending) {
  return {{"how", ending.how},
          {"meaning", ending.meaning},
          {"played", ending.played},
          {"not_played", ending.not_played},
          {"by", ending.by_somebody_else ? "watchdog" : "run"}};
}

template <class Items>
Json list_of(const Items& items) {
  Json list = Json::array();
  for (const auto& item : items)
    list.push_back(as_json(item));
  return list;
}

}  // namespace

Json plan_as_json(const plan::Plan& plan, const Document* document) {
  return {{"title", plan.title},
          {"source", plan.source},
          {"valid", plan.problems.empty()},
          {"strategies",
           {{"hypothesis", plan.strategies.hypothesis}, {"rollbacks", plan.strategies.rollbacks}}},
          {"dry", plan.dry ? Json(chaos::to_string(*plan.dry)) : Json()},
          {"values", list_of(plan.values)},
          {"controls", plan.controls},
          {"parts", list_of(plan.parts)},
          {"endings", list_of(plan.endings)},
          {"seconds",
           {{"run", as_json(plan.times.until_rolled_back)},
            {"rollbacks", as_json(plan.times.rolling_back)},
            {"deadline", plan.times.deadline ? Json(plan.times.deadline->limit) : Json()},
            {"without_limit", plan.times.without_limit}}},
          {"problems", diagnostics_as_json(plan.problems, document)},
          {"warnings", diagnostics_as_json(plan.warnings, document, Severity::kWarning)}};
}

}  // namespace chaos::cli
