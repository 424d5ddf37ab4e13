// Processes that an action leaves running when it ends.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kMention = "left processes running";

class LeftRunning : public ::testing::Test {
 protected:
  ~LeftRunning() override {
    const std::string group = this->group();
    if (!group.empty()) ::kill(-std::stoi(group), SIGKILL);
  }

  /// The ID of the group in which the action leaves a process.
  std::string group() const {
    const auto lines = chaos_.lines("group");
    return lines.empty() ? "" : lines.front();
  }

  Json breaking(const char* undo) const {
    Json action =
        shell_action("break", "sleep 1000 >/dev/null 2>&1 & echo $! > pid; echo $$ > group");
    if (undo != nullptr) action["rollback"] = shell_action("mend", undo);
    return action;
  }

  Outcome run(const char* undo) {
    chaos_.experiment(experiment_of({breaking(undo)}));
    return chaos_.run({"run", "experiment.json"});
  }

  /// A run that is killed after the action has ended.
  Outcome killed(const std::vector<std::string>& options) {
    chaos_.experiment(experiment_of({breaking(":"), shell_action("hold", "exec sleep 1000")}));
    std::vector<std::string> words{"run"};
    words.insert(words.end(), options.begin(), options.end());
    words.emplace_back("experiment.json");
    RunningChaos running = chaos_.start(words);
    running.wait_for_log("Action: hold").signal(SIGKILL);
    return running.wait();
  }

  std::string expected() const {
    return "WARNING 'break' left processes running, which may undo its rollback: " +
           chaos_.lines("pid").front() + " (sleep); to end them: kill -- -" + group();
  }

  ChaosCommand chaos_;
};

TEST_F(LeftRunning, IsMentionedAfterTheUndo) {
  const Outcome outcome = run(":");

  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(), Contains(expected()));
  EXPECT_EQ(::kill(std::stoi(chaos_.lines("pid").front()), 0), 0) << "it is not ended";
}

TEST_F(LeftRunning, IsNotMentionedIfTheUndoEndsIt) {
  EXPECT_THAT(run("kill $(cat pid)").log(), Each(Not(HasSubstr(kMention))));
}

TEST_F(LeftRunning, IsNotMentionedWithoutAnUndo) {
  EXPECT_THAT(run(nullptr).log(), Each(Not(HasSubstr(kMention))));
}

TEST_F(LeftRunning, IsMentionedByTheWatchdog) {
  const Outcome outcome = killed({});
  EXPECT_THAT(outcome.log(), Contains(expected()));
}

TEST_F(LeftRunning, IsMentionedByRecover) {
  killed({"--no-watchdog"});
  const Outcome outcome = chaos_.run({"recover", "--rollback"});

  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.log(), Contains(expected()));
}

}  // namespace
}  // namespace chaos::testing
