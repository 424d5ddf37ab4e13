#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "json/json_reader.h"
#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

using Type = Json::value_t;
using Members = std::vector<std::pair<std::string, Type>>;

Json hello() {
  return with_hypothesis(experiment_of({shell_action("greet", "echo hello; exit 3")},
                                       {shell_action("put back", "echo back")}),
                         {shell_probe("is well", "true")});
}

/// The keys of an object in order, with the types of their values.
Members members_of(const Json& object) {
  Members members;
  for (const auto& [key, value] : object.items())
    members.emplace_back(key, value.type());
  return members;
}

const char* const kTime = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\\.[0-9]{6})?\\+00:00";

void expect_times(const Json& part) {
  const std::string start = part.at("start");
  const std::string end = part.at("end");
  EXPECT_TRUE(std::regex_match(start, std::regex(kTime))) << start;
  EXPECT_TRUE(std::regex_match(end, std::regex(kTime))) << end;
  EXPECT_LE(start, end);
  EXPECT_GT(part.at("duration").get<double>(), 0);
}

TEST(Run, WritesAJournalWithEveryKey) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(hello()).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(outcome.out, "");
  const Json journal = chaos.journal();
  EXPECT_EQ(members_of(journal), (Members{{"chaoslib-version", Type::string},
                                          {"platform", Type::string},
                                          {"node", Type::string},
                                          {"experiment", Type::object},
                                          {"start", Type::string},
                                          {"status", Type::string},
                                          {"deviated", Type::boolean},
                                          {"steady_states", Type::object},
                                          {"run", Type::array},
                                          {"rollbacks", Type::array},
                                          {"end", Type::string},
                                          {"duration", Type::number_float}}));
  EXPECT_EQ(journal["chaoslib-version"], "1.44.0");
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], false);
  EXPECT_THAT(journal["platform"].get<std::string>(), MatchesRegex("Linux-.+-with-glibc[0-9.]+"));
  expect_times(journal);
  Json experiment = hello();
  experiment["dry"] = nullptr;
  EXPECT_EQ(to_json_text(journal["experiment"]), to_json_text(experiment));
}

TEST(Run, RecordsEachActivityOnce) {
  ChaosCommand chaos;
  chaos.experiment(hello()).run({"run", "experiment.json"});
  const Json journal = chaos.journal();
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("greet"));
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("put back"));
  const Json& run = journal["run"][0];
  EXPECT_EQ(members_of(run), (Members{{"activity", Type::object},
                                      {"output", Type::object},
                                      {"start", Type::string},
                                      {"status", Type::string},
                                      {"end", Type::string},
                                      {"duration", Type::number_float}}));
  EXPECT_EQ(run["activity"], hello()["method"][0]);
  EXPECT_EQ(to_json_text(run["output"]), R"({"status": 3, "stdout": "hello\n", "stderr": ""})");
  expect_times(run);
}

TEST(Run, RecordsTheHypothesisBeforeAndAfter) {
  ChaosCommand chaos;
  chaos.experiment(hello()).run({"run", "experiment.json"});
  const Json states = chaos.journal()["steady_states"];
  EXPECT_EQ(members_of(states),
            (Members{{"before", Type::object}, {"after", Type::object}, {"during", Type::array}}));
  for (const char* when : {"before", "after"}) {
    const Json& state = states[when];
    EXPECT_EQ(members_of(state),
              (Members{{"steady_state_met", Type::boolean}, {"probes", Type::array}}));
    EXPECT_EQ(state["steady_state_met"], true);
    EXPECT_THAT(names_of(state["probes"]), ElementsAre("is well"));
    EXPECT_EQ(members_of(state["probes"][0]).back(),
              (std::pair<std::string, Type>{"tolerance_met", Type::boolean}));
    expect_times(state["probes"][0]);
  }
}

TEST(Run, LogsItsProgress) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(hello()).run({"run", "experiment.json"});
  EXPECT_THAT(
      outcome.log(),
      ElementsAre("INFO Validating the experiment's syntax", "INFO Experiment looks valid",
                  "INFO Running experiment: a story", "INFO Steady-state strategy: default",
                  "INFO Rollbacks strategy: default", "INFO Steady state hypothesis: all is well",
                  "INFO Probe: is well", "INFO Steady state hypothesis is met!",
                  "INFO Playing your experiment's method now...", "INFO Action: greet",
                  "WARNING This process returned a non-zero exit code. This may indicate some "
                  "error and not what you expected. Please have a look at the logs.",
                  "INFO Steady state hypothesis: all is well", "INFO Probe: is well",
                  "INFO Steady state hypothesis is met!", "INFO Let's rollback...",
                  "INFO Rollback: put back", "INFO Action: put back",
                  "INFO Experiment ended with status: completed"));
}

TEST(Run, KeepsDebugRecordsInTheLogFile) {
  ChaosCommand chaos;
  chaos.experiment(hello()).run({"run", "experiment.json"});
  const std::string log = chaos.text("chaostoolkit.log");
  EXPECT_THAT(log, HasSubstr("Running command 'run'"));
  EXPECT_THAT(log, HasSubstr("DEBUG] [process_provider:"));
  EXPECT_THAT(log, HasSubstr("Action: greet"));
}

TEST(Run, LogsJsonObjectsIfAskedTo) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(hello()).run({"--log-format", "json", "run", "experiment.json"});
  std::vector<std::string> messages;
  std::string context;
  std::istringstream lines(outcome.err);
  for (std::string line; std::getline(lines, line);) {
    const Json record = parse_json(line);
    EXPECT_EQ(members_of(record), (Members{{"process", record["process"].type()},
                                           {"asctime", Type::string},
                                           {"levelname", Type::string},
                                           {"module", Type::string},
                                           {"lineno", record["lineno"].type()},
                                           {"message", Type::string},
                                           {"context_id", Type::string},
                                           {"timestamp", Type::string}}));
    if (context.empty()) context = record["context_id"];
    EXPECT_EQ(record["context_id"], context);
    messages.push_back(record["message"]);
  }
  ASSERT_EQ(messages.size(), 18U);
  EXPECT_EQ(messages.front(), "Validating the experiment's syntax");
  EXPECT_EQ(messages.back(), "Experiment ended with status: completed");
}

TEST(Run, ContinuesAfterAFailedActivity) {
  Json failing = {{"type", "probe"},
                  {"name", "ask"},
                  {"provider", {{"type", "http"}, {"url", "http://127.0.0.1:1/"}}}};
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.experiment(experiment_of({failing, shell_action("carry on", "true")}))
          .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_THAT(names_of(journal["run"]), ElementsAre("ask:failed", "carry on"));
  EXPECT_TRUE(journal["run"][0]["exception"].is_array());
  EXPECT_TRUE(journal["run"][0]["output"].is_null());
}

TEST(Run, FailsWhenTheSteadyStateDeviates) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos
          .experiment(with_hypothesis(experiment_of({shell_action("break it", "touch broken")},
                                                    {shell_action("mend it", "rm broken")}),
                                      {shell_probe("is whole", "test ! -e broken")}))
          .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  const Json journal = chaos.journal();
  EXPECT_EQ(journal["status"], "completed");
  EXPECT_EQ(journal["deviated"], true);
  EXPECT_EQ(journal["steady_states"]["after"]["steady_state_met"], false);
  EXPECT_THAT(names_of(journal["rollbacks"]), ElementsAre("mend it"));
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_THAT(outcome.log(),
              ::testing::Contains("CRITICAL Steady state probe 'is whole' is not in the given "
                                  "tolerance so failing this experiment"));
  EXPECT_THAT(outcome.log(), ::testing::Contains("INFO Experiment ended with status: deviated"));
  EXPECT_EQ(outcome.log().back(),
            "INFO The steady-state has deviated, a weakness may have been discovered");
}

TEST(Run, DoesNotPlayTheMethodWhenTheSteadyStateIsNotMetBefore) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos
          .experiment(with_hypothesis(experiment_of({shell_action("break it", "touch broken")}),
                                      {shell_probe("is whole", "false")}))
          .run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0);  // as in the reference
  EXPECT_EQ(chaos.journal()["status"], "completed");
  EXPECT_EQ(chaos.journal()["deviated"], false);
  EXPECT_FALSE(chaos.exists("broken"));
}

TEST(Run, AbortsTheMethodAtAnActivityThatCannotBeExecuted) {
  Json impossible = shell_action("impossible", "true");
  impossible["provider"]["path"] = "no-such-program";
  ChaosCommand chaos;
  const Outcome outcome =
      chaos
          .experiment(experiment_of({impossible, shell_action("never", "touch never")},
                                    {shell_action("put back", "touch back")}))
          .run({"run", "--no-validation", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "aborted");
  EXPECT_THAT(names_of(chaos.journal()["run"]), ElementsAre("impossible:none"));
  EXPECT_FALSE(chaos.exists("never"));
  EXPECT_TRUE(chaos.exists("back"));
}

TEST(Run, RefusesAnInvalidExperiment) {
  Json experiment = experiment_of({shell_action("never", "touch never")});
  experiment.erase("title");
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(experiment).run({"run", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("INFO Validating the experiment's syntax",
                                         "ERROR experiment requires a title"));
  EXPECT_FALSE(chaos.exists("never"));
  EXPECT_FALSE(chaos.exists("journal.json"));
}

TEST(Run, LeavesNothingButTheJournalAndTheLog) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 0);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(chaos.path("."))) {
    names.push_back(entry.path().filename());
  }
  // The directory is also HOME, where runs are listed while they are in progress.
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("experiment.json", "journal.json",
                                                     "chaostoolkit.log", ".local"));
  EXPECT_TRUE(std::filesystem::is_empty(chaos.path(".local/state/chaos/runs")));
}

TEST(Run, ReadsYaml) {
  ChaosCommand chaos;
  chaos.file("experiment.yaml",
             "title: yes is true\ndescription: d\nmethod:\n- type: action\n  name: a\n  provider:\n"
             "    type: process\n    path: echo\n    arguments: [yes, 1]\n");
  EXPECT_EQ(chaos.run({"run", "experiment.yaml"}).exit_code, 0);
  EXPECT_EQ(chaos.journal()["run"][0]["output"]["stdout"], "True 1\n");
}

TEST(Run, ReportsAMissingFile) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.run({"run", "nowhere.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), ElementsAre("ERROR Path \"nowhere.json\" does not exist."));
}

}  // namespace
}  // namespace chaos::testing
