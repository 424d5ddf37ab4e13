#include "context/configuration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/environment_variable.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using ::testing::Contains;
using testing::EnvironmentVariable;

const Json kNone = Json::object();
const Json kFromEnvironment = {{"type", "env"}, {"key", "CONFIGURATION_TEST"}};

std::string loaded(const Json& declarations, const Json& overrides = kNone) {
  return to_json_text(load_configuration(declarations, overrides));
}

Diagnostic refusal_of(const Json& declarations) {
  try {
    load_configuration(declarations, kNone);
  } catch (const InvalidExperiment& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

TEST(Configuration, KeepsInlineValues) {
  EXPECT_EQ(loaded({{"a", 1}, {"b", {{"c", nullptr}}}, {"d", "${a}"}}),
            R"({"a": 1, "b": {"c": null}, "d": "${a}"})");
  EXPECT_EQ(loaded(Json()), "{}");
}

TEST(Configuration, ReadsTheEnvironment) {
  const EnvironmentVariable variable("CONFIGURATION_TEST", "12");
  EXPECT_EQ(loaded({{"a", kFromEnvironment}}), R"({"a": "12"})");
  Json typed = kFromEnvironment;
  typed["env_var_type"] = "int";
  typed["default"] = 5;
  EXPECT_EQ(loaded({{"a", typed}}), R"({"a": 12})");
}

TEST(Configuration, FallsBackToTheDefault) {
  const EnvironmentVariable variable("CONFIGURATION_TEST", std::nullopt);
  Json declared = kFromEnvironment;
  declared["default"] = "5";
  EXPECT_EQ(loaded({{"a", declared}}), R"({"a": "5"})");
  declared["env_var_type"] = "float";
  EXPECT_EQ(loaded({{"a", declared}}), R"({"a": 5.0})");
}

TEST(Configuration, NamesAVariableThatIsNotSet) {
  const EnvironmentVariable variable("CONFIGURATION_TEST", std::nullopt);
  const Diagnostic refusal = refusal_of({{"a/b", kFromEnvironment}});
  EXPECT_EQ(refusal.message,
            "Configuration makes reference to an environment key that does not exist: "
            "CONFIGURATION_TEST");
  EXPECT_EQ(refusal.pointer, "/configuration/a~1b/key");
  EXPECT_EQ(refusal.hint,
            "set it, e.g. `export CONFIGURATION_TEST=...`, or give the declaration a \"default\"");
}

TEST(Configuration, NamesAVariableThatDoesNotConvertButNotItsValue) {
  const EnvironmentVariable variable("CONFIGURATION_TEST", "sensitive");
  Json typed = kFromEnvironment;
  typed["env_var_type"] = "int";
  EXPECT_EQ(refusal_of({{"a", typed}}).message,
            "the value of environment key CONFIGURATION_TEST is not a valid int");
  typed["env_var_type"] = "colour";
  EXPECT_EQ(refusal_of({{"a", typed}}).message,
            "variable type can only be: bool, str, int, float, bytes or json");
}

TEST(Configuration, RefusesADeclarationWithoutAKey) {
  EXPECT_EQ(refusal_of({{"a", {{"type", "env"}}}}).message,
            "a value of type 'env' needs the variable's name under 'key'");
  EXPECT_EQ(refusal_of("text").message, "the configuration must be a mapping");
}

TEST(Configuration, IsOverriddenCompletely) {
  const EnvironmentVariable variable("CONFIGURATION_TEST", "12");
  EXPECT_EQ(loaded({{"a", 1}, {"b", 2}}, {{"a", "x"}, {"c", 3}}), R"({"a": "x", "b": 2})");
  EXPECT_EQ(loaded({{"a", 1}}, {{"a", kFromEnvironment}}), R"({"a": "12"})");
}

Json probing(const std::string& type) {
  return {{"type", "probe"}, {"name", "p"}, {"provider", {{"type", type}}}};
}

TEST(DynamicConfiguration, UsesTheOutputsOfTheProbes) {
  const auto probe = [](const Json& declared, const Json& known) {
    const std::string type = declared["provider"]["type"];
    if (type == "process") return Json{{"status", 0}, {"stdout", " out\n"}};
    if (type == "http") return Json{{"status", 200}, {"body", {{"x", 1}}}};
    return Json(known.size());
  };
  EXPECT_EQ(to_json_text(load_dynamic_configuration({{"plain", "p"},
                                                     {"a", probing("process")},
                                                     {"b", probing("http")},
                                                     {"c", probing("python")}},
                                                    probe)),
            R"({"plain": "p", "a": "out", "b": {"x": 1}, "c": 3})");
}

TEST(DynamicConfiguration, OmitsWhatFails) {
  const CapturedLog log;
  const auto probe = [](const Json& declared, const Json&) -> Json {
    if (declared["provider"]["type"] == "process") return {{"status", 3}, {"stdout", ""}};
    throw ActivityFailed("no luck");
  };
  EXPECT_EQ(load_dynamic_configuration({{"a", probing("process")}, {"b", probing("http")}}, probe),
            kNone);
  EXPECT_THAT(log.records(), Contains("DEBUG Failed to load configuration 'b': no luck"));
  EXPECT_EQ(log.records().back(),
            "WARNING Some of the dynamic configuration failed to be loaded."
            "Please review the log file for understanding what happened.");
}

TEST(DynamicConfiguration, IsEndedByAStop) {
  const auto probe = [](const Json&, const Json&) -> Json { throw Stopped(); };
  EXPECT_THROW(load_dynamic_configuration({{"a", probing("http")}}, probe), Stopped);
}

}  // namespace
}  // namespace chaos
