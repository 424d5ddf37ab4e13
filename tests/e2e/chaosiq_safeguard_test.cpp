#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"
#include "support/chaosiq_settings.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<std::string> kRun{"run", "experiment.json"};
const std::vector<std::string> kRollBack{"run", "--rollback-strategy", "always", "experiment.json"};
const char* const kRefused =
    "CRITICAL The following safe guards disallow this execution from continuing:";

/// Two actions, each of which leaves a file, and a rollback.
Json two_actions() {
  return with_hypothesis(
      experiment_of({shell_action("first", "touch first"), shell_action("second", "touch second")},
                    {shell_action("mend", "touch mended")}),
      {shell_probe("works", "true")});
}

/// What the journal says about the safeguards.
Json safeguards_in(const Json& journal) {
  for (const auto& block : journal.value("extensions", Json::array())) {
    if (block.value("name", "") == "chaosiq") return block.at("safeguards");
  }
  return {};
}

void expect_interrupted(const Outcome& outcome, const ChaosCommand& chaos) {
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
}

TEST(ChaosiqSafeguard, StopsARunBeforeItStarts) {
  ChaosiqHub hub;
  hub.refuse_at("starting-experiment", {"no friday", "no night"});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.experiment(two_actions()).run(kRun);

  expect_interrupted(outcome, chaos);
  EXPECT_THAT(outcome.log(), Contains(std::string(kRefused) + "\nno friday\nno night"));
  EXPECT_FALSE(chaos.exists("first"));
  EXPECT_FALSE(chaos.exists("mended"));
  EXPECT_EQ(safeguards_in(chaos.journal()),
            (Json{{{"id", "policy of no friday"}, {"name", "no friday"}},
                  {{"id", "policy of no night"}, {"name", "no night"}}}));
  EXPECT_THAT(hub.execution().steps, ElementsAre("starting-experiment", "experiment-finished"));
  EXPECT_EQ(hub.execution().journal["status"], "interrupted");
  EXPECT_EQ(safeguards_in(hub.execution().journal), safeguards_in(chaos.journal()));
}

TEST(ChaosiqSafeguard, PreventsAnActivity) {
  ChaosiqHub hub;
  hub.refuse_at("starting-activity second", {"enough"});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.experiment(two_actions()).run(kRun);

  expect_interrupted(outcome, chaos);
  EXPECT_THAT(outcome.log(), Contains(std::string(kRefused) + "\nenough"));
  EXPECT_TRUE(chaos.exists("first"));
  EXPECT_FALSE(chaos.exists("second"));
  EXPECT_FALSE(chaos.exists("mended"));
  const HubExecution execution = hub.execution();
  EXPECT_EQ(execution.event("activity-finished second")["state"], Json());
  EXPECT_EQ(execution.steps.back(), "experiment-finished");
  EXPECT_THAT(execution.steps, Contains("method-finished"));
  EXPECT_THAT(execution.steps, Not(Contains("starting-rollback")));
}

TEST(ChaosiqSafeguard, AllowsRollbacksThatAreAlwaysPlayed) {
  ChaosiqHub hub;
  hub.refuse_at("starting-method", {"enough"});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  expect_interrupted(chaos.experiment(two_actions()).run(kRollBack), chaos);
  EXPECT_FALSE(chaos.exists("first"));
  EXPECT_TRUE(chaos.exists("mended"));
  EXPECT_THAT(hub.execution().steps, Contains("activity-finished mend"));
}

TEST(ChaosiqSafeguard, DoesNotPreventRollbacks) {
  for (const char* step : {"starting-rollback", "starting-activity mend", "activity-finished mend",
                           "rollback-finished"}) {
    ChaosiqHub hub;
    hub.refuse_at("starting-method", {"enough"});
    hub.refuse_at(step, {"not even that"});
    ChaosCommand chaos;
    hub.sign_in(chaos);
    Json experiment = two_actions();
    experiment["rollbacks"].push_back(shell_action("tidy", "touch tidied"));
    const Outcome outcome = chaos.experiment(experiment).run(kRollBack);
    expect_interrupted(outcome, chaos);
    EXPECT_TRUE(chaos.exists("mended")) << step;
    EXPECT_TRUE(chaos.exists("tidied")) << step;
    EXPECT_THAT(outcome.log(), AllOf(Contains(std::string(kRefused) + "\nenough"),
                                     Contains(std::string(kRefused) + "\nnot even that")))
        << step;
    EXPECT_EQ(safeguards_in(chaos.journal()).at(0)["name"], "not even that") << step;
  }
}

TEST(ChaosiqSafeguard, InterruptsARunThatItRefusesWhileRollingBack) {
  ChaosiqHub hub;
  hub.refuse_at("starting-rollback", {"too late"});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  expect_interrupted(chaos.experiment(two_actions()).run(kRun), chaos);
  EXPECT_TRUE(chaos.exists("second"));
  EXPECT_TRUE(chaos.exists("mended"));
}

TEST(ChaosiqSafeguard, CanAskForTheRollbacks) {
  ChaosiqHub hub;
  hub.on("askSafeguards", [&hub](const HubCall&) -> std::optional<ScriptedReply> {
    if (hub.execution().steps.back() != "activity-finished first") return std::nullopt;
    return reply(200, R"({"allowed": false, "policies": [{"name": "p"}], "rollback": true})",
                 {{"Content-Type", "application/json"}});
  });
  ChaosCommand chaos;
  hub.sign_in(chaos);
  expect_interrupted(chaos.experiment(two_actions()).run(kRun), chaos);
  EXPECT_FALSE(chaos.exists("second"));
  EXPECT_TRUE(chaos.exists("mended"));
}

TEST(ChaosiqSafeguard, StopsARunDuringItsHypothesis) {
  ChaosiqHub hub;
  hub.refuse_at("starting-activity works", {"enough"});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  expect_interrupted(chaos.experiment(two_actions()).run(kRun), chaos);
  EXPECT_FALSE(chaos.exists("first"));
  EXPECT_THAT(hub.execution().steps, Contains("hypothesis-finished"));
}

TEST(ChaosiqSafeguard, AppliesToABackgroundActivity) {
  Json behind = shell_action("behind", "touch behind");
  behind["background"] = true;
  ChaosiqHub hub;
  hub.refuse_at("starting-activity behind", {"nothing behind my back"});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(experiment_of({behind, shell_action("long", "sleep 60")}));
  const Outcome outcome = chaos.run(kRun);
  expect_interrupted(outcome, chaos);
  EXPECT_FALSE(chaos.exists("behind"));
  EXPECT_THAT(outcome.log(), Contains(std::string(kRefused) + "\nnothing behind my back"));
  EXPECT_LT(chaos.journal()["duration"], 30);
}

TEST(ChaosiqSafeguard, AppliesToTheSamplesOfAContinuousHypothesis) {
  ChaosiqHub hub;
  hub.on("askSafeguards", [&hub](const HubCall&) -> std::optional<ScriptedReply> {
    const auto steps = hub.execution().steps;
    const bool sampling = std::count(steps.begin(), steps.end(), "hypothesis-finished") > 2;
    if (sampling) return refusal_by({"seen enough"});
    return std::nullopt;
  });
  ChaosCommand chaos;
  hub.sign_in(chaos);
  chaos.experiment(with_hypothesis(experiment_of({shell_action("long", "sleep 60")}),
                                   {shell_probe("works", "true")}));
  const Outcome outcome = chaos.run({"run", "--hypothesis-strategy", "continuously",
                                     "--hypothesis-frequency", "0.1", "experiment.json"});
  expect_interrupted(outcome, chaos);
  EXPECT_THAT(outcome.log(), Contains(std::string(kRefused) + "\nseen enough"));
  EXPECT_EQ(safeguards_in(chaos.journal()).at(0)["name"], "seen enough");
  EXPECT_LT(chaos.journal()["duration"], 30);
}

/// A refusal counts whether or not it names the safeguard.
TEST(ChaosiqSafeguard, NeedsNoName) {
  ChaosiqHub hub;
  hub.refuse_at("starting-experiment", {});
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.experiment(two_actions()).run(kRun);
  expect_interrupted(outcome, chaos);
  EXPECT_THAT(outcome.log(), Contains(kRefused));
}

/// Responses that neither allow nor refuse.
struct Unclear {
  const char* name;
  ScriptedReply reply;
};

class ChaosiqUnclearAnswer : public ::testing::TestWithParam<Unclear> {
 protected:
  ChaosiqUnclearAnswer() {
    hub_.on("askSafeguards", [](const HubCall&) { return GetParam().reply; });
    chaos_.experiment(two_actions());
  }

  ChaosiqHub hub_;
  ChaosCommand chaos_;
};

TEST_P(ChaosiqUnclearAnswer, LetsTheRunContinue) {
  hub_.sign_in(chaos_);
  const Outcome outcome = chaos_.run(kRun);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(hub_.execution().journal["status"], "completed");
  EXPECT_EQ(safeguards_in(chaos_.journal()), Json());
  const auto log = outcome.log();
  EXPECT_EQ(std::count(log.begin(), log.end(),
                       "WARNING The safeguards did not answer. Continuing without them."),
            1);
}

TEST_P(ChaosiqUnclearAnswer, StopsTheRunIfTheSettingsSaySo) {
  Json settings = patient(hub_.settings());
  settings["controls"]["chaosiq-cloud"]["safeguards"]["on-unreachable"] = "stop";
  hub_.sign_in(chaos_, settings);
  const Outcome outcome = chaos_.run(kRun);
  expect_interrupted(outcome, chaos_);
  EXPECT_THAT(
      outcome.log(),
      Contains("CRITICAL The safeguards gave no clear answer, and your settings require one."));
  EXPECT_FALSE(chaos_.exists("first"));
}

const Unclear kUnclear[] = {
    {"Trouble", trouble(500, "broken")},
    {"Text", reply(200, "yes", {{"Content-Type", "text/plain"}})},
    {"NoJson", reply(200, "{", {{"Content-Type", "application/json"}})},
    {"NotSaid", json_reply(R"({"policies": [{"name": "x"}]})")},
    {"SaidOtherwise", json_reply(R"({"allowed": "false", "policies": [{"name": "x"}]})")}};

INSTANTIATE_TEST_SUITE_P(Each, ChaosiqUnclearAnswer, ::testing::ValuesIn(kUnclear),
                         [](const auto& test) { return test.param.name; });

TEST(ChaosiqSafeguard, ThatCannotBeAskedStopsTheRunIfTheSettingsSaySo) {
  ChaosiqHub hub;
  hub.on("askSafeguards", [](const HubCall&) { return drop(); });
  ChaosCommand chaos;
  Json settings = patient(hub.settings());
  settings["controls"]["chaosiq-cloud"]["safeguards"]["on-unreachable"] = "stop";
  hub.sign_in(chaos, settings);
  const Outcome outcome = chaos.experiment(two_actions()).run(kRun);
  expect_interrupted(outcome, chaos);
  EXPECT_THAT(
      outcome.log(),
      Contains("CRITICAL The safeguards did not answer, and your settings require an answer."));
}

TEST(ChaosiqSafeguard, ThatAnswersTooLateStopsTheCurrentActivity) {
  ChaosiqHub hub;
  hub.on("askSafeguards", [&hub](const HubCall&) -> std::optional<ScriptedReply> {
    if (hub.execution().steps.back() != "starting-activity long") return std::nullopt;
    hub.delay(std::chrono::milliseconds(300));
    return refusal_by({"thought about it"});
  });
  ChaosCommand chaos;
  Json settings = hub.settings();
  settings["controls"]["chaosiq-cloud"]["safeguards"] = {{"timeout", 0.1}};
  hub.sign_in(chaos, settings);
  chaos.experiment(experiment_of({shell_action("long", "sleep 60")}));
  const Outcome outcome = chaos.run(kRun);
  expect_interrupted(outcome, chaos);
  EXPECT_THAT(outcome.log(), Contains(std::string(kRefused) + "\nthought about it"));
  EXPECT_LT(chaos.journal()["duration"], 30);
}

/// A user whose team requires guarded runs, which the settings state since they signed in.
class ChaosiqDenial : public ::testing::Test {
 protected:
  ChaosiqDenial() {
    Json settings = patient(hub_.settings());
    settings["controls"]["chaosiq-cloud"]["provider"]["arguments"]["organizations"][0]["teams"][0]
            ["requires-guarded-runs"] = true;
    hub_.sign_in(chaos_, settings);
    chaos_.experiment(two_actions());
  }

  static ScriptedReply problem(int status, const char* detail) {
    const Json body = {
        {"type", "about:blank"}, {"title", "No"}, {"status", status}, {"detail", detail}};
    return reply(status, body.dump(), {{"Content-Type", "application/json"}});
  }

  void expect_denied(const Outcome& outcome, const std::string& detail) {
    expect_interrupted(outcome, chaos_);
    EXPECT_THAT(outcome.log(),
                Contains("CRITICAL The team 'Payments' requires guarded runs, and " + hub_.url() +
                         " does not let you run this one: " + detail +
                         ". Check your role in the team, or sign in again with `chaos signin`."));
  }

  ChaosiqHub hub_;
  ChaosCommand chaos_;
};

TEST_F(ChaosiqDenial, StopsARunBeforeAnythingIsChanged) {
  for (const int status : {401, 403, 404}) {
    hub_.on_every_call([&](const HubCall&) { return problem(status, "not you"); });
    const Outcome outcome = chaos_.run(kRun);
    expect_denied(outcome, "not you");
    EXPECT_THAT(outcome.log(), Contains("WARNING Experiment failed to be published: not you"));
    EXPECT_THAT(chaos_.journal()["run"], IsEmpty());
    EXPECT_FALSE(chaos_.exists("first"));
  }
}

TEST_F(ChaosiqDenial, StopsARunThatIsNoLongerAllowedToAsk) {
  hub_.on("askSafeguards", [this](const HubCall&) -> std::optional<ScriptedReply> {
    if (hub_.execution().steps.back() != "starting-activity second") return std::nullopt;
    return problem(401, "the token is not accepted");
  });
  expect_denied(chaos_.run(kRun), "the token is not accepted");
  EXPECT_TRUE(chaos_.exists("first"));
  EXPECT_FALSE(chaos_.exists("second"));
}

TEST_F(ChaosiqDenial, IsNotTreatedAsAnOutage) {
  for (const ScriptedReply& trouble : {problem(503, "later"), problem(429, "too often"), drop()}) {
    hub_.on_every_call([&](const HubCall&) { return trouble; });
    EXPECT_EQ(chaos_.run(kRun).exit_code, 0);
  }
}

TEST(ChaosiqSafeguard, OfATeamThatDoesNotRequireGuardedRunsAllowsADeniedRun) {
  ChaosiqHub hub;
  hub.on_every_call([](const HubCall&) { return trouble(403, "not you"); });
  ChaosCommand chaos;
  hub.sign_in(chaos);
  EXPECT_EQ(chaos.experiment(two_actions()).run(kRun).exit_code, 0);
}

}  // namespace
}  // namespace chaos::testing
