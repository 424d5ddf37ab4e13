#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "document/yaml_reader.h"
#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"
#include "support/chaosiq_settings.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const char* const kSettings = ".chaostoolkit/settings.yaml";

Json features_of(const ChaosCommand& chaos) {
  return parse_yaml(chaos.text(kSettings), kSettings)["controls"]["chaosiq-cloud"]["features"];
}

TEST(ChaosiqFeature, IsChangedSilentlyAndAlone) {
  for (const char* const feature : {"publish", "safeguards", "workspace"}) {
    const ChaosiqHub hub;
    ChaosCommand chaos;
    hub.sign_in(chaos);
    const Json before = patient(hub.settings());
    Json expected = before;
    const Outcome off = chaos.run({"disable", feature});
    EXPECT_EQ(off.exit_code, 0);
    EXPECT_EQ(off.out + off.err, "");
    expected["controls"]["chaosiq-cloud"]["features"][feature] = "off";
    EXPECT_EQ(parse_yaml(chaos.text(kSettings), kSettings), expected);
    EXPECT_THAT(chaos.text(kSettings), HasSubstr(std::string(feature) + ": 'off'\n"));

    EXPECT_EQ(chaos.run({"enable", feature}).exit_code, 0);
    EXPECT_EQ(parse_yaml(chaos.text(kSettings), kSettings), before);
    const auto mode = std::filesystem::status(chaos.path(kSettings)).permissions();
    EXPECT_EQ(static_cast<unsigned>(mode), 0600U);
    EXPECT_THAT(hub.calls(), IsEmpty());
  }
}

TEST(ChaosiqFeature, TakesEffectInTheNextRun) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(experiment_of({shell_action("break", "true")}));
  chaos.run({"disable", "publish"});
  EXPECT_THAT(chaos.run({"run", "experiment.json"}).err,
              HasSubstr("Run `chaos enable publish` to activate the extension again."));
  EXPECT_THAT(hub.calls(), IsEmpty());

  chaos.run({"enable", "publish"});
  chaos.run({"disable", "safeguards"});
  EXPECT_THAT(chaos.run({"run", "experiment.json"}).err,
              HasSubstr("Run `chaos enable safeguards` to activate them again."));
  EXPECT_EQ(hub.count("askSafeguards"), 0U);
  EXPECT_EQ(hub.executions().size(), 1U);

  chaos.run({"enable", "safeguards"});
  EXPECT_THAT(chaos.run({"run", "experiment.json"}).err, Not(HasSubstr("WARNING")));
  EXPECT_GT(hub.count("askSafeguards"), 0U);
}

TEST(ChaosiqFeature, IsOffWithoutQuotesToo) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  std::string settings = to_json_text(hub.settings(), 2);
  settings.replace(settings.find("\"on\""), 4, "off");
  chaos.file(kSettings, settings).experiment(experiment_of({}));
  chaos.run({"run", "experiment.json"});
  EXPECT_THAT(hub.calls(), IsEmpty());
}

TEST(ChaosiqFeature, IsKeptBySigningInAgain) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.run({"disable", "workspace"});
  chaos.env("CHAOSIQ_TOKEN", "token-0001").run({"signin", "--url", hub.url()});
  EXPECT_EQ(features_of(chaos)["workspace"], "off");
}

TEST(ChaosiqFeature, MustExist) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const std::string before = chaos.text(kSettings);
  EXPECT_EQ(chaos.run({"enable", "everything"}).exit_code, 2);
  EXPECT_EQ(chaos.run({"disable"}).exit_code, 2);
  EXPECT_EQ(chaos.text(kSettings), before);
}

TEST(ChaosiqFeature, RequiresSignIn) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.run({"disable", "publish"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("hint: sign in first: chaos signin"));
  EXPECT_FALSE(chaos.exists(kSettings));
}

}  // namespace
}  // namespace chaos::testing
