#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <string>
#include <vector>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const char* const kWal = "journal.json.wal";

/// Ends a run of the experiment in its method: by Ctrl-C, which leaves a journal, or by SIGKILL,
/// which leaves a log.
enum class End { kInterrupted, kKilled };

class RollbackValues : public ::testing::TestWithParam<End> {
 protected:
  void run(const Json& experiment, const std::vector<std::string>& options = {},
           const std::vector<std::string>& global = {}) {
    chaos_.experiment(experiment);
    std::vector<std::string> arguments = global;
    arguments.insert(arguments.end(), {"run", "--no-watchdog"});
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(chaos_.path("experiment.json"));
    auto running = chaos_.start(arguments);
    running.wait_for_log("Action: hang");
    running.signal(GetParam() == End::kKilled ? SIGKILL : SIGINT).wait();
  }

  /// The command that restores the system, for the journal at `journal`.
  std::vector<std::string> command(const std::string& journal = "journal.json") const {
    if (GetParam() == End::kKilled) return {"recover", "--rollback", journal + ".wal"};
    return {"rollback", journal};
  }

  Outcome put_back(const std::vector<std::string>& global = {},
                   const std::string& journal = "journal.json") {
    std::vector<std::string> arguments = global;
    for (auto& each : command(journal))
      arguments.push_back(each);
    return chaos_.run(arguments);
  }

  ChaosCommand chaos_;
};

INSTANTIATE_TEST_SUITE_P(After, RollbackValues, ::testing::Values(End::kInterrupted, End::kKilled),
                         [](const auto& end) {
                           return end.param == End::kKilled ? "AKill" : "AnInterruption";
                         });

Json hanging_with(const std::string& rollback, const Json& configuration) {
  Json experiment =
      experiment_of({shell_action("hang", "sleep 1000")}, {shell_action("mend", rollback)});
  experiment["configuration"] = configuration;
  return experiment;
}

TEST_P(RollbackValues, AreThoseOfTheRun) {
  chaos_.file("vars.json", R"({"configuration": {"file": "from file"}})")
      .file("answer", "from probe")
      .env("TARGET", "from env");
  run(hanging_with(
          "echo ${option}, ${file}, ${environment}, ${probe} >> back",
          {{"option", "default"},
           {"file", "default"},
           {"environment", {{"type", "env"}, {"key", "TARGET"}, {"default", "default"}}},
           {"probe",
            {{"type", "probe"},
             {"name", "ask"},
             {"provider", {{"type", "process"}, {"path", "cat"}, {"arguments", {"answer"}}}}}}}),
      {"--var", "option=from option", "--var-file", "vars.json"});
  chaos_.env("TARGET", "another").file("vars.json", "{}").file("answer", "another");
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("from option, from file, from env, from probe"));
}

TEST_P(RollbackValues, CanBeReplaced) {
  run(hanging_with("echo ${option} >> back", {{"option", "default"}}), {"--var", "option=one"});
  std::vector<std::string> arguments = command();
  arguments.insert(arguments.begin() + 1, {"--var", "option=two"});
  EXPECT_EQ(chaos_.run(arguments).exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("two"));
}

TEST_P(RollbackValues, NeverContainSecrets) {
  Json experiment = hanging_with("echo ${name} ${password} >> back",
                                 {{"name", {{"type", "env"}, {"key", "NAME"}}}});
  experiment["secrets"] = {{"login", {{"password", {{"type", "env"}, {"key", "PASSWORD"}}}}}};
  experiment["rollbacks"][0]["provider"]["secrets"] = {"login"};
  chaos_.env("NAME", "user-of-s3cr3t-word").env("PASSWORD", "s3cr3t-word");
  run(experiment);
  const std::string kept = chaos_.text(GetParam() == End::kKilled ? kWal : "journal.json");
  EXPECT_THAT(kept, Not(HasSubstr("s3cr3t-word")));
}

TEST_P(RollbackValues, NameTheSecretThatIsMissing) {
  Json experiment = hanging_with(": ${password}; echo mend >> back", Json::object());
  experiment["secrets"] = {{"login", {{"password", {{"type", "env"}, {"key", "PASSWORD"}}}}}};
  chaos_.env("PASSWORD", "s3cr3t-word");
  run(experiment);
  ChaosCommand elsewhere;  // without the variable
  const Outcome outcome = elsewhere.run(command(chaos_.path("journal.json")));
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("PASSWORD"));
  EXPECT_FALSE(chaos_.exists("back"));
  EXPECT_EQ(put_back().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_P(RollbackValues, NameTheVariableThatContainsASecret) {
  Json experiment = hanging_with(": ${url}; echo mend >> back", {{"url", "default"}});
  experiment["secrets"] = {{"login", {{"password", {{"type", "env"}, {"key", "PASSWORD"}}}}}};
  chaos_.env("PASSWORD", "s3cr3t-word");
  run(experiment, {"--var", "url=https://me:s3cr3t-word@there"});
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("the value of 'url' that the run used was not recorded"));
  EXPECT_FALSE(chaos_.exists("back"));
  std::vector<std::string> arguments = command();
  arguments.insert(arguments.begin() + 1, {"--var", "url=again"});
  EXPECT_EQ(chaos_.run(arguments).exit_code, 0);
}

/// It contains a secret, so it cannot be recorded. Resolved again, it would have another value.
Json with_secret(Json experiment) {
  experiment["secrets"] = {{"login", {{"password", {{"type", "env"}, {"key", "PASSWORD"}}}}}};
  return experiment;
}

TEST_P(RollbackValues, AreNotResolvedAgainFromTheEnvironment) {
  chaos_.env("PASSWORD", "s3cr3t-word").env("TARGET", "db-of-s3cr3t-word");
  run(with_secret(hanging_with(
      "echo ${target} >> back",
      {{"target", {{"type", "env"}, {"key", "TARGET"}, {"default", "default-target"}}}})));
  chaos_.env("TARGET", "another");
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("--var target=...`"));
  EXPECT_FALSE(chaos_.exists("back"));
}

TEST_P(RollbackValues, AreNotResolvedAgainByAProbe) {
  chaos_.env("PASSWORD", "s3cr3t-word").file("leader", "node-of-s3cr3t-word");
  run(with_secret(hanging_with(
      "echo ${leader} >> back",
      {{"leader",
        {{"type", "probe"},
         {"name", "ask"},
         {"provider", {{"type", "process"}, {"path", "cat"}, {"arguments", {"leader"}}}}}}})));
  chaos_.file("leader", "another");
  const Outcome outcome = put_back();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("--var leader=...`"));
  EXPECT_FALSE(chaos_.exists("back"));
}

TEST_P(RollbackValues, MayContainASecretThatTheExperimentStates) {
  chaos_.env("PASSWORD", "s3cr3t-word");
  run(with_secret(hanging_with("echo ${target} >> back", {{"target", "db-of-s3cr3t-word"}})));
  EXPECT_EQ(put_back().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("db-of-s3cr3t-word"));
}

TEST_P(RollbackValues, AreNotRequiredIfNoRollbackUsesThem) {
  Json experiment = hanging_with("echo mend >> back", {{"url", "default"}});
  experiment["secrets"] = {{"login", {{"password", {{"type", "env"}, {"key", "PASSWORD"}}}}}};
  chaos_.env("PASSWORD", "s3cr3t-word");
  run(experiment, {"--var", "url=https://me:s3cr3t-word@there"});
  EXPECT_EQ(put_back().exit_code, 0);
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_P(RollbackValues, AreNotRequiredIfOnlyTheMethodUsesThem) {
  Json experiment = hanging_with(
      "echo mend >> back",
      {{"url", {{"type", "env"}, {"key", "URL"}}}, {"other", {{"type", "env"}, {"key", "OTHER"}}}});
  experiment["method"][0] = shell_action("hang", ": ${token} ${url}; sleep 1000");
  experiment["secrets"] = {{"login", {{"token", {{"type", "env"}, {"key", "TOKEN"}}}}},
                           {"vault", {{"word", {{"type", "env"}, {"key", "WORD"}}}}}};
  chaos_.env("TOKEN", "s3cr3t-word").env("WORD", "1").env("OTHER", "o");
  chaos_.env("URL", "https://me:s3cr3t-word@there");
  run(experiment);
  ChaosCommand elsewhere;  // without the variables
  const Outcome outcome = elsewhere.run(command(chaos_.path("journal.json")));
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("mend"));
}

TEST_P(RollbackValues, IncludeTheDirectoryOfTheRun) {
  for (const char* name : {"where", "other", "where/out"})
    std::filesystem::create_directory(chaos_.path(name));
  run(hanging_with("echo mend >> back", Json::object()), {"--journal-path", "out/journal.json"},
      {"--change-dir", "where"});
  const Outcome outcome = put_back({"--change-dir", "other"}, "../where/out/journal.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("where/back"), ElementsAre("mend"));
  EXPECT_FALSE(chaos_.exists("where/out/journal.json.wal"));
}

TEST_P(RollbackValues, IncludeTheFilesOfVariables) {
  std::filesystem::create_directory(chaos_.path("other"));
  Json experiment = hanging_with("echo ${password} | wc -c >> back", Json::object());
  experiment["secrets"] = {{"login", {{"password", {{"type", "env"}, {"key", "PASSWORD"}}}}}};
  chaos_.file("secrets.env", "PASSWORD=s3cr3t-word\n");
  run(experiment, {"--var-file", "secrets.env"});
  const Outcome outcome = put_back({"--change-dir", "other"}, "../journal.json");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos_.lines("back"), ElementsAre("12"));
}

TEST(RollbackAdvice, LeadsToTheJournalFromWhereTheUserIs) {
  ChaosCommand chaos;
  std::filesystem::create_directory(chaos.path("a place"));
  chaos.experiment(
      experiment_of({shell_action("act", "true")}, {shell_action("mend", "echo mend >> back")}));
  const Outcome outcome = chaos.run(
      {"--change-dir", "a place", "run", "--rollback-strategy", "never", "../experiment.json"});
  EXPECT_THAT(
      outcome.err,
      HasSubstr("hint: a rollback was not played, because the rollback strategy is never: mend\n"
                "hint: to play the remaining rollbacks: chaos rollback '" +
                chaos.path("a place/journal.json") + "'\n"));
}

}  // namespace
}  // namespace chaos::testing
