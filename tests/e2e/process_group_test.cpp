#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <string>

#include "support/chaos_command.h"
#include "support/living_process.h"
#include "support/named_pipe.h"

namespace chaos::testing {
namespace {

const char* const kFamily = "sleep 1000 & echo $! > grandchild; echo up > news; wait";

pid_t pid_in(const ChaosCommand& chaos, const std::string& file) {
  const pid_t pid = std::stoi(chaos.text(file));
  EXPECT_GT(pid, 1);
  return pid;
}

TEST(ProcessGroup, EndsWithItsProvidersTimeout) {
  Json action = shell_action("family", "sleep 1000 & echo $! > grandchild; wait");
  action["provider"]["timeout"] = 1;
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment_of({action})).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  const Json run = chaos.journal()["run"][0];
  EXPECT_EQ(run["status"], "failed");
  EXPECT_EQ(run["exception"], Json::array({"chaoslib.exceptions.ActivityFailed: process activity "
                                           "took too long to complete\n"}));
  EXPECT_FALSE(is_alive(pid_in(chaos, "grandchild")));
}

TEST(ProcessGroup, EndsWithTheActivitysTimeout) {
  Json action = shell_action("family", "sleep 1000 & echo $! > grandchild; wait");
  action["timeout"] = 0.5;
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action})).run({"run", "experiment.json"});
  EXPECT_EQ(chaos.journal()["run"][0]["status"], "failed");
  EXPECT_FALSE(is_alive(pid_in(chaos, "grandchild")));
}

TEST(ProcessGroup, EndsWithTheRun) {
  ChaosCommand chaos;
  NamedPipe news(chaos.path("news"));
  chaos.experiment(experiment_of({shell_action("family", kFamily)}));
  auto running = chaos.start({"run", "experiment.json"});
  EXPECT_EQ(news.read_line(), "up");
  const pid_t grandchild = pid_in(chaos, "grandchild");
  EXPECT_TRUE(is_alive(grandchild));
  running.signal(SIGINT).wait();
  EXPECT_FALSE(is_alive(grandchild));
}

TEST(ProcessGroup, EndsEvenWhenItIgnoresSigterm) {
  Json action = shell_action("stubborn", "trap '' TERM; echo $$ > stubborn; sleep 1000");
  action["provider"]["timeout"] = 1;
  ChaosCommand chaos;
  chaos.experiment(experiment_of({action})).run({"run", "experiment.json"});
  EXPECT_EQ(chaos.journal()["run"][0]["status"], "failed");
  EXPECT_FALSE(is_alive(pid_in(chaos, "stubborn")));
}

TEST(ProcessGroup, IsNotEndedIfItsLeaderSucceeded) {
  // A process that an activity leaves running (a load generator, a port forward) belongs to the
  // experiment.
  ChaosCommand chaos;
  chaos.experiment(
      experiment_of({shell_action("start", "sleep 1000 > /dev/null 2>&1 & echo $! > service")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  const pid_t service = pid_in(chaos, "service");
  EXPECT_TRUE(is_alive(service));
  ::kill(service, SIGKILL);
}

}  // namespace
}  // namespace chaos::testing
