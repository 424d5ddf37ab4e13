#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "json/json_reader.h"
#include "support/chaos_command.h"
#include "support/terminal.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kTwoMistakes = R"({
  "title": "two mistakes",
  "description": "d",
  "method": [
    {"type": "action", "name": "a", "provider": {"type": "proces", "path": "echo"}},
    {"type": "actoin", "name": "b", "provider": {"type": "process", "path": "echo"}}
  ]
}
)";

const char* const kTwoMistakesInYaml =
    "title: two mistakes\n"
    "description: d\n"
    "method:\n"
    "  - type: action\n"
    "    name: a\n"
    "    provider: {type: proces, path: echo}\n"
    "  - type: actoin\n"
    "    name: b\n"
    "    provider: {type: process, path: echo}\n";

TEST(Validate, ReportsThatTheExperimentIsValid) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment_of({shell_action("a", "touch run")}))
                              .run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.log(),
              ElementsAre("INFO Validating the experiment's syntax", "INFO Experiment looks valid",
                          "INFO experiment syntax and semantic look valid"));
  EXPECT_FALSE(chaos.exists("run"));
  EXPECT_FALSE(chaos.exists("journal.json"));
}

TEST(Validate, PointsAtTheFirstProblem) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.file("experiment.json", kTwoMistakes).run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.log(), ElementsAre("INFO Validating the experiment's syntax",
                                         "ERROR unknown provider type 'proces'"));
  EXPECT_TRUE(outcome.err.ends_with(
      "experiment.json:5:58: unknown provider type 'proces'\n"
      "| 5 |     {\"type\": \"action\", \"name\": \"a\", \"provider\": {\"type\": \"proces\", "
      "\"path\": \"echo\"}},\n"
      "|   |                                                          ^\n"
      "hint: did you mean \"process\"?\n"))
      << outcome.err;
}

TEST(Validate, PointsAtTheFirstProblemInYaml) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.file("experiment.yaml", kTwoMistakesInYaml).run({"validate", "experiment.yaml"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_TRUE(
      outcome.err.ends_with("experiment.yaml:6:22: unknown provider type 'proces'\n"
                            "| 6 |     provider: {type: proces, path: echo}\n"
                            "|   |                      ^\n"
                            "hint: did you mean \"process\"?\n"))
      << outcome.err;
}

TEST(Validate, ReportsEveryProblemIfAskedTo) {
  for (const char* name : {"experiment.json", "experiment.yaml"}) {
    ChaosCommand chaos;
    chaos.file("experiment.json", kTwoMistakes).file("experiment.yaml", kTwoMistakesInYaml);
    const Outcome outcome = chaos.run({"validate", "--all", name});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.log(), ElementsAre("INFO Validating the experiment's syntax",
                                           "ERROR unknown provider type 'proces'",
                                           "ERROR 'actoin' is not a supported activity type"));
    EXPECT_THAT(outcome.err, HasSubstr("hint: did you mean \"process\"?\n"));
    EXPECT_THAT(outcome.err, HasSubstr("hint: did you mean \"action\"?\n"));
  }
}

TEST(Validate, ReportsProblemsAsJson) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("experiment.json", kTwoMistakes)
                              .run({"validate", "--all", "--format", "json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const Json report = parse_json(outcome.out);
  EXPECT_EQ(report["source"], "experiment.json");
  EXPECT_EQ(report["valid"], false);
  ASSERT_EQ(report["problems"].size(), 2U);
  const Json& first = report["problems"][0];
  EXPECT_EQ(first["message"], "unknown provider type 'proces'");
  EXPECT_EQ(first["pointer"], "/method/0/provider/type");
  EXPECT_EQ(first["file"], "experiment.json");
  EXPECT_EQ(first["line"], 5);
  EXPECT_EQ(first["column"], 58);
  EXPECT_EQ(first["hint"], "did you mean \"process\"?");
  EXPECT_EQ(report["problems"][1]["pointer"], "/method/1/type");
  EXPECT_EQ(report["problems"][1]["line"], 6);
}

TEST(Validate, ReportsAValidExperimentAsJson) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(experiment_of({})).run({"validate", "--format", "json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(to_json_text(parse_json(outcome.out)),
            R"({"source": "experiment.json", "valid": true, "problems": []})");
}

TEST(Validate, PointsAtASyntaxError) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("experiment.json", "{\"title\": \"x\",\n \"method\": }")
                              .run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("ERROR Failed parsing JSON experiment: Expecting value: "
                                         "line 2 column 12 (char 26)"));
  EXPECT_TRUE(outcome.err.ends_with(
      "experiment.json:2:12: Failed parsing JSON experiment: Expecting value\n"
      "| 2 |  \"method\": }\n"
      "|   |            ^\n"
      "hint: add a value after the colon\n"))
      << outcome.err;
}

TEST(Validate, PointsAtASyntaxErrorInYaml) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("experiment.yaml", "title: [1\nmethod: 2\n")
                              .run({"validate", "--format", "json", "experiment.yaml"});
  EXPECT_EQ(outcome.exit_code, 1);
  const Json problem = parse_json(outcome.out)["problems"][0];
  EXPECT_THAT(problem["message"].get<std::string>(), HasSubstr("Failed parsing YAML experiment: "));
  EXPECT_EQ(problem["file"], "experiment.yaml");
  EXPECT_EQ(problem["line"], 1);
  EXPECT_EQ(problem["hint"], "close this [ with ]");
}

TEST(Validate, ReportsAProblemOnlyOnceOnATerminal) {
  ChaosCommand chaos;
  chaos.env("NO_COLOR", "1").file("experiment.json", "{\"title\": 1,}");
  for (const char* command : {"validate", "run"}) {
    Terminal terminal(chaos, {command, "experiment.json"}, 120);
    EXPECT_EQ(terminal.wait(), 1);
    const std::string text = terminal.screen().text();
    EXPECT_THAT(text, HasSubstr("experiment.json:1:12: error: Failed parsing JSON experiment: "));
    EXPECT_THAT(text, Not(HasSubstr("ERROR]"))) << command;
    EXPECT_THAT(chaos.text("chaostoolkit.log"), HasSubstr("ERROR] ")) << command;
  }
}

TEST(Validate, ReportsAProblemOfTheSchemaOnlyOnce) {
  ChaosCommand chaos;
  Json experiment = experiment_of({shell_action("a", "true")});
  experiment["tags"] = "nightly";
  experiment["method"][0]["background"] = "yes";
  const Outcome outcome =
      chaos.experiment(experiment)
          .run({"validate", "--all", "--schema", "--format", "json", "experiment.json"});
  const Json problems = parse_json(outcome.out)["problems"];
  ASSERT_EQ(problems.size(), 2U) << outcome.out;
  EXPECT_EQ(problems[0]["message"], "activity background must be a boolean");
  EXPECT_EQ(problems[1]["message"], "/tags: must be a list, not \"nightly\"");
  EXPECT_EQ(problems[1]["hint"], "put it in [ ]");
}

TEST(Validate, SuggestsTheKeyThatWasMeant) {
  ChaosCommand chaos;
  Json experiment = experiment_of({});
  experiment.erase("title");
  experiment["titel"] = "x";
  const Outcome outcome = chaos.experiment(experiment).run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("hint: rename \"titel\" to \"title\"\n"));
}

TEST(Validate, RejectsOtherExtensions) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("experiment.txt", "{}").run({"validate", "experiment.txt"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              ElementsAre("ERROR only files with json, yaml or yml extensions are supported"));
}

TEST(Validate, ChecksTheSchemaIfAskedTo) {
  ChaosCommand chaos;
  Json experiment = experiment_of({shell_action("a", "true")});
  experiment["tags"] = "one";
  chaos.experiment(experiment);
  EXPECT_EQ(chaos.run({"validate", "experiment.json"}).exit_code, 0);
  const Outcome outcome = chaos.run({"validate", "--schema", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err,
              ::testing::HasSubstr(": /tags: value type not permitted by 'type' constraint"));
}

TEST(Schema, IsPrinted) {
  ChaosCommand chaos;
  const Json schema = Json::parse(chaos.run({"schema", "experiment"}).out);
  EXPECT_EQ(schema["title"], "Chaos experiment");
  EXPECT_EQ(chaos.run({"schema", "other"}).exit_code, 2);
}

}  // namespace
}  // namespace chaos::testing
