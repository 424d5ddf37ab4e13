#include "rehearsal/stage.h"

#include <utility>

#include "chaos/error.h"
#include "experiment/experiment.h"
#include "plan/limits.h"

namespace chaos::rehearsal {
namespace {

std::string name_of(const Json& activity) {
  const Json* name = find(activity, "name");
  return name != nullptr ? python_str(*name) : std::string();
}

/// Keeps only the settings that the run itself reads: no controls, notifications, or extensions.
Json settings_for_rehearsal(const Json& settings) {
  Json kept = Json::object();
  if (const Json* runtime = find(settings, "runtime")) kept["runtime"] = *runtime;
  return kept;
}

void remove_controls(Json& value) {
  if (value.is_object()) value.erase("controls");
  if (!value.is_structured()) return;
  for (auto& child : value)
    remove_controls(child);
}

void replace_vault(Json& secrets) {
  if (!secrets.is_object()) return;
  const Json* type = find(std::as_const(secrets), "type");
  if (type != nullptr && *type == "vault") {
    secrets = "not read in a rehearsal";
    return;
  }
  for (auto& child : secrets)
    replace_vault(child);
}

}  // namespace

/// Replaces providers of every type.
class Stage::ScriptedProvider final : public Provider {
 public:
  explicit ScriptedProvider(Stage& stage) : stage_(stage) {}
  void validate(const Json& /*activity*/) const override {}
  Json execute(const ActivityCall& call) override { return stage_.execute(call); }

 private:
  Stage& stage_;
};

/// Records the moments of the run.
class Stage::MomentRecorder final : public ActivityRecorder, public RunEventHandler {
 public:
  explicit MomentRecorder(Stage& stage) : stage_(stage) {}

  void starting(Phase phase, int id, const std::string& pointer, const Json& run,
                bool durable) override {
    if (stage_.recorder_ != nullptr) stage_.recorder_->starting(phase, id, pointer, run, durable);
    const Json& activity = run.at("activity");
    Moment moment{.phase = phase, .pointer = pointer, .name = name_of(activity)};
    moment.is_action = durable;
    moment.timeout = plan::timeout_of(activity, *stage_.context_.values);
    stage_.current_[std::this_thread::get_id()] = static_cast<int>(stage_.moments_.size());
    stage_.note(std::move(moment));
  }

  void ended(Phase phase, int id, const Json& run) override {
    if (stage_.recorder_ != nullptr) stage_.recorder_->ended(phase, id, run);
    stage_.current_.erase(std::this_thread::get_id());
  }

  void start_hypothesis_before(const Json&) override { phase_ = Phase::kBefore; }
  void start_method(const Json&) override { phase_ = Phase::kMethod; }
  void start_hypothesis_after(const Json&) override { phase_ = Phase::kAfter; }
  void start_rollbacks(const Json&) override { phase_ = Phase::kRollbacks; }

  void start_pause(const Json& activity, double /*seconds*/) override {
    stage_.note({.phase = phase_, .name = name_of(activity), .is_pause = true});
    const int number = stage_.moments_.back().number;
    if (stage_.is_disturbed(number) && stage_.script_.disturbance == Disturbance::kInterruption)
      stage_.interruption_.request(Cause::kInterrupt);
  }

 private:
  Stage& stage_;
  Phase phase_ = Phase::kBefore;
};

Stage::Stage(const Request& request, const Script& script)
    : request_(request),
      script_(script),
      context_(registry_, settings_for_rehearsal(request.settings)),
      answers_(request.journal),
      prompter_(std::make_shared<MomentRecorder>(*this)) {
  for (const auto& type : request.registry.provider_types())
    registry_.add_provider(type, std::make_unique<ScriptedProvider>(*this));
  context_.clock = &clock_;
  context_.dry = request.dry;
  context_.experiment = without_outside(request.experiment);
  context_.recorder = prompter_.get();
  context_.events.add(prompter_);
}

Stage::~Stage() = default;

void Stage::note(Moment moment) {
  moment.number = static_cast<int>(moments_.size());
  moments_.push_back(std::move(moment));
  if (on_moment_) on_moment_(moments_.back());
}

Json Stage::execute(const ActivityCall& call) {
  const auto current = current_.find(std::this_thread::get_id());
  if (current != current_.end() && is_disturbed(current->second)) return disturbed(call);
  return undisturbed(call);
}

Json Stage::disturbed(const ActivityCall& call) {
  switch (script_.disturbance) {
    case Disturbance::kFailure:
      return failure_of(call);
    case Disturbance::kTimeout: {
      const Moment& moment = moments_.at(static_cast<std::size_t>(script_.at));
      const std::chrono::duration<double> limit(moment.timeout.value_or(0));
      if (!clock_.wait_for(limit, call.stop)) throw Stopped();
      throw ActivityFailed("activity took too long to complete");
    }
    case Disturbance::kInterruption:
      interruption_.request(Cause::kInterrupt);
      if (call.stop.stop_requested()) throw Stopped();
      break;
    case Disturbance::kNone:
    case Disturbance::kKill:
      break;
  }
  return undisturbed(call);
}

Json Stage::undisturbed(const ActivityCall& call) {
  std::string part(to_string(Phase::kRollbacks));  // a recovery has no moments
  const Json* tolerance = find(call.activity, "tolerance");
  const auto current = current_.find(std::this_thread::get_id());
  if (current != current_.end()) {
    const Moment& moment = moments_.at(static_cast<std::size_t>(current->second));
    part = to_string(moment.phase);
    const JsonPointer place(moment.pointer);
    if (request_.experiment.contains(place)) {
      // A reference has its own tolerance, not that of the activity that it refers to.
      const Json* own = find(request_.experiment.at(place), "tolerance");
      if (own != nullptr) tolerance = own;
    }
  }
  if (const Json* retries = find(call.activity, "retries")) {
    const Json* until = find(*retries, "until");
    if (until != nullptr && !until->is_null()) tolerance = until;
  }
  Answer answer = answers_.answer(call, tolerance, part);
  if (answer.seconds > 0 &&
      !clock_.wait_for(std::chrono::duration<double>(answer.seconds), call.stop)) {
    throw Stopped();
  }
  if (answer.failed) throw ActivityFailed(*answer.failed);
  return std::move(answer.output);
}

Json without_outside(Json experiment) {
  if (!experiment.is_object()) return experiment;
  experiment.erase("controls");
  for (const char* part : {"steady-state-hypothesis", "method", "rollbacks"})
    if (Json* activities = find(experiment, part)) remove_controls(*activities);
  if (Json* secrets = find(experiment, "secrets")) replace_vault(*secrets);
  return experiment;
}

}  // namespace chaos::rehearsal
