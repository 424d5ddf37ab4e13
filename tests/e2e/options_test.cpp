#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;

struct UsageMistake {
  std::vector<std::string> arguments;
  std::string usage;
  std::string message;
};

const char* const kRun = "chaos run [OPTIONS] SOURCE...";
const char* const kProgram = "chaos [OPTIONS] COMMAND [ARGS]...";

const std::vector<UsageMistake> kMistakes = {
    {{"run"}, kRun, "Missing argument 'SOURCE'."},
    {{"validate"}, "chaos validate [OPTIONS] SOURCE", "Missing argument 'SOURCE'."},
    {{"fly"}, kProgram, "No such command 'fly'."},
    {{"rn"}, kProgram, "No such command 'rn'. Did you mean run?"},
    {{"rnu"}, kProgram, "No such command 'rnu'. Did you mean run?"},
    {{"--fast", "run", "experiment.json"}, kProgram, "No such option: --fast"},
    {{"run", "--fast", "experiment.json"}, kRun, "No such option: --fast"},
    {{"run", "--vra", "a=b", "experiment.json"}, kRun, "No such option: --vra Did you mean --var?"},
    {{"run", "--only", "experiment.json"}, kRun, "No such option: --only"},
    {{"run", "--fial-fast", "experiment.json"},
     kRun,
     "No such option: --fial-fast Did you mean --fail-fast?"},
    {{"validate", "experiment.json", "more.json"},
     "chaos validate [OPTIONS] SOURCE",
     "Got unexpected extra argument (more.json)"},
    {{"run", "--dry", "everything", "experiment.json"},
     kRun,
     "Invalid value for '--dry': 'everything' is not one of 'probes', 'actions', 'activities', "
     "'pause'."},
    {{"run", "--rollback-strategy", "maybe", "experiment.json"},
     kRun,
     "Invalid value for '--rollback-strategy': 'maybe' is not one of 'default', 'always', 'never', "
     "'deviated'."},
    {{"run", "--hypothesis-strategy", "sometimes", "experiment.json"},
     kRun,
     "Invalid value for '--hypothesis-strategy': 'sometimes' is not one of 'default', "
     "'before-method-only', 'after-method-only', 'during-method-only', 'continuously', "
     "'continously'."},
    {{"run", "--hypothesis-frequency", "often", "experiment.json"},
     kRun,
     "Invalid value for '--hypothesis-frequency': 'often' is not a valid float."},
    {{"run", "--fail-fast=yes", "experiment.json"},
     kRun,
     "Option '--fail-fast' does not take a value."},
    {{"run", "experiment.json", "--var"}, kRun, "Option '--var' requires an argument."},
    {{"run", "--var", "name", "experiment.json"},
     kRun,
     "Invalid value for '--var': var needs to be in the format name[:type]=value"},
    {{"run", "--var", "name:colour=red", "experiment.json"},
     kRun,
     "Invalid value for '--var': variable type can only be: bool, str, int, float, bytes or json"},
    {{"run", "--var", "name:int=many", "experiment.json"},
     kRun,
     "Invalid value for '--var': invalid literal for int() with base 10: 'many'"},
    {{"run", "--var", "name:float=much", "experiment.json"},
     kRun,
     "Invalid value for '--var': could not convert string to float: 'much'"},
    {{"run", "--var-file", "nowhere.json", "experiment.json"},
     kRun,
     "Invalid value for '--var-file': Path 'nowhere.json' does not exist."},
    {{"run", "--control-file", "nowhere.yaml", "experiment.json"},
     kRun,
     "Invalid value for '--control-file': Path 'nowhere.yaml' does not exist."},
    {{"validate", "--format", "xml", "experiment.json"},
     "chaos validate [OPTIONS] SOURCE",
     "Invalid value for '--format': 'xml' is not one of 'text', 'json'."},
};

TEST(Options, ErrorsAreExplained) {
  for (const auto& [arguments, usage, message] : kMistakes) {
    ChaosCommand chaos;
    chaos.experiment(experiment_of({shell_action("mark", "touch marked")}));
    const Outcome outcome = chaos.run(arguments);
    const std::string program = usage.substr(0, usage.find(" ["));
    EXPECT_EQ(outcome.exit_code, 2) << message;
    EXPECT_EQ(outcome.out, "") << message;
    EXPECT_EQ(outcome.err, "Usage: " + usage + "\nTry '" + program +
                               " --help' for help.\n\nError: " + message + "\n");
    EXPECT_FALSE(chaos.exists("marked")) << message;
    EXPECT_FALSE(chaos.exists("journal.json")) << message;
  }
}

TEST(Options, OfTheProgramAreCheckedBeforeTheCommand) {
  ChaosCommand chaos;
  for (const auto& [option, choices] :
       {std::pair{"--log-format", "'string', 'json'"},
        std::pair{"--log-file-level", "'debug', 'info', 'warning', 'error'"}}) {
    const Outcome outcome = chaos.run({option, "other", "run", "experiment.json"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_EQ(outcome.err, std::string("Usage: chaos [OPTIONS] COMMAND [ARGS]...\n"
                                       "Try 'chaos --help' for help.\n\n"
                                       "Error: Invalid value for '") +
                               option + "': 'other' is not one of " + choices + ".\n");
  }
}

TEST(Options, HelpFitsAScreenAndShowsAnExample) {
  ChaosCommand chaos;
  for (const char* command : {"run", "validate", "recover", "discover", "init"}) {
    const Outcome outcome = chaos.run({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    EXPECT_THAT(outcome.out, HasSubstr(std::string("Usage: chaos ") + command + " [OPTIONS]"));
    EXPECT_THAT(outcome.out, HasSubstr(std::string("Example: chaos ") + command));
    EXPECT_LE(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 60);
  }
}

TEST(Options, VersionIsPrinted) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.run({"--version"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out,
              ::testing::MatchesRegex(
                  "chaos, version [0-9]+\\.[0-9]+\\.[0-9]+(\\+g[0-9a-f]+(\\.dirty)?)?\n"));
}

TEST(Options, WithoutACommandTheHelpIsShown) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.run({});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Usage: chaos [OPTIONS] COMMAND [ARGS]...\n"));
}

TEST(Options, ChangeDirectoryFirst) {
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("deep"));
  chaos.file("deep/experiment.json", to_json_text(experiment_of({shell_action("a", "touch b")})));
  const Outcome outcome = chaos.run({"--change-dir", "deep", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_TRUE(chaos.exists("deep/b"));
  EXPECT_TRUE(chaos.exists("deep/journal.json"));
  EXPECT_THAT(outcome.log(), ::testing::Contains("WARNING Moving to deep"));
}

TEST(Options, ChooseTheLogFile) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({}));
  chaos.run({"--log-file", "other.log", "--log-file-level", "error", "run", "experiment.json"});
  EXPECT_TRUE(chaos.exists("other.log"));
  EXPECT_EQ(chaos.text("other.log"), "");
  EXPECT_FALSE(chaos.exists("chaostoolkit.log"));
  chaos.run({"--no-log-file", "run", "experiment.json"});
  EXPECT_FALSE(chaos.exists("chaostoolkit.log"));
}

TEST(Options, TheDefaultLogFileIsOptional) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("mark", "touch marked")}));
  std::filesystem::create_directory(
      chaos.path("chaostoolkit.log"));  // a directory cannot be opened for writing
  const Outcome outcome = chaos.run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("cannot open the log file 'chaostoolkit.log': Is a directory; "
                                     "continuing without it\n"));
  EXPECT_TRUE(chaos.exists("marked"));
}

TEST(Options, CommandsThatOnlyReadKeepNoLogFile) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({}));
  chaos.run({"run", "experiment.json"});
  std::filesystem::remove(chaos.path("chaostoolkit.log"));
  for (const std::vector<std::string>& command : {std::vector<std::string>{"schema", "experiment"},
                                                  {"report", "journal.json"},
                                                  {"info", "core"},
                                                  {"settings", "show"},
                                                  {"validate", "experiment.json"},
                                                  {"plan", "experiment.json"},
                                                  {"rehearse", "experiment.json"},
                                                  {"ps", "--all"},
                                                  {"stop", "journal.json"},
                                                  {"completion", "bash"},
                                                  {"man"}}) {
    chaos.run(command);
    EXPECT_FALSE(chaos.exists("chaostoolkit.log")) << command.front();
  }
  chaos.run({"--log-file", "wanted.log", "validate", "experiment.json"});
  EXPECT_TRUE(chaos.exists("wanted.log"));
}

TEST(Options, ALogFileThatCannotBeOpenedIsAnError) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("mark", "touch marked")}));
  const Outcome outcome = chaos.run({"--log-file", "nowhere/log", "run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("cannot open the log file 'nowhere/log'"));
  EXPECT_FALSE(chaos.exists("marked"));
}

}  // namespace
}  // namespace chaos::testing
