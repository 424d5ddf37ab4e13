#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "document/yaml_reader.h"
#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"
#include "support/chaosiq_settings.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<std::string> kRun{"run", "experiment.json"};

/// One of each kind of foreground step.
Json small_experiment() {
  return with_hypothesis(
      experiment_of({shell_action("break", "echo broken")}, {shell_action("mend", "true")}),
      {shell_probe("works", "true")});
}

const std::vector<std::string> kHypothesisSteps{"starting-hypothesis", "starting-activity works",
                                                "activity-finished works", "hypothesis-finished"};

/// The steps of that experiment, in order.
std::vector<std::string> small_steps() {
  std::vector<std::string> steps{"starting-experiment"};
  const auto add = [&](const std::vector<std::string>& more) {
    steps.insert(steps.end(), more.begin(), more.end());
  };
  add(kHypothesisSteps);
  add({"starting-method", "starting-activity break", "activity-finished break", "method-finished"});
  add(kHypothesisSteps);
  add({"starting-rollback", "starting-activity mend", "activity-finished mend",
       "rollback-finished"});
  add({"experiment-finished"});
  return steps;
}

/// The calls of a run with these steps: each is reported and then asked about, except the last.
std::vector<std::string> calls_of(const std::vector<std::string>& steps) {
  std::vector<std::string> calls{"publishExperiment", "createExecution"};
  for (const auto& step : steps) {
    calls.push_back("pushEvent " + step);
    calls.push_back(step == "experiment-finished" ? "finishExecution" : "askSafeguards");
  }
  return calls;
}

/// The block of this extension in an experiment or a journal; null if there is none.
Json block_of(const Json& document) {
  for (const auto& block : document.value("extensions", Json::array())) {
    if (block.value("name", "") == "chaosiq") return block;
  }
  return {};
}

Json workspace_of(const ChaosCommand& chaos) {
  return parse_yaml(chaos.text(".chaosiq"), ".chaosiq");
}

TEST(ChaosiqRun, ReportsEveryStepAndAsksBeforeTheNext) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.experiment(small_experiment()).run(kRun);

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(hub.calls(), calls_of(small_steps()));
  EXPECT_THAT(outcome.log(), Contains("INFO Execution available at " + hub.url() +
                                      "/Acme/Payments/executions/execution-1"));
}

TEST(ChaosiqRun, ReportsTheResultOfEachStep) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(small_experiment()).run(kRun);

  const HubExecution execution = hub.execution();
  const Json journal = chaos.journal();
  EXPECT_EQ(execution.opened["status"], "running");
  const Json begun = execution.event("starting-activity break");
  EXPECT_EQ(begun["context"]["name"], "break");
  EXPECT_EQ(begun["state"], Json());
  EXPECT_EQ(execution.event("activity-finished break")["state"], journal["run"][0]);
  EXPECT_EQ(execution.event("method-finished")["state"], journal["run"]);
  EXPECT_EQ(execution.event("method-finished")["context"]["title"], "a story");
  EXPECT_EQ(execution.event("rollback-finished")["state"], journal["rollbacks"]);
  EXPECT_EQ(execution.event("starting-rollback")["state"], Json());
  EXPECT_EQ(execution.events[1]["context"]["title"], "all is well");
  EXPECT_EQ(execution.events[4]["state"], journal["steady_states"]["before"]);
  EXPECT_EQ(execution.event("experiment-finished")["state"]["status"], "completed");
}

TEST(ChaosiqRun, SendsTheJournalThatIsWritten) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(small_experiment()).run(kRun);

  const Json sent = hub.execution().journal;
  const Json journal = chaos.journal();
  for (const char* key : {"status", "deviated", "start", "end", "duration", "steady_states", "run",
                          "rollbacks", "extensions", "node"}) {
    EXPECT_EQ(sent[key], journal[key]) << key;
  }
  EXPECT_EQ(block_of(journal), (Json{{"name", "chaosiq"},
                                     {"execution_id", "execution-1"},
                                     {"experiment_id", "experiment-1"},
                                     {"safeguards", nullptr}}));
  const Json block = block_of(journal["experiment"]);
  EXPECT_EQ(block["experiment_id"], "experiment-1");
  EXPECT_EQ(block["execution_id"], "execution-1");
}

TEST(ChaosiqRun, ReportsFailuresAndDeviations) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(with_hypothesis(experiment_of({shell_action("break", "touch broken; exit 3")}),
                                   {shell_probe("works", "test ! -e broken")}));
  EXPECT_EQ(chaos.run(kRun).exit_code, 1);

  const HubExecution execution = hub.execution();
  EXPECT_EQ(execution.journal["deviated"], true);
  EXPECT_EQ(execution.journal["status"], chaos.journal()["status"]);
  EXPECT_EQ(execution.event("activity-finished break")["state"]["output"]["status"], 3);
  EXPECT_EQ(execution.events.at(12)["state"]["steady_state_met"], false);
}

TEST(ChaosiqRun, ReportsBackgroundActivities) {
  Json watch = shell_action("watch", "echo watched");
  watch["background"] = true;
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(experiment_of({watch, shell_action("break", "true")}));
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);

  const HubExecution execution = hub.execution();
  EXPECT_EQ(execution.event("activity-finished watch")["state"]["output"]["stdout"], "watched\n");
  const auto& steps = execution.steps;
  const auto place = [&](const char* step) {
    return std::find(steps.begin(), steps.end(), step) - steps.begin();
  };
  EXPECT_LT(place("starting-method"), place("starting-activity watch"));
  EXPECT_LT(place("starting-activity watch"), place("activity-finished watch"));
  EXPECT_LT(place("activity-finished watch"), place("method-finished"));
  EXPECT_EQ(hub.count("askSafeguards"), steps.size() - 1);
}

TEST(ChaosiqRun, ReportsTheSamplesOfAContinuousHypothesis) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(with_hypothesis(experiment_of({shell_action("wait", "sleep 0.5")}),
                                   {shell_probe("works", "true")}));
  chaos.run({"run", "--hypothesis-strategy", "continuously", "--hypothesis-frequency", "0.1",
             "experiment.json"});

  const auto& steps = hub.execution().steps;
  const auto samples = std::count(steps.begin(), steps.end(), "activity-finished works");
  EXPECT_EQ(chaos.journal()["steady_states"]["during"].size() + 2,
            static_cast<std::size_t>(samples));
  EXPECT_GE(samples, 4);
}

TEST(ChaosiqRun, SendsTextInAllLanguages) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  Json experiment = experiment_of({shell_action("grüßen", "echo 'Привет, 世界 🌍'")});
  experiment["title"] = "Größe 世界";
  chaos.experiment(experiment).run(kRun);

  const HubExecution execution = hub.execution();
  EXPECT_EQ(hub.experiments().at("experiment-1")["title"], "Größe 世界");
  EXPECT_EQ(execution.opened["experiment"]["title"], "Größe 世界");
  EXPECT_EQ(execution.event("activity-finished grüßen")["state"]["output"]["stdout"],
            "Привет, 世界 🌍\n");
  EXPECT_EQ(execution.journal["experiment"]["title"], "Größe 世界");
}

TEST(ChaosiqRun, DoesNotSendThePathOfTheFile) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(small_experiment()).run(kRun);

  const HubExecution execution = hub.execution();
  EXPECT_FALSE(block_of(hub.experiments().at("experiment-1")).contains("experiment_path"));
  EXPECT_FALSE(block_of(execution.opened["experiment"]).contains("experiment_path"));
  EXPECT_FALSE(block_of(execution.journal["experiment"]).contains("experiment_path"));
}

TEST(ChaosiqRun, LinksTheFileToItsExperiment) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(small_experiment()).run(kRun);
  const Json linked = {{"experiment.json", {{"experiment_id", "experiment-1"}}}};
  EXPECT_EQ(workspace_of(chaos), (Json{{"experiments", {{"o1", {{"t1", linked}}}}}}));

  const Outcome again = chaos.run(kRun);
  EXPECT_THAT(again.log(), Contains("INFO Experiment has not changed since it was created"));
  EXPECT_EQ(hub.experiments().size(), 1U);
  EXPECT_EQ(hub.executions().size(), 2U);
  EXPECT_EQ(hub.executions().at(1).experiment, "experiment-1");

  chaos.file("other.json", to_json_text(experiment_of({}))).run({"run", "other.json"});
  const Json files = workspace_of(chaos)["experiments"]["o1"]["t1"];
  EXPECT_EQ(files["experiment.json"]["experiment_id"], "experiment-1");
  EXPECT_EQ(files["other.json"]["experiment_id"], "experiment-2");
}

TEST(ChaosiqRun, TreatsAnExperimentThatTheHubHasForgottenAsNew) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.file(".chaosiq", "experiments: {o1: {t1: {experiment.json: {experiment_id: gone}}}}");
  chaos.experiment(small_experiment()).run(kRun);
  EXPECT_EQ(workspace_of(chaos)["experiments"]["o1"]["t1"]["experiment.json"]["experiment_id"],
            "experiment-1");
  EXPECT_EQ(hub.execution().experiment, "experiment-1");
}

TEST(ChaosiqRun, DoesNotChangeADamagedWorkspaceFile) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const char* const damaged = "experiments: [what, ever\n";
  const Outcome outcome = chaos.file(".chaosiq", damaged).experiment(small_experiment()).run(kRun);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(chaos.text(".chaosiq"), damaged);
  EXPECT_THAT(outcome.err, HasSubstr("The workspace file '.chaosiq' cannot be read"));
  EXPECT_EQ(hub.execution().journal["status"], "completed");
}

TEST(ChaosiqRun, UsesTheIdentifierInTheFile) {
  ChaosiqHub hub;
  Json experiment = small_experiment();
  experiment["extensions"] = {{{"name", "other"}, {"key", 1}},
                              {{"name", "chaosiq"}, {"experiment_id", "known"}, {"kept", true}}};
  hub.know_experiment("known", experiment);
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.experiment(experiment).run(kRun);

  EXPECT_THAT(outcome.log(), Contains("INFO Experiment has not changed since it was created"));
  EXPECT_EQ(hub.execution().experiment, "known");
  const Json extensions = chaos.journal()["experiment"]["extensions"];
  EXPECT_EQ(extensions[0], (Json{{"name", "other"}, {"key", 1}}));
  EXPECT_EQ(extensions[1]["kept"], true);
  EXPECT_EQ(extensions[1]["experiment_id"], "known");
}

TEST(ChaosiqRun, ReadsTheSettingsOfTheOriginal) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  chaos.file(".chaostoolkit/settings.yaml",
             "auths:\n  " + hub.host() + ":\n    type: bearer\n    value: token-0001\n" +
                 "controls:\n  chaosiq-cloud:\n    features:\n      publish: 'on'\n"
                 "      safeguards: 'on'\n      workspace: 'on'\n    provider:\n"
                 "      arguments:\n        organizations:\n        - default: false\n"
                 "          id: o0\n          name: Globex\n          teams: []\n"
                 "        - default: true\n          id: o1\n          name: Acme\n"
                 "          teams:\n          - default: true\n            id: t1\n"
                 "            name: Payments\n        url: " +
                 hub.url() +
                 "\n        verify_tls: true\n      module: chaoscloud.controls\n"
                 "      type: python\n");
  EXPECT_EQ(chaos.experiment(small_experiment()).run(kRun).exit_code, 0);
  EXPECT_EQ(hub.calls(), calls_of(small_steps()));
  EXPECT_EQ(hub.received().at(0).parameters.at("org"), "o1");
}

/// The settings of the hub's user with a feature disabled.
Json without(const ChaosiqHub& hub, const char* feature) {
  Json settings = patient(hub.settings());
  settings["controls"]["chaosiq-cloud"]["features"][feature] = "off";
  return settings;
}

TEST(ChaosiqRun, SendsNothingToTheHubWithoutPublishing) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos, without(hub, "publish"));
  const Outcome outcome = chaos.experiment(small_experiment()).run(kRun);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(hub.calls(), IsEmpty());
  EXPECT_THAT(outcome.log(),
              Contains("WARNING \nChaosIQ extension has disabled publishing\n"
                       "which essentially disables the extension entirely.\n"
                       "Run `chaos enable publish` to activate the extension again."));
  EXPECT_FALSE(chaos.exists(".chaosiq"));
  EXPECT_FALSE(chaos.exists("journal.json.unsent"));
}

TEST(ChaosiqRun, SendsNoQuestionsWithoutSafeguards) {
  ChaosiqHub hub;
  hub.refuse_at("starting-method", {"never"});
  ChaosCommand chaos;
  hub.sign_in(chaos, without(hub, "safeguards"));
  const Outcome outcome = chaos.experiment(small_experiment()).run(kRun);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(hub.count("askSafeguards"), 0U);
  EXPECT_EQ(hub.execution().steps, small_steps());
  EXPECT_THAT(outcome.log(),
              Contains("WARNING \nChaosIQ extension has disabled checking for runtime safe "
                       "guards.\nRun `chaos enable safeguards` to activate them again."));
}

TEST(ChaosiqRun, LinksNothingWithoutAWorkspace) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos, without(hub, "workspace"));
  EXPECT_EQ(chaos.experiment(small_experiment()).run(kRun).exit_code, 0);
  EXPECT_FALSE(chaos.exists(".chaosiq"));
  EXPECT_EQ(hub.execution().journal["status"], "completed");
  EXPECT_EQ(block_of(chaos.journal())["execution_id"], "execution-1");
}

TEST(ChaosiqRun, NeedsNoHubWithoutSettings) {
  ChaosCommand chaos;
  const Outcome outcome = chaos.experiment(small_experiment()).run(kRun);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(block_of(chaos.journal()), Json());
  EXPECT_THAT(outcome.err, Not(HasSubstr("ChaosIQ")));
}

TEST(ChaosiqRun, PublishesAnExperimentFromAUrlWithItsSource) {
  ChaosiqHub hub;
  const HttpServer files({json_reply(to_json_text(small_experiment()))});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const std::string address = "http://me:word@" + files.host() + "/experiment.json?version=2";
  EXPECT_EQ(chaos.run({"run", address}).exit_code, 0);
  EXPECT_EQ(chaos.run({"run", address}).exit_code, 0);

  EXPECT_EQ(block_of(hub.experiments().at("experiment-1"))["source"],
            files.url("/experiment.json?version=2"));
  EXPECT_EQ(hub.experiments().size(), 1U);
  EXPECT_EQ(hub.executions().size(), 2U);
  EXPECT_FALSE(chaos.exists(".chaosiq"));
}

}  // namespace
}  // namespace chaos::testing
