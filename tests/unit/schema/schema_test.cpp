#include "schema/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "support/chaos_command.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using testing::experiment_of;
using ::testing::IsEmpty;
using testing::shell_action;
using testing::shell_probe;
using testing::with_hypothesis;

std::vector<std::string> problems(const Json& document, const std::string& name = "experiment") {
  std::vector<std::string> messages;
  for (const auto& problem : schema_problems(document, name))
    messages.push_back(problem.message);
  return messages;
}

Json experiment() {
  return with_hypothesis(experiment_of({shell_action("a", "true")}, {shell_action("r", "true")}),
                         {shell_probe("p", "true")});
}

TEST(Schema, HasAText) {
  EXPECT_THAT(schema_names(), ElementsAre("experiment", "journal", "settings", "verification"));
  for (const auto& name : schema_names()) {
    const Json schema = Json::parse(schema_text(name));
    EXPECT_EQ(schema["$schema"], "https://json-schema.org/draft/2020-12/schema") << name;
    EXPECT_FALSE(schema["title"].get<std::string>().empty());
  }
  EXPECT_THROW(schema_text("other"), std::out_of_range);
}

TEST(ExperimentSchema, AcceptsAnExperiment) {
  Json document = experiment();
  EXPECT_THAT(problems(document), IsEmpty());
  document["method"].push_back({{"ref", "p"}});
  document["configuration"] = {
      {"plain", 1}, {"env", {{"type", "env"}, {"key", "K"}}}, {"nested", {{"type", "of its own"}}}};
  document["secrets"] = {{"target", {{"k", {{"type", "env"}, {"key", "K"}}}, {"l", "v"}}}};
  document["method"][0]["timeout"] = "${seconds}";
  document["method"][0]["anything"] = "else";
  EXPECT_THAT(problems(document), IsEmpty());
}

TEST(ExperimentSchema, NamesThePlaceOfAProblem) {
  Json document = experiment();
  document["method"][0].erase("provider");
  document["steady-state-hypothesis"]["probes"][0]["tolerance"] = {{"type", "regex"}};
  document["tags"] = "one";
  EXPECT_THAT(
      problems(document),
      ElementsAre(
          "/method/0: missing required property 'provider'",
          "/steady-state-hypothesis/probes/0/tolerance: missing required property 'pattern'",
          "/tags: must be a list, not \"one\""));
}

TEST(ExperimentSchema, ReportsAProblemOnceForOnePlace) {
  Json document = experiment();
  document["method"][0]["timeout"] = "soon";
  EXPECT_EQ(problems(document).size(), 1U);
  EXPECT_EQ(problems(document)[0],
            "/method/0/timeout: must be a number greater than 0 or a string with \"${name}\", not "
            "\"soon\"");
}

TEST(ExperimentSchema, SaysWhatIsExpected) {
  const struct {
    const char* pointer;
    Json value;
    const char* message;
  } kProblems[] = {
      {"/title", 1, "must be a string that is not empty, not 1"},
      {"/method/0/timeout", -1,
       "must be a number greater than 0 or a string with \"${name}\", not -1"},
      {"/method/0/background", "yes", "must be true or false, not \"yes\""},
      {"/method/0/provider/env", Json::array({"A=b"}), "must be a mapping, not a list"},
      {"/method/0/type", "actoin", "must be one of \"probe\", \"action\", not \"actoin\""},
      {"/steady-state-hypothesis/probes/0/type", "action", "must be \"probe\", not \"action\""},
      {"/steady-state-hypothesis/probes/0/tolerance",
       {{"type", "jsonpath"}, {"path", "$.a"}, {"count", "two"}},
       "must be a whole number or a string with \"${name}\", not \"two\""},
  };
  for (const auto& [pointer, value, message] : kProblems) {
    Json document = experiment();
    document[JsonPointer(pointer)] = value;
    const std::vector<std::string> found = problems(document);
    ASSERT_EQ(found.size(), 1U) << pointer;
    EXPECT_TRUE(found[0].ends_with(std::string(": ") + message)) << found[0];
  }
}

TEST(VerificationSchema, ExtendsThatOfAnExperiment) {
  Json document = experiment();
  EXPECT_EQ(problems(document, "verification").size(), 1U);
  document["extensions"] = {
      {{"name", "chaosiq"},
       {"verification",
        {{"id", "v"}, {"frequency-of-measurement", 1}, {"duration-of-conditions", 10}}}}};
  EXPECT_THAT(problems(document, "verification"), IsEmpty());
  document.erase("title");
  EXPECT_THAT(problems(document, "verification"),
              ElementsAre("/: missing required property 'title'"));
}

TEST(SettingsSchema, AcceptsWhatSignInWrites) {
  EXPECT_THAT(problems(nullptr, "settings"), IsEmpty());
  const Json control = {{"features", {{"publish", "on"}}},
                        {"safeguards", {{"on-unreachable", "maybe"}}}};
  EXPECT_THAT(problems({{"controls", {{"chaosiq-cloud", control}}}}, "settings"),
              ElementsAre("/controls/chaosiq-cloud/safeguards/on-unreachable: must be one of "
                          "\"continue\", \"stop\", not \"maybe\""));
}

TEST(SettingsSchema, AcceptsAListOfChannelsAndExtensionDirectories) {
  const Json settings = {
      {"notifications", {{{"type", "http"}, {"url", "https://hooks.example.com"}}}},
      {"extensions", {{"path", {"/opt"}}, {"python", {{"interpreter", "~/venv/bin/python"}}}}}};
  EXPECT_THAT(problems(settings, "settings"), IsEmpty());
  EXPECT_EQ(problems({{"notifications", {{"hook", settings}}}}, "settings").size(), 1U);
}

}  // namespace
}  // namespace chaos
