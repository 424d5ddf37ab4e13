#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/python_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kWarning =
    "warning: the secret \"pin\" is too short to be redacted wherever it appears";

Json with_pin(Json activity) {
  activity["secrets"] = activity["provider"]["secrets"] = {"door"};
  return activity;
}

Json process_with_pin(const char* name, const char* script) {
  Json activity = shell_action(name, script);
  activity["provider"]["path"] = "sh";
  activity["provider"]["arguments"] = {"-c", script, "${pin}"};
  return with_pin(activity);
}

class ShortSecret : public ::testing::Test {
 protected:
  ShortSecret() : chaos_("def knock(pin): return {'said': pin}\n") {
    chaos_.env("MY_PIN", "q7Zx9");
  }

  Outcome run(const Json& action, const char* command = "run") {
    Json experiment = experiment_of({action});
    experiment["secrets"] = {{"door", {{"pin", {{"type", "env"}, {"key", "MY_PIN"}}}}}};
    chaos_.experiment(experiment);
    return chaos_.run({command, "experiment.json"});
  }

  PythonCommand chaos_;
};

TEST_F(ShortSecret, IsRedactedWhereItIsAWholeArgumentOrOutput) {
  Json action = process_with_pin("open", "cp journal.json.wal log; echo \"$0\"");
  action["rollback"] = process_with_pin("close", ":");
  const Outcome outcome = run(action);

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos_.journal()["run"][0]["output"]["stdout"], "[redacted]");
  EXPECT_EQ(chaos_.journal()["run"][0]["arguments"][2], "[redacted]");
  for (const char* file : {"journal.json", "log", "chaostoolkit.log"})
    EXPECT_THAT(chaos_.text(file), AllOf(Not(HasSubstr("q7Zx9")), HasSubstr("[redacted]"))) << file;
}

TEST_F(ShortSecret, IsRedactedInWhatAFunctionReturns) {
  run(with_pin(python_action("knock", {{"pin", "${pin}"}})));

  EXPECT_EQ(chaos_.journal()["run"][0]["output"], Json({{"said", "[redacted]"}}));
  EXPECT_THAT(chaos_.text("chaostoolkit.log"), Not(HasSubstr("q7Zx9")));
}

TEST_F(ShortSecret, OfOneCharacterIsRedactedInArgumentsOnly) {
  chaos_.env("MY_PIN", "1");
  Json action = process_with_pin("open", "echo $0");
  action["rollback"] = shell_action("close", ":");
  run(action);

  EXPECT_EQ(chaos_.journal()["run"][0]["arguments"][2], "[redacted]");
  EXPECT_EQ(chaos_.journal()["run"][0]["output"]["stdout"], "1\n");
}

TEST_F(ShortSecret, DoesNotGarbleOtherStrings) {
  chaos_.env("MY_PIN", "a");
  run(process_with_pin("open", "echo a banana"));

  EXPECT_EQ(chaos_.journal()["run"][0]["output"]["stdout"], "a banana\n");
}

TEST_F(ShortSecret, CausesAWarningWithoutItsValue) {
  for (const char* command : {"run", "validate"}) {
    const Outcome outcome = run(process_with_pin("open", ":"), command);

    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_THAT(outcome.err, AllOf(HasSubstr(kWarning), Not(HasSubstr("q7Zx9"))));
  }
}

TEST_F(ShortSecret, LongerOnesCauseNoWarning) {
  chaos_.env("MY_PIN", "q7Zx9!");
  EXPECT_THAT(run(process_with_pin("open", ":")).err, Not(HasSubstr("too short")));
}

TEST_F(ShortSecret, FromAVariableFileCausesAWarning) {
  chaos_.env("MY_PIN", "long enough").file("vars.json", R"({"secrets": {"door": {"pin": "123"}}})");
  run(process_with_pin("open", ":"));
  const Outcome outcome = chaos_.run({"run", "--var-file", "vars.json", "experiment.json"});

  EXPECT_THAT(outcome.err, HasSubstr(kWarning));
}

}  // namespace
}  // namespace chaos::testing
