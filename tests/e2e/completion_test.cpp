#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

/// The candidates for the last of the words, without descriptions.
std::vector<std::string> offered(ChaosCommand& chaos, std::vector<std::string> words) {
  words.insert(words.begin(), {"completion", "candidates", "--"});
  const Outcome outcome = chaos.run(words);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  std::vector<std::string> found;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);)
    found.push_back(line.substr(0, line.find('\t')));
  return found;
}

TEST(Completion, OffersCommandsButNotHiddenOnes) {
  ChaosCommand chaos;
  EXPECT_THAT(offered(chaos, {""}), Contains("run"));
  EXPECT_THAT(offered(chaos, {""}), Not(Contains("completion")));
}

TEST(Completion, OffersChoicesWhereverAValueIsAllowed) {
  ChaosCommand chaos;
  EXPECT_THAT(offered(chaos, {"--log-format", ""}), ElementsAre("string", "json"));
  EXPECT_THAT(offered(chaos, {"validate", "--format="}),
              ElementsAre("--format=text", "--format=json"));
  EXPECT_THAT(offered(chaos, {"info", ""}),
              ElementsAre("core", "settings", "extensions", "python"));
}

TEST(Completion, OffersOptionsAfterTheArguments) {
  ChaosCommand chaos;
  EXPECT_THAT(offered(chaos, {"validate", "experiment.json", ""}), Contains("--all"));
  EXPECT_THAT(offered(chaos, {"validate", "-"}), Contains("--all"));
}

TEST(Completion, KnowsWherePathsAreAllowed) {
  ChaosCommand chaos;
  EXPECT_THAT(offered(chaos, {"run", ""}), ElementsAre(":files"));
  EXPECT_THAT(offered(chaos, {"--change-dir", ""}), ElementsAre(":directories"));
  EXPECT_THAT(offered(chaos, {"run", "--var", ""}), IsEmpty());
}

TEST(Completion, DependsOnTheCommandAndNotOnItsValues) {
  ChaosCommand chaos;
  EXPECT_THAT(offered(chaos, {"--settings", "run", "info", ""}), Contains("core"));
  EXPECT_THAT(offered(chaos, {"validate", "--", "--no-such", ""}), Not(Contains("run")));
  EXPECT_THAT(offered(chaos, {"no-such-command", ""}), Contains("run"));
}

TEST(Completion, WritesNoLog) {
  ChaosCommand chaos;
  offered(chaos, {"run", ""});
  EXPECT_FALSE(chaos.exists("chaostoolkit.log"));
}

TEST(Completion, HasAScriptForEachShell) {
  ChaosCommand chaos;
  for (const char* shell : {"bash", "zsh", "fish"})
    EXPECT_THAT(chaos.run({"completion", shell}).out, HasSubstr("completion candidates --"));
}

TEST(ManPage, ContainsTheHelp) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.run({"man", "run"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith(".TH \"chaos\\-run\" 1"));
  EXPECT_THAT(outcome.out, HasSubstr("\\fB\\-\\-rollback\\-strategy\\fR \\fBdefault\\fR|"));
  EXPECT_THAT(outcome.out, HasSubstr("chaos run \\-\\-rollback\\-strategy always experiment.json"));
  for (const char* section : {"EXIT STATUS", "SIGNALS", "FILES", "ENVIRONMENT"})
    EXPECT_THAT(outcome.out, HasSubstr(fmt::format(".SH {}\n", section)));
  EXPECT_EQ(chaos.run({"man", "no-such"}).exit_code, 2);
}

TEST(ManPage, AllAreWritten) {
  ChaosCommand chaos;
  EXPECT_EQ(chaos.run({"man", "--all", "pages"}).exit_code, 0);
  EXPECT_THAT(chaos.text("pages/chaos.1"), HasSubstr("chaos\\-run"));
  EXPECT_THAT(chaos.text("pages/chaos-run.1"), HasSubstr("SOURCE"));
  EXPECT_FALSE(chaos.exists("pages/chaos-man.1"));
}

TEST(Options, AFileMayBeCalledLikeACommand) {
  ChaosCommand chaos;
  chaos.file("validate", "{}");
  EXPECT_THAT(chaos.run({"run", "validate"}).err, Not(HasSubstr("Usage")));
}

}  // namespace
}  // namespace chaos::testing
