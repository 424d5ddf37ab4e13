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
          "/tags: value type not permitted by 'type' constraint"));
}

TEST(ExperimentSchema, ReportsAProblemOnceForOnePlace) {
  Json document = experiment();
  document["method"][0]["timeout"] = "soon";
  EXPECT_EQ(problems(document).size(), 1U);
  EXPECT_TRUE(problems(document)[0].starts_with("/method/0/timeout: ")) << problems(document)[0];
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
              ElementsAre("/controls/chaosiq-cloud/safeguards/on-unreachable: failed to match "
                          "against any enum values"));
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
