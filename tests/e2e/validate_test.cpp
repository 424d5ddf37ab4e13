#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "json/json_reader.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

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
  EXPECT_TRUE(
      outcome.err.ends_with("| 2 |  \"method\": }\n"
                            "|   |            ^\n"))
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
  EXPECT_EQ(problem["line"], 2);
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

TEST(Validate, ChecksSeveralFilesAndDirectories) {
  ChaosCommand chaos;
  const std::string good = to_json_text(experiment_of({}), 2);
  chaos.file("a.json", good).file("e/b.json", good).file("e/bad.yaml", kTwoMistakesInYaml);
  chaos.file("e/other.json", "{}");
  const Outcome outcome = chaos.run({"validate", "a.json", "e"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("INFO] Validating 'e/b.json'\n"));
  EXPECT_THAT(outcome.err, HasSubstr("e/bad.yaml:6:22: unknown provider type 'proces'\n"));
  EXPECT_EQ(outcome.log().back(), "ERROR 3 experiments: 2 valid, 1 invalid");
  const Json reports = parse_json(chaos.run({"validate", "--format", "json", "a.json", "e"}).out);
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_EQ(reports[0]["source"], "a.json");
  EXPECT_EQ(reports[1]["valid"], true);
  EXPECT_EQ(reports[2]["valid"], false);
  EXPECT_EQ(chaos.run({"validate", "a.json", "e/b.json"}).exit_code, 0);
}

}  // namespace
}  // namespace chaos::testing
