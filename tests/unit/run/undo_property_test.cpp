/// Generated experiments, stopped at every point: what began is undone, once, and last first.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "chaos/error.h"
#include "log/muted.h"
#include "os/virtual_clock.h"
#include "run/interruption.h"
#include "run/runner.h"
#include "run/undo.h"
#include "support/generated_experiment.h"

namespace chaos {
namespace {

/// Who stops a run.
enum class By { kInterrupt, kTerminate, kUngracefully, kGuard, kDemandingGuard };

/// A stop at the moment with that number. The moments of a run are the beginnings and ends of
/// activities and phases, the middle of each execution, and pauses.
struct Stop {
  int at = -1;
  By by = By::kInterrupt;
};

/// How an experiment is played.
struct Course {
  std::string strategy;
  HypothesisStrategy hypothesis = HypothesisStrategy::kDefault;
  std::vector<Stop> stops = {};
};

/// Plays an experiment on a virtual clock.
class Played final : public Provider, public ActivityRecorder, public RunEventHandler {
 public:
  struct Start {
    Phase phase;
    std::string pointer;
    bool is_action;
  };

  static std::shared_ptr<Played> play(const Json& experiment, const Course& course) {
    const auto played = std::make_shared<Played>(course.stops);
    Registry registry;
    registry.add_provider("made-up", std::make_unique<Caller>(*played));
    RunContext context(registry, Json::object());
    context.clock = &played->clock_;
    context.experiment = experiment;
    context.recorder = played.get();
    context.events.add(played);
    Runner runner(context, played->interruption_,
                  {.hypothesis = course.hypothesis,
                   .rollbacks = course.strategy,
                   .schedule = {.frequency_seconds = 4}});
    runner.prepare({});
    played->journal_ = runner.run();
    return played;
  }

  explicit Played(std::vector<Stop> stops) : stops_(std::move(stops)) {}

  const std::vector<Start>& starts() const { return starts_; }
  const Json& journal() const { return journal_; }
  int moments() const { return moments_; }
  /// What the stops said about the rollbacks: "always", "never" or nothing.
  const std::string& imposed() const { return imposed_; }
  bool were_rollbacks_cut_short() const { return imposed_ == "never" && rolling_back_; }

  void validate(const Json& /*activity*/) const override {}
  Json execute(const ActivityCall& call) override {
    const Json& provider = call.activity.at("provider");
    const std::chrono::duration<double> half(provider.at("seconds").get<double>() / 2);
    if (!clock_.wait_for(half, call.stop)) throw Stopped();
    moment();
    if (!clock_.wait_for(half, call.stop)) throw Stopped();
    const int attempt = ++attempts_[call.activity.at("name")];
    if (provider.contains("fails") || attempt <= provider.value("fails-first", 0))
      throw ActivityFailed("made to fail");
    return true;
  }

  void starting(Phase phase, int /*id*/, const std::string& pointer, const Json& run,
                bool /*durable*/) override {
    const Json& activity = run.at("activity");
    attempts_[activity.at("name")] = 0;
    starts_.push_back({phase, pointer, activity.at("type") == "action"});
    moment();
  }
  void ended(Phase /*phase*/, int /*id*/, const Json& /*run*/) override { moment(); }
  void strategy_imposed(std::string_view strategy) override { imposed_ = strategy; }

  void start_hypothesis_before(const Json& /*experiment*/) override { moment(); }
  void start_method(const Json& /*experiment*/) override { moment(); }
  void method_completed(const Json& /*experiment*/, const Json& /*runs*/) override { moment(); }
  void start_hypothesis_after(const Json& /*experiment*/) override { moment(); }
  void start_rollbacks(const Json& /*experiment*/) override {
    rolling_back_ = true;
    moment();
  }
  void rollbacks_completed(const Json& /*experiment*/, const Json& /*journal*/) override {
    moment();
  }
  void start_pause(const Json& /*activity*/, double /*seconds*/) override { moment(); }

 private:
  /// Owned by the registry, which is destroyed before the results are checked.
  class Caller final : public Provider {
   public:
    explicit Caller(Played& played) : played_(played) {}
    void validate(const Json& /*activity*/) const override {}
    Json execute(const ActivityCall& call) override { return played_.execute(call); }

   private:
    Played& played_;
  };

  void moment() {
    const int now = moments_++;
    for (const Stop& each : stops_)
      if (each.at == now) stop(each.by);
  }

  void stop(By by) {
    switch (by) {
      case By::kInterrupt:
        return interruption_.request(Cause::kInterrupt);
      case By::kTerminate:
        return interruption_.request(Cause::kTerminate);
      case By::kUngracefully:
        return interruption_.request(Cause::kExitUngracefully);
      case By::kGuard:
      case By::kDemandingGuard:
        interruption_.stop({.guard = "test",
                            .sentence = "Stopped by the test.",
                            .roll_back = by == By::kDemandingGuard});
    }
  }

  const std::vector<Stop> stops_;
  os::VirtualClock clock_;
  /// Each stop comes a minute after the one before, however little happens in between.
  Interruption interruption_{
      [at = Interruption::TimePoint()]() mutable { return at += std::chrono::minutes(1); }};
  std::vector<Start> starts_;
  std::map<std::string, int> attempts_;  // of the activity that is executed, by its name
  Json journal_;
  std::string imposed_;
  int moments_ = 0;
  bool rolling_back_ = false;
};

/// Where the activity is that is executed for the one at the pointer.
std::string resolved(const Json& experiment, const std::string& pointer) {
  const Json* ref = find(experiment.at(JsonPointer(pointer)), "ref");
  if (ref == nullptr) return pointer;
  const Json& method = experiment.at("method");
  for (std::size_t i = 0; i < method.size(); ++i)
    if (method[i].value("name", "") == *ref) return "/method/" + std::to_string(i);
  return {};
}

/// Whether the activity fails however often it is tried.
bool fails(const Json& experiment, std::string pointer) {
  // The undo of a reference is that of the action which it names.
  if (const auto undo = pointer.find("/rollback"); undo != pointer.npos && undo > 0)
    pointer = resolved(experiment, pointer.substr(0, undo)) + pointer.substr(undo);
  const Json& activity = experiment.at(JsonPointer(resolved(experiment, pointer)));
  const Json& provider = activity.at("provider");
  if (provider.contains("fails")) return true;
  const int retries = activity.contains("retries") ? activity["retries"]["count"].get<int>() : 0;
  return provider.value("fails-first", 0) > retries;
}

std::vector<std::string> pointers_of_undos(const Json& experiment, const std::string& action) {
  const Json* undo = find(experiment.at(JsonPointer(action)), "rollback");
  if (undo == nullptr) return {};
  if (undo->is_object()) return {action + "/rollback"};
  std::vector<std::string> pointers;
  for (std::size_t i = 0; i < undo->size(); ++i)
    pointers.push_back(action + "/rollback/" + std::to_string(i));
  return pointers;
}

/// The undos that are due, in the order in which they must be played: the undo of the latest action
/// comes first.
std::vector<std::string> owed(const Json& experiment, const Played& played) {
  std::vector<std::string> pointers;
  for (auto start = played.starts().rbegin(); start != played.starts().rend(); ++start) {
    if (start->phase != Phase::kMethod || !start->is_action) continue;
    const std::string action = resolved(experiment, start->pointer);
    // An action that is played again by a reference is undone again, at the place of the reference.
    for (const auto& pointer : pointers_of_undos(experiment, action))
      pointers.push_back(start->pointer + pointer.substr(action.size()));
  }
  return pointers;
}

std::vector<std::string> undone(const Played& played) {
  std::vector<std::string> pointers;
  for (const auto& start : played.starts()) {
    if (start.phase == Phase::kRollbacks && start.pointer.starts_with("/method/"))
      pointers.push_back(start.pointer);
  }
  return pointers;
}

void expect_undos_follow_their_actions(const Played& played) {
  std::map<std::string, std::size_t> first;
  for (std::size_t i = 0; i < played.starts().size(); ++i)
    first.try_emplace(played.starts()[i].pointer, i);
  for (const auto& undo : undone(played)) {
    const std::string action = undo.substr(0, undo.find("/rollback"));
    ASSERT_TRUE(first.contains(action)) << undo << " undoes an action that never began";
    EXPECT_LT(first[action], first[undo]) << undo;
  }
}

/// The flat rollbacks come once each, in their order, and after the undos of the actions.
void expect_rollbacks_in_order(const Played& played) {
  int next = 0;
  for (const auto& start : played.starts()) {
    if (start.phase != Phase::kRollbacks) continue;
    if (start.pointer.starts_with("/method/")) {
      EXPECT_EQ(next, 0) << start.pointer << " is played after a rollback";
    } else {
      EXPECT_EQ(start.pointer, "/rollbacks/" + std::to_string(next++));
    }
  }
}

/// Exactly one attempt, which succeeded or is reported as left; none only if somebody cut the
/// rollbacks short.
void expect_everything_undone_once(const Json& experiment, const Played& played) {
  const std::vector<std::string> expected = owed(experiment, played);
  const std::vector<std::string> actual = undone(played);
  if (played.were_rollbacks_cut_short()) {
    ASSERT_LE(actual.size(), expected.size());
    EXPECT_TRUE(std::equal(actual.begin(), actual.end(), expected.begin()));
  } else {
    EXPECT_EQ(actual, expected);
  }
  const std::vector<Undo> left = left_to_undo(played.journal());
  for (const auto& pointer : expected) {
    const bool was_played = std::ranges::find(actual, pointer) != actual.end();
    const bool is_left =
        std::ranges::any_of(left, [&pointer](const Undo& undo) { return undo.pointer == pointer; });
    if (fails(experiment, pointer) || !was_played) {
      EXPECT_TRUE(is_left) << pointer << " is not reported";
    } else if (!played.were_rollbacks_cut_short()) {
      EXPECT_FALSE(is_left) << pointer << " is done, and yet reported";
    }
  }
}

void expect_put_back(const Json& experiment, const Course& course, const Played& played) {
  expect_undos_follow_their_actions(played);
  expect_rollbacks_in_order(played);
  const bool is_forbidden = played.imposed() == "never" && !played.were_rollbacks_cut_short();
  const bool is_unwanted = course.strategy == "never" && played.imposed().empty();
  if (is_forbidden || is_unwanted)
    EXPECT_TRUE(undone(played).empty());
  else
    expect_everything_undone_once(experiment, played);
}

std::string text_of(const Course& course) {
  std::string text = "strategy " + course.strategy;
  if (course.hypothesis == HypothesisStrategy::kContinuous) text += ", continuous hypothesis";
  for (const Stop& stop : course.stops) {
    text += ", stopped at moment " + std::to_string(stop.at) + " by " +
            std::to_string(static_cast<int>(stop.by));
  }
  return text;
}

constexpr By kStops[] = {By::kInterrupt, By::kTerminate, By::kUngracefully, By::kGuard,
                         By::kDemandingGuard};

/// `stops(at)`: those of the play that is stopped at that moment.
template <class Stops>
void expect_put_back_wherever_it_is_stopped(unsigned last_seed, const Stops& stops) {
  const log::Muted muted;
  std::size_t undone_in_all = 0;
  for (unsigned seed = 1; seed <= last_seed; ++seed) {
    testing::ExperimentGenerator generator(seed);
    const Json experiment = generator.experiment();
    Course course{.strategy = generator.strategy(), .hypothesis = generator.hypothesis()};
    for (int at = -1;; ++at) {
      course.stops = stops(seed, at);
      SCOPED_TRACE("seed " + std::to_string(seed) + ", " + text_of(course) + "\n" +
                   to_json_text(experiment, 1));
      const auto played = Played::play(experiment, course);
      expect_put_back(experiment, course, *played);
      undone_in_all += undone(*played).size();
      if (::testing::Test::HasFailure()) return;
      if (at >= played->moments()) break;
    }
  }
  EXPECT_GT(undone_in_all, 500U) << "the generator makes experiments that prove nothing";
}

TEST(UndoProperty, WhatBeganIsUndoneOnceAndLastFirstWhereverTheRunIsInterrupted) {
  expect_put_back_wherever_it_is_stopped(
      40, [](unsigned, int at) { return std::vector<Stop>{{.at = at, .by = By::kInterrupt}}; });
}

TEST(UndoProperty, TheSameHoldsWhoeverStopsTheRun) {
  expect_put_back_wherever_it_is_stopped(40, [](unsigned seed, int at) {
    return std::vector<Stop>{
        {.at = at, .by = kStops[(seed + static_cast<unsigned>(at + 1)) % std::size(kStops)]}};
  });
}

TEST(UndoProperty, TheSameHoldsIfTheRunIsStoppedTwice) {
  expect_put_back_wherever_it_is_stopped(40, [](unsigned seed, int at) {
    const unsigned number = seed + static_cast<unsigned>(at + 1);
    return std::vector<Stop>{{.at = at, .by = kStops[number % std::size(kStops)]},
                             {.at = at + 1 + static_cast<int>(number % 7),
                              .by = kStops[number / std::size(kStops) % std::size(kStops)]}};
  });
}

TEST(UndoProperty, TheSameSeedAlwaysTakesTheSameCourse) {
  const log::Muted muted;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    testing::ExperimentGenerator generator(seed);
    const Json experiment = generator.experiment();
    const Course course{.strategy = "always", .hypothesis = generator.hypothesis()};
    const std::string first = to_json_text(Played::play(experiment, course)->journal(), -1);
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(to_json_text(Played::play(experiment, course)->journal(), -1), first)
          << "seed " << seed;
  }
}

}  // namespace
}  // namespace chaos
