#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

std::string test_extension(const std::string& name) {
  return std::string(CHAOS_TEST_EXTENSIONS) + "/" + name;
}

Json rolling(const Json& arguments) {
  return {{"type", "probe"},
          {"name", "roll"},
          {"tolerance", {1, 6}},
          {"provider",
           {{"type", "python"}, {"module", "dice"}, {"func", "roll"}, {"arguments", arguments}}}};
}

Outcome run_with(ChaosCommand& chaos, const std::string& directories) {
  return chaos.env("CHAOS_EXTENSION_PATH", directories)
      .experiment(experiment_of({shell_action("mark", "touch marked")}))
      .run({"run", "experiment.json"});
}

TEST(Extension, InTheExampleRuns) {
  ChaosCommand chaos;
  chaos.env("CHAOS_EXTENSION_PATH", CHAOS_DICE_EXTENSION);
  const Outcome outcome = chaos.run(
      {"run", std::string(CHAOS_SOURCE_DIR) + "/examples/native-extension/experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(chaos.text("count.txt"), "2\n");
  const Json output = chaos.journal()["steady_states"]["after"]["probes"][0]["output"];
  EXPECT_GE(output.get<int>(), 1);
  EXPECT_LE(output.get<int>(), 6);
}

TEST(Extension, MayBeNamedByTheSettings) {
  ChaosCommand chaos;
  chaos.file("settings.yaml", "extensions:\n  path: " + std::string(CHAOS_DICE_EXTENSION) + "\n")
      .experiment(with_hypothesis(experiment_of({}), {rolling({{"sides", 6}})}));
  const Outcome outcome = chaos.run({"--settings", "settings.yaml", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST(Extension, FailsAnActivity) {
  ChaosCommand chaos;
  Json probe = rolling({{"sides", 0}});
  probe.erase("tolerance");
  chaos.env("CHAOS_EXTENSION_PATH", CHAOS_DICE_EXTENSION).experiment(experiment_of({probe}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  EXPECT_EQ(chaos.journal()["run"][0]["exception"],
            Json::array({"chaoslib.exceptions.ActivityFailed: a die needs a positive number of "
                         "sides, not 0\n"}));
}

TEST(Extension, ValidatesArguments) {
  ChaosCommand chaos;
  chaos.env("CHAOS_EXTENSION_PATH", CHAOS_DICE_EXTENSION)
      .experiment(with_hypothesis(experiment_of({}), {rolling(Json::object())}));
  const Outcome outcome = chaos.run({"validate", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("ERROR required argument 'sides' is missing from activity 'roll'"));
}

TEST(Extension, OfAnotherVersionIsRefused) {
  ChaosCommand chaos;
  const Outcome outcome = run_with(chaos, test_extension("wrong_abi"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("ERROR the extension '" + test_extension("wrong_abi/wrong_abi.so") +
                       "' was built for version 99 of the extension interface, this program has "
                       "version 4"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: build it again with this program's headers\n"));
  EXPECT_FALSE(chaos.exists("marked"));
}

TEST(Extension, ThatIsADifferentSharedLibraryIsRefused) {
  ChaosCommand chaos;
  const Outcome outcome = run_with(chaos, test_extension("not_an_extension"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("ERROR '" + test_extension("not_an_extension/not_an_extension.so") +
                       "' is not an extension: it does not export chaos_extension_abi"));
  EXPECT_FALSE(chaos.exists("marked"));
}

TEST(Extension, ThatIsNotASharedLibraryIsRefused) {
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("extensions"));
  chaos.file("extensions/text.so", "not a shared object\n");
  const Outcome outcome = run_with(chaos, "extensions");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the extension 'extensions/text.so' cannot be loaded: "));
  EXPECT_FALSE(chaos.exists("marked"));
}

TEST(Extension, PathThatIsMissingIsAnError) {
  ChaosCommand chaos;
  const Outcome outcome = run_with(chaos, "nowhere");
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("ERROR the extension directory 'nowhere' cannot be read: No "
                                      "such file or directory"));
  EXPECT_THAT(outcome.err,
              HasSubstr("hint: correct CHAOS_EXTENSION_PATH or the settings' extensions.path\n"));
}

TEST(Extension, ThatRegistersANameTwiceIsRefused) {
  ChaosCommand chaos;
  const Outcome outcome = run_with(chaos, test_extension("refusing"));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("ERROR the extension '" + test_extension("refusing/refusing.so") +
                       "' cannot register: function 'twice.f' is registered twice"));
}

}  // namespace
}  // namespace chaos::testing
