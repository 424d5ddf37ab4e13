#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "json/json_reader.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kForgottenRollback = R"({
  "title": "t",
  "description": "d",
  "method": [
    {"type": "action", "name": "a", "provider": {"type": "process", "path": "touch", "arguments": "ran"}}
  ],
  "rollback": [
    {"type": "action", "name": "r", "provider": {"type": "process", "path": "echo"}}
  ]
}
)";

const char* const kWarningAboutIt =
    "experiment.json:7:3: warning: \"rollback\" is not a known key here, so it has no effect\n"
    "| 7 |   \"rollback\": [\n"
    "|   |   ^\n"
    "hint: did you mean \"rollbacks\"?\n";

TEST(Warnings, OfAValidationLeaveTheExperimentValid) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.file("experiment.json", kForgottenRollback).run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr(kWarningAboutIt));
  EXPECT_THAT(outcome.log(),
              ElementsAre("INFO Validating the experiment's syntax", "INFO Experiment looks valid",
                          "INFO experiment syntax and semantic look valid"));
}

TEST(Warnings, OfARunAreNotRecords) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.file("experiment.json", kForgottenRollback).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(chaos.exists("ran"));
  EXPECT_THAT(outcome.err, HasSubstr(kWarningAboutIt));
  EXPECT_THAT(outcome.log(), Each(Not(HasSubstr("has no effect"))));
}

TEST(Warnings, AreErrorsWhenTheyAreToBe) {
  ChaosCommand chaos;
  chaos.file("experiment.json", kForgottenRollback);
  const Outcome validated = chaos.run({"validate", "--strict", "experiment.json"});
  EXPECT_EQ(validated.exit_code, 1);
  EXPECT_THAT(validated.err, HasSubstr("ERROR] \"rollback\" is not a known key"));
  EXPECT_EQ(chaos.run({"run", "--strict", "experiment.json"}).exit_code, 1);
  const Outcome run = chaos.run({"run", "--strict", "--exit-codes", "detailed", "experiment.json"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(chaos.exists("ran"));
  EXPECT_FALSE(chaos.exists("journal.json"));
}

TEST(Warnings, CannotBeErrorsWithoutValidation) {
  ChaosCommand chaos;
  chaos.file("experiment.json", kForgottenRollback);
  EXPECT_EQ(chaos.run({"run", "--strict", "--no-validation", "experiment.json"}).exit_code, 2);
}

TEST(Warnings, AreReportedToProgramsWithTheirSeverity) {
  ChaosCommand chaos;
  chaos.file("experiment.json", kForgottenRollback);
  const Json report =
      parse_json(chaos.run({"validate", "--format", "json", "experiment.json"}).out);
  EXPECT_EQ(report["valid"], true);
  ASSERT_EQ(report["problems"].size(), 1U);
  EXPECT_EQ(report["problems"][0]["severity"], "warning");
  EXPECT_EQ(report["problems"][0]["kind"], "UnknownKey");
  EXPECT_EQ(report["problems"][0]["line"], 7);
  const Json strict =
      parse_json(chaos.run({"validate", "--strict", "--format", "json", "experiment.json"}).out);
  EXPECT_EQ(strict["valid"], false);
  EXPECT_EQ(strict["problems"][0]["severity"], "error");
}

TEST(Warnings, AnnotateWorkflowsOfGitHub) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("experiment.json", kForgottenRollback)
                              .env("GITHUB_ACTIONS", "true")
                              .run({"validate", "experiment.json"});
  EXPECT_THAT(outcome.out, HasSubstr("::warning file=experiment.json,line=7,col=3::"));
}

TEST(Warnings, NameBothPlacesOfARepeatedKey) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.file("e.yaml", "title: t\ndescription: d\nmethod: []\nrollbacks: []\nmethod: []\n")
          .run({"validate", "e.yaml"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("e.yaml:5:1: warning: \"method\" occurs twice: this one "
                                     "replaces the one at line 3, column 1\n| 5 | method: []\n"));
}

TEST(Strategies, ThatAreUnknownAreErrors) {
  for (const char* part : {"rollbacks", "hypothesis"}) {
    ChaosCommand chaos;
    Json document = experiment_of({shell_action("a", "touch ran")});
    document["runtime"] = {{part, {{"strategy", "defualt"}}}};
    chaos.experiment(document);
    for (const char* command : {"validate", "run"}) {
      const Outcome outcome = chaos.run({command, "experiment.json"});
      EXPECT_EQ(outcome.exit_code, 1);
      EXPECT_THAT(outcome.err, HasSubstr("strategy 'defualt'"));
      EXPECT_THAT(outcome.err, HasSubstr("hint: did you mean \"default\"? The strategies are "));
    }
    EXPECT_EQ(chaos.run({"run", "--no-validation", "--exit-codes", "detailed", "experiment.json"})
                  .exit_code,
              3);
    EXPECT_FALSE(chaos.exists("ran"));
  }
}

TEST(Strategies, OfTheCommandLineAreSuggested) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment_of({}))
                              .run({"run", "--rollback-strategy", "alwys", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("Did you mean always?"));
}

TEST(Strategies, OfTheSettingsThatAreUnknownAreNotOverlooked) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("a", "touch ran")}))
      .file("settings.yaml", "runtime:\n  rollbacks:\n    strategy: alwys\n");
  const std::string warning =
      "warning: NO ROLLBACK WILL BE PLAYED: unknown rollback strategy 'alwys' in the settings "
      "'settings.yaml'\nhint: did you mean \"always\"?";
  EXPECT_EQ(
      chaos.run({"--settings", "settings.yaml", "run", "--strict", "experiment.json"}).exit_code,
      1);
  EXPECT_FALSE(chaos.exists("ran"));
  for (const char* command : {"validate", "run"}) {
    const Outcome outcome = chaos.run({"--settings", "settings.yaml", command, "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr(warning));
  }
  const Outcome replaced = chaos.run(
      {"--settings", "settings.yaml", "run", "--rollback-strategy", "always", "experiment.json"});
  EXPECT_THAT(replaced.err, Not(HasSubstr("warning:")));
}

TEST(Strategies, AreCheckedWhenSettingsAreChanged) {
  ChaosCommand chaos;
  chaos.file("settings.yaml", "runtime:\n  rollbacks:\n    strategy: always\n");
  const auto set = [&chaos](const char* key, const char* value) {
    return chaos.run({"--settings", "settings.yaml", "settings", "set", key, value});
  };
  const Outcome refused = set("runtime.rollbacks.strategy", "\"alwys\"");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("unknown rollback strategy 'alwys'\nhint: did you mean"));
  EXPECT_EQ(set("runtime", R"({"rollbacks": {"strategy": "alwys"}})").exit_code, 1);
  EXPECT_THAT(chaos.text("settings.yaml"), HasSubstr("always"));
  EXPECT_EQ(set("runtime.rollbacks.strategy", "\"never\"").exit_code, 0);
}

class UnreadableFile : public ::testing::Test {
 protected:
  void expect_nothing_is_run(const std::vector<std::string>& arguments, const char* problem) {
    const Outcome outcome = chaos_.run(arguments);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr(problem));
    EXPECT_FALSE(chaos_.exists("ran"));
    EXPECT_FALSE(chaos_.exists("journal.json"));
  }

  UnreadableFile() { chaos_.experiment(experiment_of({shell_action("a", "touch ran")})); }

  ChaosCommand chaos_;
};

TEST_F(UnreadableFile, OfSettingsEndsTheCommand) {
  chaos_.file("settings.yaml", "controls: [\n").file("list.yaml", "- a\n");
  for (const char* command : {"run", "validate"}) {
    expect_nothing_is_run({"--settings", "settings.yaml", command, "experiment.json"},
                          "ERROR] Failed parsing YAML settings: while parsing a flow");
    expect_nothing_is_run({"--settings", "list.yaml", command, "experiment.json"},
                          "ERROR] The settings in 'list.yaml' must be a mapping");
    expect_nothing_is_run({"--settings", ".", command, "experiment.json"},
                          "ERROR] The settings in '.' cannot be read: Is a directory");
  }
}

TEST_F(UnreadableFile, OfControlsEndsTheCommand) {
  chaos_.file("c.yaml", "a: [\n");
  expect_nothing_is_run({"run", "--control-file", "c.yaml", "experiment.json"},
                        "ERROR] Failed to parse control file 'c.yaml': ");
  expect_nothing_is_run({"run", "--control-file", ".", "experiment.json"},
                        "Cannot read control file '.': Is a directory");
}

TEST_F(UnreadableFile, OfVariablesEndsTheCommand) {
  chaos_.file("v.json", "{oops");
  expect_nothing_is_run({"run", "--var-file", "v.json", "experiment.json"},
                        "ERROR] Failed to parse variable file 'v.json': ");
}

TEST_F(UnreadableFile, OfSettingsThatWereNamedIsAWarning) {
  const Outcome outcome = chaos_.run({"--settings", "none.yaml", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("warning: the settings file 'none.yaml' does not exist"));
  EXPECT_EQ(chaos_.run({"--settings", "none.yaml", "run", "--strict", "experiment.json"}).exit_code,
            1);
}

TEST_F(UnreadableFile, DoesNotCountAsMissingByDefault) {
  EXPECT_THAT(chaos_.run({"run", "--strict", "experiment.json"}).exit_code, 0);
}

TEST(MissingControl, OfTheSettingsIsAWarning) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("a", "touch ran")}))
      .file("settings.yaml",
            "controls:\n  gone:\n    provider: {type: python, module: no_such_module_1}\n");
  for (const char* command : {"validate", "run"}) {
    const Outcome outcome = chaos.run({"--settings", "settings.yaml", command, "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, HasSubstr("warning: the control 'gone' is not used, because its "
                                       "module 'no_such_module_1' cannot be found"));
  }
}

TEST(Warnings, AreGivenForVariablesWithoutEffect) {
  ChaosCommand chaos;
  Json document = experiment_of({shell_action("a", "touch ran")});
  document["configuration"] = {{"seconds", 1}};
  chaos.experiment(document).file("v.yaml", "seconds: 3\n");
  const Outcome outcome =
      chaos.run({"run", "--var", "secnds=2", "--var-file", "v.yaml", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("warning: --var secnds has no effect: the configuration does "
                                     "not declare it\nhint: did you mean \"seconds\"?\n"));
  EXPECT_THAT(outcome.err,
              HasSubstr("warning: \"seconds\" in variable file 'v.yaml' has no effect\n"));
}

}  // namespace
}  // namespace chaos::testing
