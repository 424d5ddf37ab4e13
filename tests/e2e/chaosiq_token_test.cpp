#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

namespace fs = std::filesystem;

const char* const kToken = "token-0001";
const char* const kSettings = ".chaostoolkit/settings.yaml";
const std::vector<std::string> kRun{"--verbose", "run", "experiment.json"};

/// Everything that a process can find out about the program that started it.
const char* const kSpy =
    "env; tr '\\0' '\\n' < /proc/self/cmdline; tr '\\0' '\\n' < /proc/$PPID/cmdline";

/// Looks for the token wherever a program may have left it: in its output, and in all files except
/// those that must contain it.
void expect_no_token(const ChaosCommand& chaos, const Outcome& outcome) {
  EXPECT_THAT(outcome.out, Not(HasSubstr(kToken)));
  EXPECT_THAT(outcome.err, Not(HasSubstr(kToken)));
  const fs::path root = chaos.path("");
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const std::string name = fs::relative(entry.path(), root);
    if (!entry.is_regular_file() || name == kSettings || name == "input") continue;
    EXPECT_THAT(chaos.text(name), Not(HasSubstr(kToken))) << name;
  }
}

class ChaosiqToken : public ::testing::Test {
 protected:
  ChaosiqToken() {
    hub.sign_in(chaos);
    chaos.experiment(experiment_of({shell_action("spy", kSpy), shell_action("wait", "true")},
                                   {shell_action("mend", "true")}));
  }

  ChaosiqHub hub;
  ChaosCommand chaos;
};

TEST_F(ChaosiqToken, IsNotFoundAnywhereAfterARun) {
  const Outcome outcome = chaos.run(kRun);
  EXPECT_EQ(outcome.exit_code, 0);
  expect_no_token(chaos, outcome);
  EXPECT_THAT(chaos.journal()["run"][0]["output"]["stdout"].get<std::string>(),
              HasSubstr("experiment.json"));
  EXPECT_THAT(chaos.text("chaostoolkit.log"), HasSubstr("DEBUG"));
  EXPECT_TRUE(chaos.exists(".chaosiq"));
}

TEST_F(ChaosiqToken, IsNotRevealedByAnActivityThatReadsIt) {
  chaos.experiment(experiment_of({shell_action("read", "cat .chaostoolkit/settings.yaml")}));
  expect_no_token(chaos, chaos.run(kRun));
  EXPECT_THAT(to_json_text(hub.execution().event("activity-finished read")),
              Not(HasSubstr(kToken)));
  EXPECT_THAT(to_json_text(hub.execution().journal), Not(HasSubstr(kToken)));
}

TEST_F(ChaosiqToken, IsNotRevealedByAHubThatRepeatsIt) {
  hub.on_every_call([](const HubCall& call) -> std::optional<ScriptedReply> {
    if (call.operation == "createExecution") return std::nullopt;
    return trouble(500, std::string("what is ") + kToken + "?");
  });
  hub.know_experiment("x1", Json::object());
  Json experiment = experiment_of({shell_action("spy", kSpy)});
  experiment["extensions"] = Json::array({{{"name", "chaosiq"}, {"experiment_id", "x1"}}});
  const Outcome outcome = chaos.experiment(experiment).run(kRun);
  EXPECT_THAT(outcome.err, HasSubstr("Experiment failed to be published"));
  EXPECT_TRUE(chaos.exists("journal.json.unsent"));
  expect_no_token(chaos, outcome);

  const Outcome published = chaos.run({"--verbose", "publish", "journal.json"});
  EXPECT_THAT(published.err, HasSubstr("Execution journal failed to be published"));
  expect_no_token(chaos, published);
}

TEST_F(ChaosiqToken, IsNotInWhatAKilledRunLeaves) {
  chaos.experiment(experiment_of({shell_action("spy", kSpy), shell_action("wait", "sleep 60")}));
  auto running = chaos.start(kRun);
  hub.wait_for("pushEvent starting-activity wait");
  running.signal(SIGKILL);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.exit_code, -SIGKILL);
  EXPECT_TRUE(chaos.exists("journal.json.wal"));
  expect_no_token(chaos, outcome);
}

/// What /proc says about a process.
std::string proc(pid_t pid, const char* what) {
  std::ifstream file(fs::path("/proc") / std::to_string(pid) / what, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_F(ChaosiqToken, IsNotInTheCommandLineOrTheEnvironment) {
  chaos.experiment(experiment_of({shell_action("wait", "echo $$ > child; exec sleep 60")}));
  auto running = chaos.start(kRun);
  hub.wait_for("pushEvent starting-activity wait");
  running.wait_for_log("Action: wait");
  while (chaos.text("child").empty())
    std::this_thread::yield();
  for (const pid_t pid : {running.pid(), std::stoi(chaos.text("child"))}) {
    EXPECT_THAT(proc(pid, "cmdline"), Not(HasSubstr(kToken)));
    EXPECT_THAT(proc(pid, "environ"), Not(HasSubstr(kToken)));
  }
  expect_no_token(chaos, running.signal(SIGTERM).wait());
}

TEST(ChaosiqTokenBeforehand, IsOnlyInTheSettingsAfterSigningIn) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.input(hub.url() + "\n" + kToken + "\n").run({"--verbose", "signin"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(chaos.text(kSettings), HasSubstr(kToken));
  expect_no_token(chaos, outcome);
}

TEST(ChaosiqTokenBeforehand, IsNotFoundAnywhereIfSignInFailed) {
  ChaosiqHub hub;
  hub.on("listTeams", [](const HubCall&) { return trouble(500, kToken); });
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.input(hub.url() + "\n" + kToken + "\n").run({"--verbose", "signin"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists(kSettings));
  expect_no_token(chaos, outcome);
}

TEST(ChaosiqTokenBeforehand, IsNotShownInErrorsOfTheSettings) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("a", "true")}));
  chaos.file(kSettings, "auths:\n  x.example: {value: \"" + std::string(kToken) + "\", [}\n");
  for (const std::vector<std::string>& command : {kRun,
                                                  {"enable", "publish"},
                                                  {"settings", "show"},
                                                  {"settings", "get", "auths"},
                                                  {"settings", "set", "auths", "1"},
                                                  {"publish", "journal.json"},
                                                  {"team"}})
    expect_no_token(chaos, chaos.run(command));
}

TEST_F(ChaosiqToken, IsNotFoundAnywhereAfterAVerification) {
  const Json plan = {{"id", "v1"}, {"frequency-of-measurement", 1}, {"duration-of-conditions", 0}};
  Json document =
      with_hypothesis(experiment_of({shell_action("spy", kSpy)}), {shell_probe("works", kSpy)});
  document["extensions"] =
      Json::array({{{"name", "chaosiq"}, {"experiment_id", "x1"}, {"verification", plan}}});
  hub.know_experiment("x1", document);
  const Outcome outcome =
      chaos.experiment(document).run({"--verbose", "verify", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  expect_no_token(chaos, outcome);
}

TEST_F(ChaosiqToken, StaysAtItsServer) {
  const HttpServer files({json_reply(to_json_text(experiment_of({})))});
  chaos.run({"run", files.url("/experiment.json")});
  chaos.run({"verify", files.url("/verification.json")});
  for (const auto& request : files.requests())
    EXPECT_EQ(request.header("Authorization"), "") << request.target;
}

}  // namespace
}  // namespace chaos::testing
