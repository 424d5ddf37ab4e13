#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kDiscovery = R"({"activities": [
  {"type": "probe", "name": "count", "mod": "shop.probes", "doc": "Counts orders.", "arguments": [
    {"name": "customer", "type": "string"},
    {"name": "limit", "default": 10, "type": "integer"},
    {"name": "labels", "default": null, "type": "mapping"},
    {"name": "secrets", "default": null, "type": "mapping"}]},
  {"type": "action", "name": "stop", "mod": "shop.actions", "doc": null, "arguments": []},
  {"type": "control", "name": "watch", "mod": "shop.watch", "doc": null, "arguments": []}
]})";

/// The input for an experiment with all sections, based on kDiscovery.
constexpr const char* kAnswers =
    "Orders survive\n"       // title
    "y\nOrders are taken\n"  // hypothesis and its title
    "1\ny\n5\n"              // the probe, and its tolerance
    "Ann\nmany\n20\n\n"      // customer, limit (twice, because the first is not a number), labels
    "n\n"                    // no other probe
    "y\n2\ny\nn\n"           // method: stop
    "y\n0\n";                // rollbacks: none after all

Json expected_experiment() {
  return Json::parse(R"({
    "title": "Orders survive", "description": "N/A", "tags": [],
    "steady-state-hypothesis": {"title": "Orders are taken", "probes": [
      {"type": "probe", "name": "count",
       "provider": {"type": "python", "module": "shop.probes", "func": "count",
                    "arguments": {"customer": "Ann", "limit": 20, "labels": null}},
       "tolerance": 5}]},
    "method": [
      {"type": "action", "name": "stop",
       "provider": {"type": "python", "module": "shop.actions", "func": "stop", "arguments": {}}}],
    "rollbacks": []
  })");
}

TEST(Init, AsksForAnExperiment) {
  ChaosCommand chaos;
  chaos.file("discovery.json", kDiscovery).input(kAnswers);
  const Outcome outcome = chaos.run({"init"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.json("experiment.json"), expected_experiment());
  EXPECT_THAT(outcome.out,
              ::testing::EndsWith("\nExperiment created and saved in './experiment.json'\n"));
}

TEST(Init, AsksTheSameQuestionsAsTheReference) {
  ChaosCommand chaos;
  chaos.file("discovery.json", kDiscovery).input(kAnswers);
  const std::string out = chaos.run({"init"}).out;
  std::size_t place = 0;
  for (const char* question :
       {"Experiment's title: ", "Do you want to define a steady state hypothesis now? [y/N]: ",
        "Hypothesis's title: ",
        "Add an activity\n1) count\n2) probe-by-process\n3) probe-by-http\n",
        "Activity (0 to escape): ", "\nCounts orders.\n",
        "Do you want to use this probe? [y/N]: ", "What is the tolerance for this probe?: ",
        "Argument's value for 'customer': ", "Argument's value for 'limit' [10]: ",
        "Error: 'many' is not a valid integer.\nArgument's value for 'limit' [10]: ",
        "Argument's value for 'labels' []: ", "Do you want to select another activity? [y/N]: ",
        "Do you want to define an experimental method? [y/N]: ",
        "Add an activity\n1) count\n2) stop\n", "Do you want to use this action? [y/N]: ",
        "Do you want to add some rollbacks now? [y/N]: ", "Add an activity\n1) stop\n"}) {
    const std::size_t found = out.find(question, place);
    ASSERT_NE(found, out.npos) << question << " is not asked in\n" << out.substr(place);
    place = found;
  }
  EXPECT_THAT(out, Not(HasSubstr("watch")));
  EXPECT_THAT(out, Not(HasSubstr("'secrets'")));
}

TEST(Init, WritesYaml) {
  ChaosCommand chaos;
  chaos.file("discovery.json", kDiscovery).input(kAnswers);
  EXPECT_EQ(chaos.run({"init", "--experiment-path", "e.YML"}).exit_code, 0);
  EXPECT_EQ(chaos.text("e.YML"), R"(title: Orders survive
description: N/A
tags: []
steady-state-hypothesis:
    title: Orders are taken
    probes:
    -   type: probe
        name: count
        provider:
            type: python
            module: shop.probes
            func: count
            arguments:
                customer: Ann
                limit: 20
                labels: null
        tolerance: 5
method:
-   type: action
    name: stop
    provider:
        type: python
        module: shop.actions
        func: stop
        arguments: {}
rollbacks: []
)");
}

TEST(Init, OffersProcessesAndHttpWithoutADiscovery) {
  ChaosCommand chaos;
  chaos.input(
      "Hello\n"
      "y\nThere is a file\n1\ny\nfile-is-there\n0\ntest\n[\"-d\", \"/\"]\n\nn\n"
      "y\n4\ny\ncall\nhttp://localhost:1/\n\n2\nn\n"
      "n\n");
  const Outcome outcome = chaos.run({"init"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
  EXPECT_EQ(chaos.json("experiment.json"), Json::parse(R"({
    "title": "Hello", "description": "N/A", "tags": [],
    "steady-state-hypothesis": {"title": "There is a file", "probes": [
      {"type": "probe", "name": "file-is-there",
       "provider": {"type": "process", "path": "test", "arguments": ["-d", "/"]},
       "tolerance": 0}]},
    "method": [
      {"type": "action", "name": "call",
       "provider": {"type": "http", "url": "http://localhost:1/", "method": "GET", "timeout": 2.0}}]
  })"));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
}

TEST(Init, AsksAgainIfTheActivityDoesNotExist) {
  ChaosCommand chaos;
  chaos.file("discovery.json", kDiscovery).input("T\nn\ny\n99\n-1\nx\n2\nn\nn\nn\n");
  const Outcome outcome = chaos.run({"init"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Please pick up a valid activity\n"));
  EXPECT_THAT(outcome.out, HasSubstr("Error: 'x' is not a valid integer.\n"));
  EXPECT_EQ(chaos.json("experiment.json")["method"], Json::array());
}

TEST(Init, WritesNothingWhenTheAnswersEnd) {
  ChaosCommand chaos;
  chaos.input("Title\ny\n");
  const Outcome outcome = chaos.run({"init"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("Aborted!\n"));
  EXPECT_FALSE(chaos.exists("experiment.json"));
}

TEST(Init, EndsCleanlyAtControlC) {
  ChaosCommand chaos;
  Terminal terminal(chaos, {"init"});
  terminal.wait_for("Experiment's title: ");
  terminal.type("\x03");
  EXPECT_EQ(terminal.wait(), 1);
  EXPECT_THAT(terminal.shown(), HasSubstr("Aborted!"));
  EXPECT_FALSE(chaos.exists("experiment.json"));
}

TEST(Init, UsesTheWidthOfTheTerminal) {
  std::string activities;
  for (int i = 0; i < 8; ++i) {
    activities +=
        std::string(i == 0 ? "" : ",") +
        R"({"type": "action", "mod": "m", "arguments": [], "name": "activity-of-a-long-name-)" +
        std::to_string(i) + "\"}";
  }
  ChaosCommand chaos;
  chaos.file("discovery.json", "{\"activities\": [" + activities + "]}");
  for (const auto& [columns, first_row] :
       {std::pair{80, "\n1) activity-of-a-long-name-0  7) activity-of-a-long-name-6\r\n"},
        std::pair{120,
                  "\n1) activity-of-a-long-name-0  4) activity-of-a-long-name-3  "
                  "7) activity-of-a-long-name-6  10) probe-by-http\r\n"}}) {
    Terminal terminal(chaos, {"init"}, static_cast<unsigned short>(columns));
    terminal.type("T\nn\ny\n0\nn\n");
    EXPECT_EQ(terminal.wait(), 0);
    EXPECT_THAT(terminal.shown(), HasSubstr(first_row));
  }
}

TEST(Init, RejectsADiscoveryThatIsNotJson) {
  ChaosCommand chaos;
  chaos.file("discovery.json", "{\n  oops\n");
  const Outcome outcome = chaos.run({"init"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              HasSubstr("The discovery file is not valid JSON: Expecting property name enclosed"));
  EXPECT_THAT(outcome.err, HasSubstr("discovery.json:2:3"));
}

TEST(Init, WritesTemplatesThatRunUnchanged) {
  for (const char* name : {"hello", "http", "process"}) {
    for (const char* path : {"experiment.json", "experiment.yaml"}) {
      ChaosCommand chaos;
      const Outcome outcome = chaos.run({"init", "--template", name, "--experiment-path", path});
      EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
      EXPECT_EQ(outcome.out, std::string("\nExperiment created and saved in '") + path + "'\n");
      const Outcome validation = chaos.run({"validate", path});
      EXPECT_EQ(validation.exit_code, 0) << validation.err;
      EXPECT_EQ(chaos.run({"run", path}).exit_code, 0) << name;
      EXPECT_EQ(chaos.journal()["status"], "completed");
    }
  }
}

TEST(Init, DoesNotOverwriteWithATemplate) {
  ChaosCommand chaos;
  chaos.file("experiment.json", "mine");
  const Outcome outcome = chaos.run({"init", "--template", "hello"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("'./experiment.json' already exists"));
  EXPECT_EQ(chaos.text("experiment.json"), "mine");
}

TEST(Init, NamesItsTemplates) {
  ChaosCommand chaos;
  EXPECT_THAT(chaos.run({"init", "--template", "none"}).err,
              HasSubstr("'none' is not one of 'hello', 'http', 'process'."));
}

}  // namespace
}  // namespace chaos::testing
