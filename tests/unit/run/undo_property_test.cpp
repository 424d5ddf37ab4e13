/// Generated experiments, interrupted at every point: everything that began is undone, once, in
/// reverse order.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "log/muted.h"
#include "os/virtual_clock.h"
#include "run/interruption.h"
#include "run/runner.h"
#include "run/undo.h"

namespace chaos {
namespace {

/// Generates experiments. The same seed always gives the same experiment.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  Json experiment() {
    Json experiment = {{"title", "generated"}, {"description", "generated"}};
    if (chance(40)) {
      Json probes = activities(pick(1, 2), "probe");
      for (auto& probe : probes)
        probe["tolerance"] = true;
      experiment["steady-state-hypothesis"] = {{"title", "steady"}, {"probes", probes}};
    }
    experiment["method"] = Json::array();
    for (int i = pick(1, 5); i > 0; --i)
      experiment["method"].push_back(chance(25) ? activity("probe") : action());
    experiment["rollbacks"] = activities(pick(0, 2), "action");
    return experiment;
  }

  std::string strategy() {
    const char* const strategies[] = {"default", "always", "deviated", "never"};
    return strategies[pick(0, 3)];
  }

 private:
  int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
  bool chance(int percent) { return pick(1, 100) <= percent; }

  Json activity(const char* type) {
    Json made = {{"type", type},
                 {"name", std::string(type) + "-" + std::to_string(++names_)},
                 {"provider", {{"type", "made-up"}, {"seconds", pick(0, 20)}}}};
    if (chance(20)) made["provider"]["fails"] = true;
    if (chance(25)) made["pauses"] = {{"before", pick(0, 5)}, {"after", pick(0, 5)}};
    if (chance(25)) made["background"] = true;
    return made;
  }

  Json activities(int count, const char* type) {
    Json list = Json::array();
    for (int i = 0; i < count; ++i)
      list.push_back(activity(type));
    return list;
  }

  Json action() {
    Json made = activity("action");
    if (chance(30)) return made;
    if (chance(50)) {
      made["rollback"] = activity("action");
      made["rollback"].erase("background");
    } else {
      made["rollback"] = activities(pick(0, 3), "action");
      for (auto& undo : made["rollback"])
        undo.erase("background");
    }
    return made;
  }

  std::mt19937 random_;
  int names_ = 0;
};

/// Plays an experiment on a virtual clock and interrupts it at the moment with that number; starts
/// of activities and of pauses are counted.
class Played final : public Provider, public ActivityRecorder, public RunEventHandler {
 public:
  struct Start {
    Phase phase;
    std::string pointer;
    bool is_action;
  };

  static std::shared_ptr<Played> play(const Json& experiment, const std::string& strategy,
                                      int interrupted_at) {
    const auto played = std::make_shared<Played>(interrupted_at);
    Registry registry;
    registry.add_provider("made-up", std::make_unique<Caller>(*played));
    RunContext context(registry, Json::object());
    context.clock = &played->clock_;
    context.experiment = experiment;
    context.recorder = played.get();
    context.events.add(played);
    Runner runner(context, played->interruption_, {.rollbacks = strategy});
    runner.prepare({});
    played->journal_ = runner.run();
    return played;
  }

  explicit Played(int interrupted_at) : interrupted_at_(interrupted_at) {}

  const std::vector<Start>& starts() const { return starts_; }
  const Json& journal() const { return journal_; }
  int moments() const { return moments_; }
  bool interrupted_while_rolling_back() const { return interrupted_while_rolling_back_; }

  void validate(const Json& /*activity*/) const override {}
  Json execute(const ActivityCall& call) override {
    const Json& provider = call.activity.at("provider");
    const std::chrono::duration<double> length(provider.at("seconds").get<double>());
    if (!clock_.wait_for(length, call.stop)) throw Stopped();
    if (provider.contains("fails")) throw ActivityFailed("made to fail");
    return true;
  }

  void starting(Phase phase, int /*id*/, const std::string& pointer, const Json& run,
                bool /*durable*/) override {
    starts_.push_back({phase, pointer, run.at("activity").at("type") == "action"});
    moment();
  }
  void ended(Phase /*phase*/, int /*id*/, const Json& /*run*/) override {}
  void start_rollbacks(const Json& /*experiment*/) override { rolling_back_ = true; }
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
    if (moments_++ != interrupted_at_) return;
    interrupted_while_rolling_back_ = rolling_back_;
    interruption_.request(Cause::kInterrupt);
  }

  const int interrupted_at_;
  os::VirtualClock clock_;
  Interruption interruption_;
  std::vector<Start> starts_;
  Json journal_;
  int moments_ = 0;
  bool rolling_back_ = false;
  bool interrupted_while_rolling_back_ = false;
};

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
    for (auto& pointer : pointers_of_undos(experiment, start->pointer))
      pointers.push_back(std::move(pointer));
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

/// Exactly one attempt, which succeeded or is reported as left; none only if the rollbacks
/// themselves were interrupted.
void expect_everything_undone_once(const Json& experiment, const Played& played) {
  const std::vector<std::string> expected = owed(experiment, played);
  const std::vector<std::string> actual = undone(played);
  if (played.interrupted_while_rolling_back()) {
    ASSERT_LE(actual.size(), expected.size());
    EXPECT_TRUE(std::equal(actual.begin(), actual.end(), expected.begin()));
  } else {
    EXPECT_EQ(actual, expected);
  }
  const std::vector<Undo> left = left_to_undo(played.journal());
  for (const auto& pointer : expected) {
    const bool fails = experiment.at(JsonPointer(pointer)).at("provider").contains("fails");
    const bool was_played = std::ranges::find(actual, pointer) != actual.end();
    const bool is_left =
        std::ranges::any_of(left, [&pointer](const Undo& undo) { return undo.pointer == pointer; });
    if (fails || !was_played) {
      EXPECT_TRUE(is_left) << pointer << " is not reported";
    } else if (!played.interrupted_while_rolling_back()) {
      EXPECT_FALSE(is_left) << pointer << " is done, and yet reported";
    }
  }
}

TEST(UndoProperty, WhatBeganIsUndoneOnceAndLastFirstWhereverTheRunIsInterrupted) {
  const log::Muted muted;
  std::size_t undone_in_all = 0;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    Generator generator(seed);
    const Json experiment = generator.experiment();
    const std::string strategy = generator.strategy();
    for (int at = -1;; ++at) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", strategy " + strategy +
                   ", interrupted at moment " + std::to_string(at) + "\n" +
                   to_json_text(experiment, 1));
      const auto played = Played::play(experiment, strategy, at);
      expect_undos_follow_their_actions(*played);
      undone_in_all += undone(*played).size();
      if (strategy == "never")
        EXPECT_TRUE(undone(*played).empty());
      else
        expect_everything_undone_once(experiment, *played);
      if (HasFailure() || at >= played->moments()) break;
    }
    if (HasFailure()) break;
  }
  EXPECT_GT(undone_in_all, 500U) << "the generator makes experiments that prove nothing";
}

TEST(UndoProperty, TheSameSeedAlwaysGivesTheSameRun) {
  const log::Muted muted;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    Generator generator(seed);
    const Json experiment = generator.experiment();
    const std::string first = to_json_text(Played::play(experiment, "always", -1)->journal(), -1);
    for (int i = 0; i < 3; ++i)
      EXPECT_EQ(to_json_text(Played::play(experiment, "always", -1)->journal(), -1), first)
          << "seed " << seed;
  }
}

}  // namespace
}  // namespace chaos
