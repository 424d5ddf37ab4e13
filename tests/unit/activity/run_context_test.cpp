#include "activity/run_context.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "chaos/error.h"

namespace chaos {
namespace {

/// A control whose hooks are the test's.
class Hooked final : public Control {
 public:
  void before(ControlContext& context) override {
    if (on_before) on_before(context);
  }
  void after(ControlContext& context) override {
    if (on_after) on_after(context);
  }
  std::function<void(ControlContext&)> on_before;
  std::function<void(ControlContext&)> on_after;
};

class WithControls : public ::testing::Test {
 protected:
  WithControls() {
    registry_.add_control("hooked", [this] { return hooked_; });
    context_.experiment = {
        {"title", "t"},
        {"controls", {{{"name", "c"}, {"provider", {{"type", "python"}, {"module", "hooked"}}}}}}};
  }
  ControlPoint point() {
    return {.level = ControlLevel::kExperiment,
            .context = [this]() -> Json& { return context_.experiment; },
            .state = [this] { return &state_; }};
  }

  std::shared_ptr<Hooked> hooked_ = std::make_shared<Hooked>();
  Registry registry_;
  RunContext context_{registry_, Json::object()};
  Json state_ = "state";
};

TEST_F(WithControls, SurroundTheBody) {
  std::vector<std::string> story;
  hooked_->on_before = [&](ControlContext& context) {
    EXPECT_EQ(context.state, nullptr);
    story.emplace_back("before");
  };
  hooked_->on_after = [&](ControlContext& context) {
    EXPECT_EQ(*context.state, "state");
    story.emplace_back("after");
  };
  with_controls(context_, point(), [&] { story.emplace_back("body"); });
  EXPECT_EQ(story, (std::vector<std::string>{"before", "body", "after"}));
}

TEST_F(WithControls, AreCalledAfterABodyThatThrows) {
  bool called = false;
  hooked_->on_after = [&](ControlContext&) { called = true; };
  EXPECT_THROW(with_controls(context_, point(), [] { throw std::runtime_error("x"); }),
               std::runtime_error);
  EXPECT_TRUE(called);
}

TEST_F(WithControls, AfterTakePrecedenceOverTheBody) {
  hooked_->on_after = [](ControlContext&) { throw InterruptExecution("enough"); };
  EXPECT_THROW(with_controls(context_, point(), [] { throw std::runtime_error("x"); }),
               InterruptExecution);
}

TEST_F(WithControls, ThatInterruptBeforeKeepTheBodyFromRunning) {
  bool ran = false;
  bool called = false;
  hooked_->on_before = [](ControlContext&) { throw InterruptExecution("enough"); };
  hooked_->on_after = [&](ControlContext&) { called = true; };
  EXPECT_THROW(with_controls(context_, point(), [&] { ran = true; }), InterruptExecution);
  EXPECT_FALSE(ran);
  EXPECT_TRUE(called);
}

TEST_F(WithControls, MayChangeValuesForThoseWhoAskLater) {
  const std::shared_ptr<const Values> earlier = context_.values;
  hooked_->on_before = [](ControlContext& context) { (*context.configuration)["x"] = 1; };
  with_controls(context_, point(), [&] {
    EXPECT_EQ(context_.values->configuration["x"], 1);
    EXPECT_TRUE(earlier->configuration.empty());
  });
}

TEST_F(WithControls, ChangeValuesEvenWhenTheyInterrupt) {
  hooked_->on_before = [](ControlContext& context) {
    (*context.secrets)["x"] = {{"y", 1}};
    throw InterruptExecution("enough");
  };
  EXPECT_THROW(with_controls(context_, point(), [] {}), InterruptExecution);
  EXPECT_EQ(context_.values->secrets["x"]["y"], 1);
}

TEST(PhaseName, IsThatOfTheLog) {
  EXPECT_EQ(to_string(Phase::kBefore), "before");
  EXPECT_EQ(to_string(Phase::kDuring), "during");
  EXPECT_EQ(to_string(Phase::kAfter), "after");
  EXPECT_EQ(to_string(Phase::kMethod), "method");
  EXPECT_EQ(to_string(Phase::kRollbacks), "rollbacks");
}

}  // namespace
}  // namespace chaos
