#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "hub/team_of_ada.h"
#include "support/chaos_command.h"
#include "support/chaosiq_settings.h"
#include "support/named_pipe.h"
#include "support/test_certificate.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kRun = {"run", "experiment.json"};
const char* const kSettings = ".chaostoolkit/settings.yaml";

/// `chaos` as used by someone who has signed in to the hub.
class HubClient : public ::testing::Test {
 protected:
  void SetUp() override {
    chaos.file("token", ada.token);
    chaos.file(kSettings, patient(Json::object()).dump());
    const Outcome outcome = chaos.run({"signin", "--url", ada.hub.url(), "--token-file", "token",
                                       "--org", "Acme", "--team", "Payments"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, HasSubstr("published to team 'Payments' in organization 'Acme'"));
  }

  Json execution() {
    const Json executions = ada.get("/executions").json;
    EXPECT_EQ(executions.size(), 1U);
    return execution_named(path_of(executions.at(0)));
  }
  static std::string path_of(const Json& execution) {
    return "/experiments/" + execution["experiment_id"].get<std::string>() + "/executions/" +
           execution["id"].get<std::string>();
  }
  Json execution_named(const std::string& path) { return ada.get(path).json; }

  TeamOfAda ada;
  ChaosCommand chaos;
};

TEST_F(HubClient, PublishesARun) {
  chaos.experiment(
      with_hypothesis(experiment_of({shell_action("act", "true")}, {shell_action("back", "true")}),
                      {shell_probe("well", "true")}));
  const Outcome outcome = chaos.run(kRun);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(), Contains(HasSubstr("Execution available at " + ada.hub.url())));
  const Json kept = execution();
  EXPECT_EQ(kept["status"], "completed");
  EXPECT_EQ(kept["journal"]["run"][0]["activity"]["name"], "act");
  EXPECT_EQ(kept["journal"]["extensions"][0]["execution_id"], kept["id"]);
  const Json events = ada.get("/experiments/" + kept["experiment_id"].get<std::string>() +
                              "/executions/" + kept["id"].get<std::string>() + "/events")
                          .json;
  EXPECT_EQ(events[0]["type"], "starting-experiment");
  EXPECT_EQ(events.back()["type"], "experiment-finished");
  EXPECT_EQ(chaos.run({"publish", "journal.json"}).exit_code, 0);
  EXPECT_EQ(ada.get("/executions").json.size(), 1U);  // it was already known
}

TEST_F(HubClient, PublishesVersionsOfOneExperiment) {
  chaos.experiment(experiment_of({shell_action("a", "true")}));
  chaos.run(kRun);
  chaos.run(kRun);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
  EXPECT_EQ(ada.get("/experiments").json[0]["version"], 1);
  chaos.experiment(experiment_of({shell_action("b", "true")}));
  chaos.run(kRun);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
  EXPECT_EQ(ada.get("/experiments").json[0]["version"], 2);
  EXPECT_EQ(ada.get("/executions").json.size(), 3U);
}

TEST_F(HubClient, RunsWhatItDownloadsFromTheHub) {
  chaos.experiment(experiment_of({shell_action("a", "true")}));
  chaos.run(kRun);
  const Json published = ada.get("/experiments").json[0];
  const std::string address =
      ada.hub.url() + "/assets/experiments/" + published["id"].get<std::string>() + ".json";
  ChaosCommand elsewhere;  // where no workspace file contains the hub's identifiers
  elsewhere.file(kSettings, chaos.text(kSettings), 0600);
  const Outcome outcome = elsewhere.run({"run", address});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
  EXPECT_EQ(ada.get("/experiments").json[0]["version"], 1);
  EXPECT_EQ(ada.get("/executions").json.size(), 2U);
}

/// With the form of the API's own representation, neither command found an experiment.
TEST_F(HubClient, ReportsAndRollsBackADownloadedJournal) {
  const Json experiment =
      experiment_of({shell_action("break", "true")}, {shell_action("mend", "touch mended")});
  chaos.experiment(experiment);
  Outcome outcome = chaos.run({"run", "--rollback-strategy", "never", "experiment.json"});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  ASSERT_FALSE(chaos.exists("mended"));
  const HubReply journal = ada.get(path_of(ada.get("/executions").json.at(0)) + "/journal");
  ASSERT_EQ(journal.status, 200);

  ChaosCommand elsewhere;
  elsewhere.file("downloaded.json", journal.body);
  outcome = elsewhere.run({"report", "downloaded.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(experiment["title"].get<std::string>()));
  outcome = elsewhere.run({"rollback", "downloaded.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_TRUE(chaos.exists("mended") || elsewhere.exists("mended")) << outcome.err;
}

/// A run in a step that only a stop ends.
class HubClientInMidRun : public HubClient {
 protected:
  void SetUp() override {
    HubClient::SetUp();
    NamedPipe news(chaos.path("news"));
    chaos.experiment(experiment_of({shell_action("first", "echo begun > news; exec sleep 3600"),
                                    shell_action("second", "touch second")},
                                   {shell_action("mend", "touch mended")}));
    running.emplace(chaos.start(kRun));
    EXPECT_EQ(news.read_line(), "begun");
    own = path_of(ada.get("/executions").json.at(0));
  }

  /// Expects that it was stopped for that reason.
  void expect_stopped(const std::string& reason) {
    const Outcome outcome = running->wait();
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.log(), Contains(HasSubstr(reason)));
    EXPECT_EQ(chaos.journal()["status"], "interrupted");
    EXPECT_FALSE(chaos.exists("second"));
    EXPECT_EQ(execution_named(own)["status"], "interrupted");
  }
  std::string page() {
    return ada.hub
        .call({.path = "/organizations/" + ada.organization + "/teams/" + ada.team +
                       own.substr(own.find("/executions/")),
               .token = ada.token,
               .headers = {{"Accept", "text/html"}}})
        .body;
  }

  std::optional<RunningChaos> running;
  std::string own;  ///< the path of its execution, below the team's
};

TEST_F(HubClientInMidRun, StopsImmediatelyWhenItsTeamIsHaltedAndRollsBack) {
  EXPECT_EQ(ada.post("/halt", {{"reason", "incident 42"}}).status, 200);
  expect_stopped("Halt: incident 42");
  EXPECT_TRUE(chaos.exists("mended"));
  EXPECT_THAT(page(), HasSubstr("Put back: <bdi>mend</bdi>."));
}

TEST_F(HubClientInMidRun, DoesNotRollBackIfThePersonChoosesNo) {
  EXPECT_EQ(ada.post("/halt", {{"reason", "look first"}, {"rollback", false}}).status, 200);
  expect_stopped("Halt: look first");
  EXPECT_FALSE(chaos.exists("mended"));
  EXPECT_THAT(page(), HasSubstr("Nothing was put back"));
}

TEST_F(HubClientInMidRun, StopsImmediatelyWhenAHaltOfItsExperimentIsCreated) {
  ada.post("/safeguards", {{"kind", "halt"},
                           {"experiment_id", ada.get("/experiments").json[0]["id"]},
                           {"settings", {{"reason", "not this one"}}}});
  expect_stopped("Halt: not this one");
  EXPECT_TRUE(chaos.exists("mended"));
}

TEST_F(HubClientInMidRun, StopsImmediatelyWhenItIsStopped) {
  const std::string other = ada.open(ada.publish("x"));
  EXPECT_EQ(ada.post(own + "/stop", {{"reason", "wrong target"}}).status, 204);
  expect_stopped("Stopped by ada: wrong target");
  EXPECT_TRUE(chaos.exists("mended"));
  EXPECT_EQ(execution_named(own)["stop"],
            (Json{{"by", "ada"}, {"reason", "wrong target"}, {"rollback", true}}));
  EXPECT_EQ(ada.post(own + "/stop", Json::object()).status, 409);
  EXPECT_EQ(ada.get(other + "/policies").json["allowed"], true);
}

/// Someone who may only read.
class HubViewer : public HubClient {
 protected:
  void SetUp() override {
    HubClient::SetUp();
    chaos.file("bob", ada.hub.add_user("bob"));
    EXPECT_EQ(ada.hub
                  .call({.method = "POST",
                         .path = "/api/v1/organizations/" + ada.organization + "/members",
                         .token = ada.token,
                         .body = {{"account", "bob"}}})
                  .status,
              204);
    EXPECT_EQ(ada.post("/members", {{"account", "bob"}, {"role", "viewer"}}).status, 204);
    chaos.experiment(experiment_of({shell_action("act", "touch acted")}));
    sign_in();
  }
  void sign_in() {
    EXPECT_EQ(chaos
                  .run({"signin", "--url", ada.hub.url(), "--token-file", "bob", "--org", "Acme",
                        "--team", "Payments"})
                  .exit_code,
              0);
  }

  void expect_nothing_was_run(const std::string& why) {
    const Outcome outcome = chaos.run(kRun);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.log(), Contains(HasSubstr("does not let you run this one: " + why + ".")));
    EXPECT_THAT(chaos.journal()["run"], IsEmpty());
    EXPECT_FALSE(chaos.exists("acted"));
  }
};

TEST_F(HubViewer, CannotRun) {
  expect_nothing_was_run("your role does not allow this");
}

TEST_F(HubViewer, CannotRunWithAMistypedToken) {
  std::string settings = chaos.text(kSettings);
  settings.insert(settings.find("chub_"), "x");
  chaos.file(kSettings, settings, 0600);
  expect_nothing_was_run("the token is invalid or has expired");
}

TEST_F(HubViewer, RunsUnguardedIfTheTeamsOwnersAllowIt) {
  EXPECT_EQ(ada.get("").json["requires_guarded_runs"], true);
  const HubReply changed = ada.patch("", {{"requires_guarded_runs", false}});
  EXPECT_EQ(changed.json["requires_guarded_runs"], false);
  EXPECT_EQ(changed.json["name"], "Payments");
  sign_in();
  const Outcome outcome = chaos.run(kRun);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.log(), Contains("WARNING Experiment failed to be published: your role does "
                                      "not allow this"));
}

TEST_F(HubClient, Verifies) {
  chaos.experiment(experiment_of({shell_action("a", "true")}));
  chaos.run(kRun);
  const std::string experiment = ada.get("/experiments").json[0]["id"];
  Json document = with_hypothesis(experiment_of({shell_action("condition", "true")}),
                                  {shell_probe("well", "true")});
  document["extensions"] = {
      {{"name", "chaosiq"},
       {"experiment_id", experiment},
       {"team_id", ada.team},
       {"verification",
        {{"id", "v1"}, {"frequency-of-measurement", 1}, {"duration-of-conditions", 1}}}}};
  chaos.file("verification.json", document.dump());
  const Outcome outcome = chaos.run({"verify", "verification.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json runs = ada.get("/verifications/v1/runs").json;
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0]["state"], "finished");
  EXPECT_EQ(runs[0]["status"], "completed");
  EXPECT_GE(runs[0]["results"]["successful_samples"], 1);
  EXPECT_EQ(ada.get("/verifications").json[0]["id"], "v1");

  ChaosCommand elsewhere;  // where there is no such file
  elsewhere.file(kSettings, chaos.text(kSettings), 0600);
  const Outcome again = elsewhere.run({"verify", ada.hub.url() + "/assets/verifications/v1.json"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(ada.get("/verifications/v1/runs").json.size(), 2U);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
}

/// The file has no identifiers from the hub yet.
TEST_F(HubClient, MeasuresInTheFirstRunOfANewVerification) {
  Json document = with_hypothesis(experiment_of({shell_action("condition", "true")}),
                                  {shell_probe("well", "true")});
  document["extensions"] = {
      {{"name", "chaosiq"},
       {"verification",
        {{"id", "v1"}, {"frequency-of-measurement", 0.1}, {"duration-of-conditions", 1}}}}};
  chaos.file("verification.json", document.dump());
  const Outcome outcome = chaos.run({"verify", "verification.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json runs = ada.get("/verifications/v1/runs").json;
  ASSERT_EQ(runs.size(), 1U) << outcome.err;
  EXPECT_EQ(runs[0]["state"], "finished");
  EXPECT_GE(runs[0]["results"]["successful_samples"], 2);
  EXPECT_EQ(ada.get("/executions").json.size(), 1U);
}

TEST_F(HubClient, VerifiesWhatWasCreatedOnTheHub) {
  chaos.experiment(with_hypothesis(experiment_of({shell_action("condition", "true")}),
                                   {shell_probe("well", "true")}));
  chaos.run(kRun);
  const HubReply made =
      ada.post("/verifications", {{"experiment_id", ada.get("/experiments").json[0]["id"]},
                                  {"frequency-of-measurement", 0.1},
                                  {"duration-of-conditions", 1}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string id = made.json["id"];
  const Outcome outcome =
      chaos.run({"verify", ada.hub.url() + "/assets/verifications/" + id + ".json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const Json runs = ada.get("/verifications/" + id + "/runs").json;
  ASSERT_EQ(runs.size(), 1U) << outcome.err;
  EXPECT_GE(runs[0]["results"]["successful_samples"], 2);
}

TEST_F(HubClient, PublishesAnOfflineRunOnceHoweverOftenItIsAsked) {
  chaos.experiment(experiment_of({shell_action("a", "true")}));
  EXPECT_EQ(chaos.run({"--settings", "none.yaml", "run", "experiment.json"}).exit_code, 0);
  for (int times = 0; times < 2; ++times)
    EXPECT_EQ(chaos.run({"publish", "journal.json"}).exit_code, 0);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
  const Json executions = ada.get("/executions").json;
  ASSERT_EQ(executions.size(), 1U);
  EXPECT_EQ(executions[0]["started"],
            chaos.journal()["start"].get<std::string>().substr(0, 26) + "Z");
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
}

TEST(HubClientOverTls, PublishesARun) {
  const TestCertificate certificate;
  TeamOfAda ada({}, &certificate);
  ChaosCommand chaos;
  chaos.file("hub.pem", certificate.pem()).file("token", ada.token);
  chaos.file(kSettings, patient(Json::object()).dump());
  chaos.env("REQUESTS_CA_BUNDLE", chaos.path("hub.pem"));
  const Outcome signed_in = chaos.run({"signin", "--url", ada.hub.url(), "--token-file", "token",
                                       "--org", "Acme", "--team", "Payments"});
  EXPECT_EQ(signed_in.exit_code, 0) << signed_in.out << signed_in.err;
  chaos.experiment(experiment_of({shell_action("a", "true")}));
  EXPECT_EQ(chaos.run(kRun).exit_code, 0);
  EXPECT_EQ(ada.get("/executions").json.at(0)["status"], "completed");
}

}  // namespace
}  // namespace chaos::testing
