#include "activity/run_context.h"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "support/hooked_control.h"

namespace chaos {
namespace {

using testing::HookedControl;

class WithControls : public ::testing::Test {
 protected:
  WithControls() {
    context_.experiment = {{"title", "t"}};
    hooked_ = testing::add_hooked_control(registry_, context_.experiment);
  }
  ControlPoint point() {
    return {.level = ControlLevel::kExperiment,
            .context = [this]() -> Json& { return context_.experiment; },
            .state = [this] { return &state_; }};
  }

  std::shared_ptr<HookedControl> hooked_;
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

TEST_F(WithControls, ThatInterruptBeforePreventTheBody) {
  bool ran = false;
  bool called = false;
  hooked_->on_before = [](ControlContext&) { throw InterruptExecution("enough"); };
  hooked_->on_after = [&](ControlContext&) { called = true; };
  EXPECT_THROW(with_controls(context_, point(), [&] { ran = true; }), InterruptExecution);
  EXPECT_FALSE(ran);
  EXPECT_TRUE(called);
}

TEST_F(WithControls, MayChangeValuesForLaterReaders) {
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

TEST_F(WithControls, MayDeferAnInterruption) {
  bool ran = false;
  bool called = false;
  hooked_->on_before = [&](ControlContext&) {
    context_.events.defer([] { throw InterruptExecution("enough"); });
  };
  hooked_->on_after = [&](ControlContext&) { called = true; };
  EXPECT_THROW(with_controls(context_, point(), [&] { ran = true; }), InterruptExecution);
  EXPECT_FALSE(ran);
  EXPECT_TRUE(called);
}

class Step : public ::testing::Test {
 protected:
  /// Whether another thread could lock the mutex.
  bool is_free() {
    return std::async(std::launch::async,
                      [this] {
                        const std::unique_lock lock(context_.mutex, std::try_to_lock);
                        return lock.owns_lock();
                      })
        .get();
  }
  void defer(const std::string& line) {
    context_.events.defer([this, line] { story_.push_back(line); });
  }

  Registry registry_;
  RunContext context_{registry_, Json::object()};
  std::vector<std::string> story_;
};

TEST_F(Step, WaitsWithoutTheLock) {
  context_.step([&] {
    EXPECT_FALSE(is_free());
    context_.events.defer([&] {
      EXPECT_TRUE(is_free());
      story_.emplace_back("waited");
    });
  });
  EXPECT_EQ(story_, (std::vector<std::string>{"waited"}));
}

TEST_F(Step, WaitsInOrderAfterItsBody) {
  context_.step([&] {
    defer("first");
    defer("second");
    story_.emplace_back("body");
  });
  EXPECT_EQ(story_, (std::vector<std::string>{"body", "first", "second"}));
  context_.step([] {});
  EXPECT_EQ(story_.size(), 3U);
}

TEST_F(Step, DoesNotWaitIfTheBodyThrows) {
  const auto body = [&] {
    defer("never");
    throw InterruptExecution("enough");
  };
  EXPECT_THROW(context_.step(body), InterruptExecution);
  EXPECT_TRUE(is_free());
  context_.step([] {});
  EXPECT_TRUE(story_.empty());
}

TEST_F(Step, PropagatesTheExceptionOfAWait) {
  const auto body = [&] {
    context_.events.defer([] { throw InterruptExecution("enough"); });
    defer("never");
  };
  EXPECT_THROW(context_.step(body), InterruptExecution);
  context_.step([] {});
  EXPECT_TRUE(story_.empty());
}

TEST_F(Step, MayTakeAnotherStepWhileItWaits) {
  context_.step([&] {
    context_.events.defer([&] { context_.step([&] { defer("inner"); }); });
    defer("outer");
  });
  EXPECT_EQ(story_, (std::vector<std::string>{"inner", "outer"}));
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
