#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// An experiment that prints `text`, with that configuration.
Json printing(const std::string& text, const Json& configuration) {
  Json experiment = experiment_of({shell_action("print", "true")});
  experiment["method"][0]["provider"] = {
      {"type", "process"}, {"path", "printf"}, {"arguments", {"%s", text}}};
  experiment["configuration"] = configuration;
  return experiment;
}

std::string printed(const ChaosCommand& chaos) {
  return chaos.journal()["run"][0]["output"]["stdout"];
}

TEST(Variables, ReplaceConfiguration) {
  ChaosCommand chaos;
  chaos.experiment(
      printing("${name} ${count} ${on}", {{"name", "x"}, {"count", 1}, {"on", false}}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_EQ(printed(chaos), "x 1 False");
  EXPECT_EQ(chaos
                .run({"run", "--var", "name=y=z", "--var", "count:int=7", "--var=on:bool=yes",
                      "experiment.json"})
                .exit_code,
            0);
  EXPECT_EQ(printed(chaos), "y=z 7 True");
}

TEST(Variables, HaveTypes) {
  struct Case {
    const char* option;
    const char* text;
  };
  ChaosCommand chaos;
  chaos.experiment(printing("<${v}>", {{"v", "default"}}));
  for (const auto& [option, text] :
       {Case{"v:int=12", "<12>"}, Case{"v:float=1", "<1.0>"}, Case{"v:bool=no", "<False>"},
        Case{"v:str=12", "<12>"}, Case{"v:json={\"a\": [1, null]}", "<{'a': [1, None]}>"},
        Case{"v=", "<>"}}) {
    chaos.run({"run", "--var", option, "experiment.json"});
    EXPECT_EQ(printed(chaos), text) << option;
  }
}

TEST(Variables, MayComeFromFiles) {
  ChaosCommand chaos;
  chaos.experiment(printing(
      "${a} ${b} ${c} ${d}",
      {{"a", "0"}, {"b", "0"}, {"c", "0"}, {"d", {{"type", "env"}, {"key", "FROM_ENV_FILE"}}}}));
  chaos.file("one.json", R"({"configuration": {"a": "one", "b": "one", "c": "one"}})")
      .file("two.yaml", "configuration:\n  b: two\n  c: two\n")
      .file("three.env", "FROM_ENV_FILE=three\n");
  const Outcome outcome =
      chaos.run({"run", "--var-file", "one.json", "--var-file", "two.yaml", "--var-file",
                 "three.env", "--var", "c=option", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(printed(chaos), "one two option three");
}

TEST(Variables, FilesThatDoNotParseEndTheCommand) {
  ChaosCommand chaos;
  chaos.experiment(printing("${a}", {{"a", "kept"}})).file("broken.json", "{");
  const Outcome outcome = chaos.run({"run", "--var-file", "broken.json", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists("journal.json"));
  EXPECT_THAT(outcome.err, HasSubstr("Failed to parse variable file 'broken.json': "));
}

TEST(Variables, ComeFromTheEnvironment) {
  const Json from_environment = {
      {"n", {{"type", "env"}, {"key", "COUNT"}, {"default", "5"}, {"env_var_type", "int"}}}};
  ChaosCommand chaos;
  chaos.experiment(printing("${n}", from_environment));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_EQ(printed(chaos), "5");
  chaos.env("COUNT", "8");
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_EQ(printed(chaos), "8");
}

TEST(Variables, ThatAreMissingAreNamedWithTheirPlace) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(printing("${n}", {{"n", {{"type", "env"}, {"key", "NOT_SET"}}}}))
          .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("ERROR Configuration makes reference to an environment key that does not "
                       "exist: NOT_SET"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: set it, e.g. `export NOT_SET=...`, or give the "
                                     "declaration a \"default\"\n"));
  EXPECT_THAT(outcome.err, HasSubstr("\"key\": \"NOT_SET\""));
}

TEST(Variables, MayBeProbed) {
  const Json probe = {{"type", "probe"},
                      {"name", "which"},
                      {"provider", {{"type", "process"}, {"path", "echo"}, {"arguments", {"it"}}}}};
  ChaosCommand chaos;
  chaos.experiment(printing("got ${found}", {{"found", probe}}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_EQ(printed(chaos), "got it");
}

}  // namespace
}  // namespace chaos::testing
