#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "activity/run_context.h"
#include "chaos/provider.h"
#include "run/interruption.h"
#include "run/runner.h"

namespace chaos::testing {

/// What happened, in order. Thread-safe.
class Story {
 public:
  void add(std::string line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;  // guarded by mutex_
};

/// A provider that executes what a test tells it, by the activity's name; all other activities
/// succeed with the output 1.
class ScriptedProvider final : public Provider {
 public:
  using Script = std::function<Json(const ActivityCall&)>;

  explicit ScriptedProvider(Story& story) : story_(story) {}

  /// Must not be called while activities are executed.
  void on(const std::string& name, Script script) { scripts_[name] = std::move(script); }

  void validate(const Json& /*activity*/) const override {}
  Json execute(const ActivityCall& call) override;

 private:
  Story& story_;
  std::map<std::string, Script> scripts_;
};

/// Records the activities and the phases of a run.
class StoryTeller final : public ActivityRecorder, public RunEventHandler {
 public:
  explicit StoryTeller(Story& story) : story_(story) {}

  void starting(Phase phase, int id, const std::string& pointer, const Json& run,
                bool durable) override;
  void ended(Phase phase, int id, const Json& run) override;

  void started(const Json&, const Json&) override { story_.add("run started"); }
  void start_hypothesis_before(const Json&) override { story_.add("hypothesis before"); }
  void start_hypothesis_after(const Json&) override { story_.add("hypothesis after"); }
  void start_method(const Json&) override { story_.add("method"); }
  void method_completed(const Json&, const Json&) override { story_.add("method completed"); }
  void start_rollbacks(const Json&) override { story_.add("rollbacks"); }
  void rollbacks_completed(const Json&, const Json&) override { story_.add("rolled back"); }
  void interrupted(const Json&, const Json&) override { story_.add("interrupted"); }
  void signal_exit() override { story_.add("signal exit"); }
  void finish(const Json&) override { story_.add("finish"); }

 private:
  Story& story_;
};

/// Everything a run needs, with a scripted provider of type "scripted".
class Stage {
 public:
  Stage();

  /// Plays the experiment and returns its journal.
  Json play(Json experiment, RunPlan plan = {});

  Story story;
  Registry registry;
  ScriptedProvider* provider;  ///< owned by the registry
  /// Each of its signals arrives a minute after the previous one.
  Interruption interruption{
      [at = Interruption::TimePoint()]() mutable { return at += std::chrono::minutes(1); }};
  RunContext context{registry, Json::object()};
  std::shared_ptr<StoryTeller> teller = std::make_shared<StoryTeller>(story);
};

Json scripted_action(const std::string& name);
Json scripted_probe(const std::string& name, const Json& tolerance = 1);
/// An activity that runs in the background.
Json in_background(Json activity);
/// An experiment with these activities, and a hypothesis if there are probes.
Json scripted_experiment(const std::vector<Json>& probes, const std::vector<Json>& method,
                         const std::vector<Json>& rollbacks);

/// Waits until `stop` is requested and throws Stopped, as a provider does.
[[noreturn]] void wait_for_stop(const std::stop_token& stop);

}  // namespace chaos::testing
