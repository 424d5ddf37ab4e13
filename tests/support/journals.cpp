#include "support/journals.h"

#include <fmt/format.h>

#include <cmath>

namespace chaos::testing {
namespace {

Json activities_in(const std::vector<Json>& runs) {
  Json activities = Json::array();
  for (const auto& run : runs)
    activities.push_back(run.at("activity"));
  return activities;
}

Json longest_probes(const Json& before, const Json& after) {
  const auto probes = [](const Json& state) {
    return state.is_null() ? std::vector<Json>() : state.at("probes").get<std::vector<Json>>();
  };
  const auto first = probes(before);
  const auto second = probes(after);
  return activities_in(first.size() < second.size() ? second : first);
}

}  // namespace

std::string time_text(double seconds) {
  const auto micros = static_cast<long long>(std::llround(seconds * 1e6));
  const long long whole = micros / 1'000'000 + 10 * 3600;
  return fmt::format("2026-11-20T{:02}:{:02}:{:02}.{:06}+00:00", whole / 3600, whole / 60 % 60,
                     whole % 60, micros % 1'000'000);
}

Json run_of(const std::string& type, const std::string& name, double start, double took) {
  return {{"activity",
           {{"type", type},
            {"name", name},
            {"provider",
             {{"type", "process"}, {"path", "echo"}, {"arguments", Json::array({"hello"})}}}}},
          {"output", {{"status", 0}, {"stdout", "hello\n"}, {"stderr", ""}}},
          {"start", time_text(start)},
          {"status", "succeeded"},
          {"end", time_text(start + took)},
          {"duration", took}};
}

Json failed_run_of(const std::string& type, const std::string& name, const std::string& message,
                   double start, double took) {
  Json run = run_of(type, name, start, took);
  run["status"] = "failed";
  run["output"] = nullptr;
  run["exception"] = Json::array({"Traceback (most recent call last):\n",
                                  "chaoslib.exceptions.ActivityFailed: " + message + "\n"});
  return run;
}

Json probe_of(const std::string& name, bool met, double start, double took) {
  Json run = run_of("probe", name, start, took);
  run["activity"]["tolerance"] = 200;
  run["output"] = {{"status", met ? 200 : 503}, {"body", "text"}};
  run["tolerance_met"] = met;
  return run;
}

Json state_of(const std::vector<Json>& probes) {
  Json state = {{"steady_state_met", true}, {"probes", probes}};
  for (const auto& probe : probes) {
    if (probe.at("tolerance_met") != true) state["steady_state_met"] = false;
  }
  return state;
}

Json journal_of(const std::vector<Json>& method, const std::vector<Json>& rollbacks) {
  return {{"chaoslib-version", "1.44.0"},
          {"platform", "Linux-6.1"},
          {"node", "runner-7"},
          {"experiment",
           {{"title", "Checkout survives"},
            {"description", "Customers must not notice"},
            {"method", activities_in(method)},
            {"rollbacks", activities_in(rollbacks)}}},
          {"start", time_text(0)},
          {"status", "completed"},
          {"deviated", false},
          {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", Json::array()}}},
          {"run", method},
          {"rollbacks", rollbacks},
          {"end", time_text(10)},
          {"duration", 10.0}};
}

Json with_states(Json journal, const Json& before, const Json& after) {
  journal["experiment"]["steady-state-hypothesis"] = {{"title", "Orders can be placed"},
                                                      {"probes", longest_probes(before, after)}};
  journal["steady_states"]["before"] = before;
  journal["steady_states"]["after"] = after;
  return journal;
}

}  // namespace chaos::testing
