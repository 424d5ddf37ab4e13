#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The guardian is nobody's child here, so its end can only be seen by what it leaves.
bool becomes_true(const std::function<bool()>& condition) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < limit) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

class Watchdog : public ::testing::Test {
 protected:
  RunningChaos begin(std::vector<std::string> options = {}) {
    const Json undo = shell_action("mend", "rm -f fault; echo mend >> undone");
    chaos_.experiment(
        experiment_of({shell_action("break", "touch fault; sleep 30; touch fault again")}, {undo}));
    options.insert(options.begin(), "run");
    options.emplace_back("experiment.json");
    RunningChaos run = chaos_.start(options);
    EXPECT_TRUE(becomes_true([this] { return chaos_.exists("fault"); }));
    return run;
  }

  bool is_put_back() const {
    return chaos_.exists("journal.json") && !chaos_.exists("journal.json.wal");
  }

  ChaosCommand chaos_;
};

TEST_F(Watchdog, PutsTheSystemBackWhenTheRunIsKilled) {
  RunningChaos run = begin();
  run.signal(SIGKILL);
  ASSERT_TRUE(becomes_true([this] { return is_put_back(); }));
  run.wait();

  EXPECT_FALSE(chaos_.exists("fault"));
  EXPECT_FALSE(chaos_.exists("again"));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  const Json journal = chaos_.journal();
  EXPECT_EQ(journal.at("status"), "aborted");
  const Json& recovered = journal.at("extensions").at(0).at("recovered").at(0);
  EXPECT_EQ(recovered.at("by"), "watchdog");
}

TEST_F(Watchdog, ObeysTheStrategyNever) {
  RunningChaos run = begin({"--rollback-strategy", "never"});
  run.signal(SIGKILL);
  run.wait();

  EXPECT_TRUE(chaos_.exists("journal.json.wal"));
  EXPECT_THAT(chaos_.lines("undone"), IsEmpty());
}

TEST_F(Watchdog, IsNotStartedWhenItIsNotWanted) {
  RunningChaos run = begin({"--no-watchdog"});
  run.signal(SIGKILL);
  run.wait();

  EXPECT_TRUE(chaos_.exists("journal.json.wal"));
  EXPECT_FALSE(chaos_.exists("journal.json"));
}

TEST_F(Watchdog, DoesNothingAfterARunThatEnded) {
  RunningChaos run = begin({"--rollback-strategy", "always"});
  run.signal(SIGTERM);
  const Outcome outcome = run.wait();

  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("watchdog")));
  EXPECT_THAT(chaos_.lines("undone"), ElementsAre("mend"));
  EXPECT_EQ(chaos_.journal().at("status"), "interrupted");
}

}  // namespace
}  // namespace chaos::testing
