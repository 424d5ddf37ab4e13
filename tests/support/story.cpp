#include "support/story.h"

#include <limits>

#include "chaos/error.h"
#include "os/clock.h"

namespace chaos::testing {
namespace {

std::string name_of(const Json& activity) {
  return activity.value("name", "");
}

Json scripted(const char* type, const std::string& name) {
  return {{"type", type}, {"name", name}, {"provider", {{"type", "scripted"}}}};
}

}  // namespace

Json ScriptedProvider::execute(const ActivityCall& call) {
  const std::string name = name_of(call.activity);
  story_.add("execute " + name);
  const auto script = scripts_.find(name);
  return script != scripts_.end() ? script->second(call) : Json(1);
}

void StoryTeller::starting(Phase phase, int id, const std::string& pointer, const Json& run,
                           bool durable) {
  story_.add("start " + std::to_string(id) + " " + name_of(run.at("activity")) + " at " + pointer +
             " in " + std::string(to_string(phase)) + (durable ? ", durable" : ""));
}

void StoryTeller::ended(Phase phase, int id, const Json& run) {
  story_.add("end " + std::to_string(id) + " in " + std::string(to_string(phase)) + ": " +
             run.value("status", "none"));
}

Stage::Stage() {
  auto scripted_provider = std::make_unique<ScriptedProvider>(story);
  provider = scripted_provider.get();
  registry.add_provider("scripted", std::move(scripted_provider));
  context.recorder = teller.get();
  context.events.add(teller);
}

Json Stage::play(Json experiment, RunPlan plan) {
  context.experiment = std::move(experiment);
  Runner runner(context, interruption, std::move(plan));
  runner.prepare({});
  return runner.run();
}

Json scripted_action(const std::string& name) {
  return scripted("action", name);
}

Json scripted_probe(const std::string& name, const Json& tolerance) {
  Json probe = scripted("probe", name);
  probe["tolerance"] = tolerance;
  return probe;
}

Json in_background(Json activity) {
  activity["background"] = true;
  return activity;
}

Json scripted_experiment(const std::vector<Json>& probes, const std::vector<Json>& method,
                         const std::vector<Json>& rollbacks) {
  Json experiment = {{"title", "t"}, {"description", "d"}};
  if (!probes.empty()) {
    experiment["steady-state-hypothesis"] = {{"title", "h"}, {"probes", probes}};
  }
  experiment["method"] = method;
  experiment["rollbacks"] = rollbacks;
  return experiment;
}

void wait_for_stop(const std::stop_token& stop) {
  os::wait_for(std::chrono::duration<double>(std::numeric_limits<double>::infinity()), stop);
  throw Stopped();
}

}  // namespace chaos::testing
