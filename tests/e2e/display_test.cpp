#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// The output of a run of the experiment on a terminal.
std::string shown(const Json& experiment, std::vector<std::string> options = {}) {
  ChaosCommand chaos;
  chaos.experiment(experiment);
  options.insert(options.begin(), "run");
  options.emplace_back("experiment.json");
  Terminal terminal(chaos, options);
  terminal.wait();
  return terminal.shown();
}

Json slow() {
  Json action = shell_action("restart", "sleep 0.3");
  action["timeout"] = 30;
  return experiment_of({action}, {shell_action("mend", "true")});
}

TEST(Display, ShowsTheProgressAndTheResult) {
  EXPECT_THAT(shown(slow()),
              AllOf(HasSubstr(" Method"), HasSubstr("Action: restart  "), HasSubstr(" of 0:30"),
                    HasSubstr("1 of 1 activity played"), HasSubstr("./journal.json")));
}

TEST(Display, SaysHowToPlayTheRemainingRollbacks) {
  EXPECT_THAT(shown(slow(), {"--rollback-strategy", "never"}),
              AllOf(HasSubstr("none of 1 played (strategy: never)"),
                    HasSubstr("chaos rollback ./journal.json")));
}

TEST(Display, OmitsTheProgressIfAskedTo) {
  EXPECT_THAT(shown(slow(), {"--no-progress"}),
              AllOf(Not(HasSubstr(" of 0:30")), HasSubstr("1 of 1 activity played")));
}

TEST(Display, ShowsNothingForASuccessfulRunIfQuiet) {
  EXPECT_THAT(shown(slow(), {"--quiet"}), IsEmpty());
}

TEST(Display, IsHiddenWithoutATerminal) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(slow()).run({"run", "experiment.json"});
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, AllOf(Not(HasSubstr(" of 0:30")), Not(HasSubstr("played"))));
}

TEST(Display, CanBeQuietWithoutATerminal) {
  ChaosCommand chaos;
  Json experiment = slow();
  experiment["method"].push_back(
      {{"type", "action"},
       {"name", "fail"},
       {"provider", {{"type", "http"}, {"url", "http://127.0.0.1:1/"}}}});
  const Outcome outcome = chaos.experiment(experiment).run({"run", "--quiet", "experiment.json"});
  ASSERT_EQ(outcome.log().size(), 1U) << outcome.err;
  EXPECT_THAT(outcome.log()[0], HasSubstr("ERROR   => failed: "));
}

}  // namespace
}  // namespace chaos::testing
