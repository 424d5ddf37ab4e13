#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "chaos/error.h"
#include "chaos/events.h"
#include "support/captured_log.h"

namespace chaos {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

class CountingHandler final : public RunEventHandler {
 public:
  CountingHandler(std::string name, std::vector<std::string>& story, bool throws = false)
      : name_(std::move(name)), story_(story), throws_(throws) {}
  void signal_exit() override {
    story_.push_back(name_);
    if (throws_) throw InterruptExecution("not for a handler to ask");
  }

 private:
  std::string name_;
  std::vector<std::string>& story_;
  bool throws_;
};

TEST(EventRegistry, CallsEveryHandlerInOrderEvenWhenOneThrows) {
  const testing::CapturedLog log;
  std::vector<std::string> story;
  EventRegistry registry;
  EXPECT_TRUE(registry.empty());
  registry.add(std::make_shared<CountingHandler>("first", story, /*throws=*/true));
  registry.add(std::make_shared<CountingHandler>("second", story));
  EXPECT_FALSE(registry.empty());
  registry.emit([](auto& handler) { handler.signal_exit(); });
  EXPECT_THAT(story, ElementsAre("first", "second"));
  EXPECT_THAT(log.records(), Contains("DEBUG An event handler failed: not for a handler to ask"));
}

TEST(EventRegistry, LetsAHandlerAddAnother) {
  std::vector<std::string> story;
  EventRegistry registry;
  registry.add(std::make_shared<CountingHandler>("first", story));
  registry.emit([&](auto& handler) {
    registry.add(std::make_shared<CountingHandler>("late", story));
    handler.signal_exit();
  });
  EXPECT_THAT(story, ElementsAre("first"));
}

TEST(EventRegistry, ReturnsDeferredWaitsOnceAndInOrder) {
  std::vector<std::string> story;
  EventRegistry registry;
  registry.defer([&] { story.emplace_back("first"); });
  registry.defer([&] { story.emplace_back("second"); });
  EXPECT_TRUE(story.empty());
  for (const auto& wait : registry.take_deferred())
    wait();
  EXPECT_THAT(story, ElementsAre("first", "second"));
  EXPECT_TRUE(registry.take_deferred().empty());
}

TEST(EventRegistry, LetsAHandlerDefer) {
  class Deferring final : public RunEventHandler {
   public:
    explicit Deferring(EventRegistry& registry) : registry_(registry) {}
    void signal_exit() override {
      registry_.defer([] { throw InterruptExecution("for whoever waits to see"); });
    }

   private:
    EventRegistry& registry_;
  };
  EventRegistry registry;
  registry.add(std::make_shared<Deferring>(registry));
  registry.emit([](auto& handler) { handler.signal_exit(); });
  const auto deferred = registry.take_deferred();
  ASSERT_EQ(deferred.size(), 1U);
  EXPECT_THROW(deferred.front()(), InterruptExecution);
}

}  // namespace
}  // namespace chaos
