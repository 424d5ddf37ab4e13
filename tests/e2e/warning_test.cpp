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

TEST(Warnings, AreErrorsIfAskedFor) {
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

/// A document in which each of these lines would disable a rollback or a safeguard.
std::string experiment_with(const std::string& line) {
  return "title: t\ndescription: d\n" + line +
         "\nmethod:\n- {type: action, name: a, provider: {type: process, path: touch, "
         "arguments: ran}}\n";
}

const char* const kSafeguards =
    "[{type: probe, name: never, tolerance: 0, provider: {type: process, path: 'false'}}]";

TEST(Strategies, InPlaceOfAMappingAreErrors) {
  for (const char* line : {"runtime: {rollbacks: always}", "runtime: {hypothesis: skip}",
                           "runtime: always", "runtime: [always]"}) {
    ChaosCommand chaos;
    chaos.file("e.yaml", experiment_with(line));
    const Outcome outcome = chaos.run({"run", "e.yaml"});
    EXPECT_EQ(outcome.exit_code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr("must be a mapping")) << line;
    EXPECT_FALSE(chaos.exists("ran")) << line;
  }
}

TEST(Strategies, ThatAreOmittedAreNotAnError) {
  for (const char* line : {"runtime: {rollbacks: null}", "runtime: {}", "runtime: null"}) {
    ChaosCommand chaos;
    chaos.file("e.yaml", experiment_with(line));
    EXPECT_EQ(chaos.run({"run", "--strict", "e.yaml"}).exit_code, 0) << line;
  }
}

TEST(Warnings, SayThatSafeguardsBelongElsewhere) {
  for (const std::string line :
       {"safeguards: ", "safegards: ", "extensions: [{name: Chaos, safeguards: ",
        "extensions: [{name: chao, safeguards: ", "extensions: [{name: ' chaos', safeguards: ",
        "extensions: [{name: chaos, safegards: ", "runtime: {safeguards: "}) {
    ChaosCommand chaos;
    std::string closed = line + kSafeguards;
    if (line.find("[{") != std::string::npos) closed += "}]";
    if (line.find(": {") != std::string::npos) closed += "}";
    chaos.file("e.yaml", experiment_with(closed));
    const Outcome outcome = chaos.run({"run", "--strict", "e.yaml"});
    EXPECT_EQ(outcome.exit_code, 1) << line;
    EXPECT_THAT(outcome.err, HasSubstr("e.yaml:3:")) << line;
    EXPECT_FALSE(chaos.exists("ran")) << line;
  }
}

TEST(Warnings, LeaveExtensionsOfOthersAlone) {
  ChaosCommand chaos;
  chaos.file("e.yaml", experiment_with("extensions: [{name: chaosiq, safeguards: []}, {name: "
                                       "chars1, anything: 1}, {name: chaoshub}]"));
  const Outcome outcome = chaos.run({"run", "--strict", "e.yaml"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST(Warnings, AreNotEnoughForTwoExtensionsNamedChaos) {
  ChaosCommand chaos;
  chaos.file("e.yaml", experiment_with("extensions: [{name: chaos, resource: db}, {name: chaos, "
                                       "safeguards: " +
                                       std::string(kSafeguards) + "}]"));
  const Outcome outcome = chaos.run({"run", "e.yaml"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("e.yaml:3:50: there are two extensions named 'chaos'"));
  EXPECT_FALSE(chaos.exists("ran"));
}

TEST(Warnings, AreNotEnoughForAResourceWithoutAName) {
  ChaosCommand chaos;
  chaos.file("e.yaml", experiment_with("extensions: [{name: chaos, resource: {db: 1}}]"));
  const Outcome outcome = chaos.run({"run", "e.yaml"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the resource must be a string or a list of strings"));
}

TEST(Warnings, AreAboutKeysOfTheSettings) {
  struct Case {
    std::string text;
    std::string place;
    std::string hint;
  };
  const std::string safeguards = kSafeguards;
  for (const Case& one :
       {Case{"safegards: " + safeguards, "s.yaml:1:1", "did you mean \"safeguards\"?"},
        Case{"runtime:\n  rollbacks:\n    stratgy: always", "s.yaml:3:5",
             "did you mean \"strategy\"?"},
        Case{"runtime:\n  watchdg: true", "s.yaml:2:3", "did you mean \"watchdog\"?"},
        Case{"runtime:\n  deadlin: 5", "s.yaml:2:3", "did you mean \"deadline\"?"},
        Case{"deadline: 5", "s.yaml:1:1", "\"deadline\" belongs under \"runtime\""},
        Case{"runtime: {safeguards: []}", "s.yaml:1:11", "at the top level of the settings"},
        Case{"runtime: always", "s.yaml:1:10", ""},
        Case{"runtime: {on-failure: stopp}", "s.yaml:1:23", "use \"continue\""},
        Case{"runtime: {rollbacks: always}", "s.yaml:1:22", ""},
        Case{"notifications: {type: http}", "s.yaml:1:16", ""},
        Case{"safeguards: [{type: probe, name: n, tolerance: true, intervall: 5, provider: "
             "{type: process, path: 'true'}}]",
             "s.yaml:1:54", "did you mean \"interval\"?"}}) {
    ChaosCommand chaos;
    chaos.file("e.yaml", experiment_with("tags: []"))
        .file("s.yaml", "auths: {h: {type: basic, value: hush}}\n" + one.text + "\n");
    // The first line makes the following positions those of a file that contains a token.
    std::string place = one.place;
    place[7] = static_cast<char>(place[7] + 1);
    for (const char* command : {"validate", "run"}) {
      const Outcome outcome = chaos.run({"--settings", "s.yaml", command, "--strict", "e.yaml"});
      EXPECT_EQ(outcome.exit_code, 1) << one.text << outcome.err;
      EXPECT_THAT(outcome.err, HasSubstr("(in the settings, " + place + ")")) << one.text;
      EXPECT_THAT(outcome.err, HasSubstr(one.hint));
      EXPECT_FALSE(chaos.exists("ran"));
    }
  }
}

TEST(Warnings, LeaveKeysOfOthersInTheSettingsAlone) {
  ChaosCommand chaos;
  chaos.file("e.yaml", experiment_with("tags: []"))
      .file("s.yaml",
            "vendor: {stratgy: x}\nruntime: {color: red}\nauths: {runtimes: {type: a, value: b}}\n"
            "controls: {mine: {features: 1}}\nextensions: {their: {pyhton: 3}}\n");
  const Outcome outcome = chaos.run({"--settings", "s.yaml", "validate", "--strict", "e.yaml"});
  EXPECT_THAT(outcome.err, Not(HasSubstr("has no effect"))) << outcome.err;
}

TEST(Strategies, OfTheCommandLineAreSuggested) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment_of({}))
                              .run({"run", "--rollback-strategy", "alwys", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("Did you mean always?"));
}

TEST(Strategies, InTheSettingsThatAreUnknownAreReported) {
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
