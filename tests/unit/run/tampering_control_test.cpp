/// Controls that change, or remove, the data of a run. Whatever they do once the actions have
/// begun, everything is undone, with the right values: by the run itself, from its journal, and
/// from its log.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "context/substitution.h"
#include "log/muted.h"
#include "run/journal.h"
#include "run/journal_shape.h"
#include "run/own_record.h"
#include "run/recovery.h"
#include "run/rollback_recovery.h"
#include "run/runner.h"
#include "run/undo.h"
#include "run/undo_notes.h"
#include "run/wal_recorder.h"
#include "support/fake_file_system.h"
#include "support/hooked_control.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using testing::FakeFileSystem;
using ::testing::IsEmpty;

const std::string kPath = "run.wal";

/// Keeps what was executed, in order, with the arguments that were really used.
class Teller final : public Provider {
 public:
  explicit Teller(std::vector<std::string>& told) : told_(told) {}
  void validate(const Json& /*activity*/) const override {}
  Json execute(const ActivityCall& call) override {
    std::string line = python_str(call.activity.value("name", Json()));
    if (const Json* arguments = find(call.activity.at("provider"), "arguments")) {
      line += " " + to_json_text(
                        substitute(*arguments, call.configuration, call.secrets, call.activities));
    }
    told_.push_back(line);
    return {{"id", told_.size()}};
  }

 private:
  std::vector<std::string>& told_;
};

Json action(const std::string& name) {
  return {{"type", "action"}, {"name", name}, {"provider", {{"type", "telling"}}}};
}

Json undone_by(Json action, Json undo) {
  action["rollback"] = std::move(undo);
  return action;
}

/// Actions with undos of every kind, and rollbacks. All undos need a value of the configuration, a
/// secret, or an output.
Json experiment_with_undos() {
  Json undo_a = action("undo a");
  undo_a["provider"]["arguments"] = {{"id", "${activities[\"a\"].output.id}"}};
  Json undo_b = action("undo b");
  undo_b["provider"]["arguments"] = {{"target", "${target}"}};
  Json flat = action("flat");
  flat["provider"]["arguments"] = {{"token", "${token}"}};
  return {{"title", "t"},
          {"description", "d"},
          {"configuration", {{"target", "t-1"}}},
          {"secrets", {{"web", {{"token", "s3cr3t"}}}}},
          {"method",
           {action("mend"),
            undone_by(action("c"), {{"ref", "mend"}}),
            undone_by(action("a"), undo_a),
            {{"type", "probe"}, {"name", "p"}, {"provider", {{"type", "telling"}}}},
            undone_by(action("b"), Json::array({undo_b, action("undo b, too")}))}},
          {"rollbacks", {flat, action("flat, too")}}};
}

const auto kAllUndone = [](const std::vector<std::string>& told) {
  const std::vector<std::string> expected = {R"(undo b {"target": "t-1"})", "undo b, too",
                                             R"(undo a {"id": 3})",         "mend",
                                             R"(flat {"token": "s3cr3t"})", "flat, too"};
  constexpr std::ptrdiff_t kMethod = 5;
  return std::vector<std::string>(told.begin() + kMethod, told.end()) == expected;
};

/// When a control strikes: after everything that has to be undone has begun.
struct Moment {
  std::string name;
  bool before;
  ControlLevel level;
  std::string activity = {};
};

bool is_at(const Moment& moment, const ControlContext& context, bool before) {
  if (moment.before != before || moment.level != context.level) return false;
  return moment.activity.empty() || context.context.value("name", Json()) == moment.activity;
}

struct Tampering {
  std::string name;
  std::function<void(ControlContext&)> act;
};

std::vector<Tampering> tamperings() {
  std::vector<Tampering> all;
  const auto on_experiment = [&all](const std::string& name, std::function<void(Json&)> act) {
    all.push_back({name, [act](ControlContext& context) { act(*context.experiment); }});
  };
  const std::vector<std::pair<std::string, Json>> junk = {
      {"null", Json()}, {"[]", Json::array()},      {"{}", Json::object()},
      {"5", 5},         {"[{}]", {Json::object()}}, {"[5]", Json::array({5})}};
  for (const char* key : {"method", "rollbacks", "configuration", "secrets", "title", "dry",
                          "controls", "runtime", "extensions", "steady-state-hypothesis"}) {
    for (const auto& [text, value] : junk)
      on_experiment(std::string(key) + " = " + text,
                    [key, value = value](Json& experiment) { experiment[key] = value; });
    on_experiment("del " + std::string(key), [key](Json& experiment) { experiment.erase(key); });
  }
  on_experiment("experiment.clear()", [](Json& experiment) { experiment.clear(); });
  on_experiment("dry = activities", [](Json& experiment) { experiment["dry"] = "activities"; });
  const auto on_activities = [&](const std::string& name, const std::function<void(Json&)>& act) {
    on_experiment(name, [act](Json& experiment) {
      for (const char* list : {"method", "rollbacks"}) {
        Json* activities = find(experiment, list);
        if (activities == nullptr || !activities->is_array()) continue;
        for (auto& activity : *activities)
          if (activity.is_object()) act(activity);
      }
    });
  };
  on_activities("each.clear()", [](Json& each) { each.clear(); });
  on_activities("each.pop(rollback)", [](Json& each) { each.erase("rollback"); });
  on_activities("each[rollback] = []", [](Json& each) { each["rollback"] = Json::array(); });
  on_activities("each[rollback] = other", [](Json& each) {
    if (each.contains("rollback")) each["rollback"] = action("other");
  });
  on_activities("each[rollback].clear()", [](Json& each) {
    if (each.contains("rollback")) each["rollback"].clear();
  });
  on_activities("each.pop(provider)", [](Json& each) { each.erase("provider"); });
  on_experiment("reversed method", [](Json& experiment) {
    Json* method = find(experiment, "method");
    if (method != nullptr && method->is_array()) std::reverse(method->begin(), method->end());
  });
  on_experiment("other actions", [](Json& experiment) {
    experiment["method"] = {action("x"), undone_by(action("y"), action("undo y"))};
  });
  all.push_back(
      {"configuration.clear()", [](ControlContext& context) { context.configuration->clear(); }});
  all.push_back({"secrets.clear()", [](ControlContext& context) { context.secrets->clear(); }});
  all.push_back(
      {"secrets[web].clear()", [](ControlContext& context) { (*context.secrets)["web"].clear(); }});
  all.push_back({"context.clear()", [](ControlContext& context) { context.context.clear(); }});
  all.push_back(
      {"context[provider] = 5", [](ControlContext& context) { context.context["provider"] = 5; }});
  const auto on_state = [&all](const std::string& name, std::function<void(Json&)> act) {
    all.push_back({name, [act](ControlContext& context) {
                     if (context.state != nullptr) act(*context.state);
                   }});
  };
  on_state("state.clear()", [](Json& state) { state.clear(); });
  for (const char* key : {"run", "rollbacks", "experiment", "status", "deviated", "start", "end",
                          "activity", "output", "name", "steady_states", "extensions"}) {
    for (const auto& [text, value] : junk)
      on_state("state[" + std::string(key) + "] = " + text, [key, value = value](Json& state) {
        if (state.is_object()) state[key] = value;
        if (!state.is_array()) return;
        for (auto& each : state)
          if (each.is_object()) each[key] = value;
      });
    on_state("del state[" + std::string(key) + "]", [key](Json& state) {
      if (state.is_object()) state.erase(key);
    });
  }
  on_state("state[status] = failed", [](Json& state) {
    if (state.is_object()) state["status"] = "failed";
  });
  on_state("runs without activities", [](Json& state) {
    if (!state.is_object()) return;
    for (const char* list : {"run", "rollbacks"})
      if (state.contains(list))
        for (auto& run : state[list])
          run = Json::object();
  });
  return all;
}

/// A run with a control that strikes once at a moment, and its log.
class TamperedRun {
 public:
  TamperedRun(const Moment& moment, const Tampering& tampering, const std::string& strategy) {
    Registry registry;
    registry.add_provider("telling", std::make_unique<Teller>(told));
    RunContext context(registry, Json::object());
    context.experiment = experiment_with_undos();
    const auto hooked = testing::add_hooked_control(registry, context.experiment);
    const auto strike = [&](bool before) {
      return [&moment, &tampering, before](ControlContext& scene) {
        if (is_at(moment, scene, before)) tampering.act(scene);
      };
    };
    hooked->on_before = strike(true);
    hooked->on_after = strike(false);
    WalWriter writer(files, kPath, {{"journal", "journal.json"}});
    const auto recorder = std::make_shared<WalRecorder>(writer);
    context.recorder = recorder.get();
    context.events.add(recorder);
    Interruption interruption;
    Runner runner(context, interruption, {.rollbacks = strategy});
    runner.prepare({});
    journal = runner.run();
    state_undo_notes(journal, context,
                     {.header = Json::object(), .journal_path = "/j.json", .strategy = strategy});
    journal = presentable(std::move(journal));
  }

  FakeFileSystem files;
  std::vector<std::string> told;
  Json journal;
};

/// What is executed if what is left of the run with this journal is rolled back.
std::vector<std::string> played_from(Json journal, std::vector<std::string> told) {
  check_journal_shape(journal, "the journal", "");
  check_record(journal, "the journal");
  Registry registry;
  registry.add_provider("telling", std::make_unique<Teller>(told));
  RunContext context(registry, Json::object());
  Interruption interruption;
  FakeFileSystem files;
  WalWriter wal(files, kPath, Json::object());
  prepare_rollbacks(journal, {}, context, interruption);
  play_undos(left_to_undo(journal), journal, 100, wal, context, interruption);
  EXPECT_THAT(left_to_undo(journal), IsEmpty());
  return told;
}

class TamperingControl : public ::testing::Test {
 protected:
  const log::Muted muted_;
};

TEST_F(TamperingControl, DoesNotCostAnUndo) {
  const std::vector<Moment> moments = {
      {"after_activity b", false, ControlLevel::kActivity, "b"},
      {"after_method", false, ControlLevel::kMethod},
      {"before_rollback", true, ControlLevel::kRollback},
      {"before_activity undo b", true, ControlLevel::kActivity, "undo b"},
      {"after_activity undo b", false, ControlLevel::kActivity, "undo b"},
      {"before_activity flat", true, ControlLevel::kActivity, "flat"},
      {"after_activity flat", false, ControlLevel::kActivity, "flat"},
      {"after_rollback", false, ControlLevel::kRollback},
      {"after_experiment", false, ControlLevel::kExperiment}};
  for (const auto& moment : moments) {
    for (const auto& tampering : tamperings()) {
      SCOPED_TRACE(moment.name + ": " + tampering.name);
      const TamperedRun run(moment, tampering, "always");
      EXPECT_PRED1(kAllUndone, run.told);
      EXPECT_EQ(undos_of(run.journal).size(), 6U);
      EXPECT_THAT(left_to_undo(run.journal), IsEmpty());
      EXPECT_FALSE(has_failed_undo(run.journal));
    }
  }
}

const std::vector<Moment> kMomentsWithoutRollbacks = {
    {"after_activity b", false, ControlLevel::kActivity, "b"},
    {"after_method", false, ControlLevel::kMethod},
    {"after_experiment", false, ControlLevel::kExperiment}};

TEST_F(TamperingControl, DoesNotCostAnUndoFromTheJournal) {
  for (const auto& moment : kMomentsWithoutRollbacks) {
    for (const auto& tampering : tamperings()) {
      SCOPED_TRACE(moment.name + ": " + tampering.name);
      const TamperedRun run(moment, tampering, "never");
      EXPECT_EQ(left_to_undo(run.journal).size(), 6U);
      EXPECT_PRED1(kAllUndone, played_from(run.journal, run.told));
    }
  }
}

TEST_F(TamperingControl, DoesNotCostAnUndoFromTheLog) {
  for (const auto& moment : kMomentsWithoutRollbacks) {
    for (const auto& tampering : tamperings()) {
      SCOPED_TRACE(moment.name + ": " + tampering.name);
      TamperedRun run(moment, tampering, "never");
      const RecoveredRun recovered = recover_run(run.files, kPath);
      EXPECT_THAT(recovered.problems, IsEmpty());
      EXPECT_EQ(recovered.left.size(), 6U);
      EXPECT_PRED1(kAllUndone, played_from(recovered.journal, run.told));
    }
  }
}

}  // namespace
}  // namespace chaos
