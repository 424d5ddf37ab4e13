#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "experiment/chaos_block.h"
#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;

Json with_undo(Json action) {
  action["rollback"] = shell_action("undo", "touch undone");
  return action;
}

Json guarded(Json experiment, const Json& safeguard) {
  experiment["extensions"] = {{{"name", "chaos"}, {"safeguards", {safeguard}}}};
  return experiment;
}

Json python_probe(const std::string& function) {
  Json probe = python_action(function);
  probe["type"] = "probe";
  return probe;
}

TEST(SysExit, OrCtrlCByASafeguardBreachesIt) {
  for (const auto& [function, reason] :
       {std::pair("leave", "its probe called sys.exit(3)"),
        std::pair("interrupt", "its probe raised KeyboardInterrupt")}) {
    PythonCommand chaos(
        "import os, sys\n"
        "def leave():\n"
        "    if os.path.exists('broken'): sys.exit(3)\n"
        "    return True\n"
        "def interrupt():\n"
        "    if os.path.exists('broken'): raise KeyboardInterrupt()\n"
        "    return True\n");
    Json safeguard = python_probe(function);
    safeguard["tolerance"] = true;
    safeguard["interval"] = 0.05;
    chaos.experiment(
        guarded(experiment_of({with_undo(shell_action("break", "touch broken; exec sleep 1000"))}),
                safeguard));
    EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 1);
    const Json journal = chaos.journal();
    EXPECT_EQ(journal["status"], "interrupted");
    const Json* safeguards = chaos_block_member(journal, "safeguards");
    ASSERT_NE(safeguards, nullptr);
    EXPECT_EQ(safeguards->at(0).at("breach").at("reason"), reason);
    EXPECT_TRUE(chaos.exists("undone"));
  }
}

TEST(SysExit, ByAFactKeepsTheRunFromStarting) {
  PythonCommand chaos("import sys\ndef leave(): sys.exit(2)\n");
  Json experiment = experiment_of({shell_action("act", "touch acted")});
  experiment["extensions"] = {{{"name", "chaos"}, {"facts", {python_probe("leave")}}}};
  const Outcome outcome =
      chaos.experiment(experiment).run({"run", "--exit-codes", "detailed", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 11);
  EXPECT_THAT(outcome.log(), Contains("CRITICAL The fact 'leave' cannot be queried: its probe "
                                      "called sys.exit(2)."));
  EXPECT_FALSE(chaos.exists("acted"));
}

/// Before a run there is nobody to handle it, but it is not a signal either.
TEST(SysExit, ByADynamicValueIsNotTreatedAsASignal) {
  PythonCommand chaos("import sys\ndef leave(): sys.exit(2)\n");
  Json experiment = experiment_of({shell_action("act", "touch acted")});
  Json value = python_probe("leave");
  experiment["configuration"] = {{"value", value}};
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("ERROR An extension called sys.exit(2)"));
  EXPECT_FALSE(chaos.exists("acted"));
}

}  // namespace
}  // namespace chaos::testing
