#include "control/control_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::TemporaryDirectory;

/// A control that records its own name at every hook, and does what a test wants there.
class RecordingControl final : public Control {
 public:
  using Hook = std::function<void(ControlContext&)>;

  RecordingControl(std::string name, std::vector<std::string>& story, Hook hook)
      : name_(std::move(name)), story_(story), hook_(std::move(hook)) {}

  void configure(const ControlSetup& setup) override {
    story_.push_back("configure " + name_);
    if (setup.arguments.value("refuse", false)) throw std::runtime_error("refused");
  }
  void before(ControlContext& context) override {
    story_.push_back("before " + name_);
    if (hook_) hook_(context);
  }
  void after(ControlContext& context) override {
    story_.push_back("after " + name_);
    if (hook_) hook_(context);
  }
  void cleanup() override { story_.push_back("cleanup " + name_); }

 private:
  std::string name_;
  std::vector<std::string>& story_;
  Hook hook_;
};

Json declared(const std::string& name, const Json& more = Json::object()) {
  Json control = {{"name", name}, {"provider", {{"type", "python"}, {"module", name}}}};
  control.update(more, true);
  return control;
}

class Controls : public ::testing::Test {
 protected:
  Controls() {
    for (const std::string name : {"a", "b", "c", "g"}) {
      registry_.add_control(name, [this, name] {
        return std::make_shared<RecordingControl>(name, story_, hooks_[name]);
      });
    }
  }

  std::vector<Diagnostic> load_global(const Json& controls) {
    return set_.load_global({{"controls", controls}}, {});
  }

  std::vector<std::string> before(ControlLevel level, Json context) {
    story_.clear();
    context_ = std::move(context);
    set_.before(scene(),
                {.level = level, .context = [this]() -> Json& { return context_; }, .state = {}});
    return story_;
  }

  ControlScene scene() {
    return {.experiment = &experiment_,
            .journal = &journal_,
            .configuration = &configuration_,
            .secrets = &secrets_,
            .settings = &settings_};
  }

  std::vector<std::string> story_;
  std::map<std::string, RecordingControl::Hook> hooks_;
  Registry registry_;
  ControlSet set_{registry_};
  Json experiment_ = {{"title", "t"}};
  Json journal_ = Json::object();
  Json configuration_ = Json::object();
  Json secrets_ = Json::object();
  Json settings_ = Json::object();
  Json context_;
  EventRegistry events_;
};

TEST_F(Controls, OfTheExperimentApplyEverywhere) {
  experiment_["controls"] = Json::array({declared("a"), declared("b")});
  EXPECT_THAT(before(ControlLevel::kExperiment, experiment_), ElementsAre("before a", "before b"));
  for (const auto level : {ControlLevel::kHypothesis, ControlLevel::kMethod,
                           ControlLevel::kRollback, ControlLevel::kActivity}) {
    EXPECT_THAT(before(level, Json::object()), ElementsAre("before a", "before b"));
  }
}

TEST_F(Controls, OfAnActivityComeAfterThoseOfTheExperiment) {
  experiment_["controls"] = Json::array({declared("a")});
  EXPECT_THAT(before(ControlLevel::kActivity, {{"controls", Json::array({declared("b")})}}),
              ElementsAre("before a", "before b"));
}

TEST_F(Controls, OfOneNameAreAppliedOnce) {
  experiment_["controls"] = Json::array({declared("a")});
  EXPECT_THAT(before(ControlLevel::kActivity, {{"controls", Json::array({declared("a")})}}),
              ElementsAre("before a"));
}

TEST_F(Controls, ThatAreNotAutomaticMustBeReferredTo) {
  experiment_["controls"] = Json::array({declared("a", {{"automatic", false}}), declared("b")});
  EXPECT_THAT(before(ControlLevel::kActivity, Json::object()), ElementsAre("before b"));
  EXPECT_THAT(
      before(ControlLevel::kActivity, {{"controls", Json::array({Json::object({{"ref", "a"}})})}}),
      Contains("before a"));
}

TEST_F(Controls, OfTheSettingsComeFirst) {
  load_global({{"g", declared("g")}});
  EXPECT_THAT(before(ControlLevel::kActivity, {{"controls", Json::array({declared("b")})}}),
              ElementsAre("before g", "before b"));
}

TEST_F(Controls, OfTheExperimentHideTheSettingsForMethodAndRollbacks) {
  load_global({{"g", declared("g")}});
  experiment_["controls"] = Json::array({declared("a")});
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), ElementsAre("before a"));
  EXPECT_THAT(before(ControlLevel::kRollback, experiment_), ElementsAre("before a"));
}

TEST_F(Controls, MayBeScoped) {
  experiment_["controls"] = Json::array(
      {declared("a", {{"scope", "after"}}), declared("b", {{"scope", "before"}}), declared("c")});
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), ElementsAre("before b", "before c"));
  story_.clear();
  set_.after(scene(), {.level = ControlLevel::kMethod,
                       .context = [this]() -> Json& { return context_; },
                       .state = {}});
  EXPECT_THAT(story_, ElementsAre("after a", "after c"));
}

TEST_F(Controls, GetTheirArgumentsSubstituted) {
  configuration_ = {{"x", 3}};
  Json seen;
  hooks_["a"] = [&seen](ControlContext& context) { seen = context.arguments; };
  experiment_["controls"] =
      Json::array({declared("a", {{"provider", {{"arguments", {{"n", "${x}"}}}}}})});
  before(ControlLevel::kMethod, experiment_);
  EXPECT_EQ(to_json_text(seen), R"({"n": 3})");
}

TEST_F(Controls, GetTheStateOnlyAfterwards) {
  Json state = "done";
  Json* seen = &state;
  hooks_["a"] = [&seen](ControlContext& context) { seen = context.state; };
  experiment_["controls"] = Json::array({declared("a")});
  const ControlPoint point{.level = ControlLevel::kMethod,
                           .context = [this]() -> Json& { return context_; },
                           .state = [&state] { return &state; }};
  set_.before(scene(), point);
  EXPECT_EQ(seen, nullptr);
  set_.after(scene(), point);
  EXPECT_EQ(seen, &state);
}

TEST_F(Controls, ThatFailAreLoggedAndTheOthersCalled) {
  const CapturedLog log;
  hooks_["a"] = [](ControlContext&) { throw std::runtime_error("in trouble"); };
  experiment_["controls"] = Json::array({declared("a"), declared("b")});
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), ElementsAre("before a", "before b"));
  EXPECT_THAT(log.records(), Contains("DEBUG before-control 'a' failed\nin trouble"));
}

TEST_F(Controls, ThatInterruptPreventTheOthers) {
  hooks_["a"] = [](ControlContext&) { throw InterruptExecution("enough"); };
  experiment_["controls"] = Json::array({declared("a"), declared("b")});
  EXPECT_THROW(before(ControlLevel::kMethod, experiment_), InterruptExecution);
  EXPECT_THAT(story_, ElementsAre("before a"));
}

TEST_F(Controls, AreConfiguredAndCleanedUpOnceEach) {
  load_global({{"g", declared("g")}});
  experiment_["controls"] = Json::array({declared("a")});
  experiment_["method"] =
      Json::array({Json{{"name", "x"}, {"controls", Json::array({declared("a"), declared("b")})}}});
  set_.configure(scene(), events_);
  EXPECT_THAT(story_, ElementsAre("configure g", "configure a", "configure b"));
  story_.clear();
  set_.cleanup(experiment_);
  EXPECT_THAT(story_, ElementsAre("cleanup a", "cleanup b", "cleanup g"));
}

TEST_F(Controls, OfTheSettingsThatCannotBeConfiguredAreSkipped) {
  const CapturedLog log;
  load_global({{"g", declared("g", {{"provider", {{"arguments", {{"refuse", true}}}}}})}});
  set_.configure(scene(), events_);
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), IsEmpty());
  EXPECT_THAT(log.records(), Contains("DEBUG Control initialization 'g' failed. It will not be "
                                      "registered.\nrefused"));
}

TEST_F(Controls, OfTheExperimentThatCannotBeConfiguredAreCalledNevertheless) {
  experiment_["controls"] =
      Json::array({declared("a", {{"provider", {{"arguments", {{"refuse", true}}}}}})});
  set_.configure(scene(), events_);
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), ElementsAre("before a"));
}

TEST_F(Controls, WithAnUnknownModuleAreSkipped) {
  const CapturedLog log;
  const auto warnings = load_global({{"other", declared("nowhere")}});
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].message,
            "the control 'other' is not used, because its module 'nowhere' cannot be found");
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), IsEmpty());
  EXPECT_THAT(log.records(),
              Contains("DEBUG Control module 'nowhere' could not be loaded. Have you installed "
                       "it?"));
}

TEST_F(Controls, MayComeFromFiles) {
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("controls.json", R"({"a": {"provider": {"type": "python", "module": "a"}}})");
  set_.load_global(Json::object(), {file, directory.write("empty.json", "")});
  EXPECT_THAT(before(ControlLevel::kMethod, experiment_), ElementsAre("before a"));
}

TEST_F(Controls, FileWithoutAMappingIsRejected) {
  const TemporaryDirectory directory;
  const std::string file = directory.write("controls.json", "[1]");
  try {
    set_.load_global(Json::object(), {file});
    FAIL() << "was accepted";
  } catch (const InvalidSource& error) {
    EXPECT_EQ(std::string(error.what()), "control file '" + file + "' must be a mapping");
  }
}

TEST_F(Controls, CanBeNone) {
  EXPECT_FALSE(set_.any_at(ControlLevel::kMethod, &experiment_, Json::object()));
  EXPECT_TRUE(set_.any_at(ControlLevel::kActivity, &experiment_,
                          {{"controls", Json::array({declared("a")})}}));
  load_global({{"g", declared("g")}});
  EXPECT_TRUE(set_.any_at(ControlLevel::kLoader, nullptr, Json("source")));
}

TEST(ControlLevel, HasTheNameOfTheLog) {
  EXPECT_EQ(to_string(ControlLevel::kLoader), "loader");
  EXPECT_EQ(to_string(ControlLevel::kExperiment), "experiment");
  EXPECT_EQ(to_string(ControlLevel::kHypothesis), "hypothesis");
  EXPECT_EQ(to_string(ControlLevel::kMethod), "method");
  EXPECT_EQ(to_string(ControlLevel::kRollback), "rollback");
  EXPECT_EQ(to_string(ControlLevel::kActivity), "activity");
}

}  // namespace
}  // namespace chaos
