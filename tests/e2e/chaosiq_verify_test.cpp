#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

const std::vector<std::string> kVerify{"verify", "verification.json"};

/// A verification that is as short as possible; the hub knows its experiment as "x1".
Json verification() {
  Json document = with_hypothesis(experiment_of({shell_action("break", "touch broken")},
                                                {shell_action("mend", "touch mended")}),
                                  {shell_probe("works", "true")});
  const Json plan = {{"id", "v1"},
                     {"frequency-of-measurement", 0.1},
                     {"warm-up-duration", 0.3},
                     {"duration-of-conditions", 0.3},
                     {"cool-down-duration", 0.3}};
  document["extensions"] = {{{"name", "other"}},
                            {{"name", "chaosiq"}, {"experiment_id", "x1"}, {"verification", plan}}};
  return document;
}

/// The same with another value in its verification block.
Json verification_with(const char* key, const Json& value) {
  Json document = verification();
  document["extensions"][1]["verification"][key] = value;
  return document;
}

class ChaosiqVerify : public ::testing::Test {
 protected:
  ChaosiqVerify() {
    hub.know_experiment("x1", verification());
    hub.sign_in(chaos);
    write(verification());
  }

  void write(const Json& document) { chaos.file("verification.json", to_json_text(document, 2)); }

  ChaosiqHub hub;
  ChaosCommand chaos;
};

/// Removes the events of the sampling thread, whose times vary.
std::vector<std::string> without_samples(std::vector<std::string> categories) {
  std::erase_if(categories, [](const std::string& category) {
    return category.starts_with("verification-sampl");
  });
  return categories;
}

long count_of(const HubRun& run, const char* category) {
  return std::count(run.categories.begin(), run.categories.end(), category);
}

TEST_F(ChaosiqVerify, ReportsEveryPhaseInOrder) {
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  const HubRun run = hub.run();
  EXPECT_EQ(run.verification, "v1");
  EXPECT_EQ(run.execution, hub.execution().id);
  EXPECT_THAT(without_samples(run.categories),
              ElementsAre("verification-hypothesis-before-method-started",
                          "verification-hypothesis-before-method-completed",
                          "verification-condition-started", "verification-condition-completed",
                          "verification-cooldown-started", "verification-cooldown-completed",
                          "verification-hypothesis-after-method-started",
                          "verification-hypothesis-after-method-completed",
                          "verification-rollbacks-started", "verification-rollbacks-completed",
                          "verification-completed"));
  EXPECT_THAT(
      outcome.log(),
      IsSupersetOf({"INFO Verification looks valid",
                    "INFO Starting verification warm-up period of 0.3 seconds",
                    "INFO Finished verification warm-up", "INFO Triggering verification conditions",
                    "INFO Starting verification conditions for 0.3 seconds",
                    "INFO Finished verification conditions duration"}));
}

TEST_F(ChaosiqVerify, OpensItsExecutionItself) {
  chaos.run(kVerify);
  const auto calls = hub.calls();
  ASSERT_GE(calls.size(), 4U);
  EXPECT_THAT(
      std::vector(calls.begin(), calls.begin() + 4),
      ElementsAre("createExecution", "startRun", "pushEvent starting-experiment", "askSafeguards"));
  EXPECT_EQ(hub.count("publishExperiment"), 0U);
  EXPECT_EQ(hub.count("createExecution"), 1U);
  EXPECT_EQ(calls.back(), "finishRun");
  EXPECT_EQ(hub.execution().journal["status"], "completed");
}

TEST_F(ChaosiqVerify, MeasuresFromBeforeTheConditionsUntilTheSystemHasCooledDown) {
  chaos.run(kVerify);
  const HubRun run = hub.run();
  const auto place = [&](const char* category) {
    return std::find(run.categories.begin(), run.categories.end(), category) -
           run.categories.begin();
  };
  EXPECT_LT(place("verification-sample-started"), place("verification-condition-started"));
  EXPECT_LT(place("verification-sample"), place("verification-condition-started"));
  EXPECT_LT(place("verification-cooldown-completed"), place("verification-sampling-completed"));
  EXPECT_EQ(run.payload("verification-sample-started")["frequency"], 0.1);
  EXPECT_EQ(run.payload("verification-sample")["iteration"], 1);
  EXPECT_EQ(run.payload("verification-sample")["state"]["steady_state_met"], true);
  EXPECT_EQ(run.payload("verification-cooldown-started")["duration"], 0.3);
  EXPECT_GE(count_of(run, "verification-sample"), 4);
  EXPECT_EQ(run.payload("verification-condition-completed")["state"], chaos.journal()["run"]);
  EXPECT_GE(chaos.journal()["duration"], 0.9);
}

TEST_F(ChaosiqVerify, CountsItsSamples) {
  chaos.run(kVerify);
  const HubRun run = hub.run();
  const Json samples = chaos.journal()["measurements"];
  EXPECT_EQ(samples, chaos.journal()["steady_states"]["during"]);
  EXPECT_EQ(run.finish["status"], "completed");
  EXPECT_EQ(run.finish["results"]["successful_samples"], samples.size());
  EXPECT_EQ(run.finish["results"]["total_number_of_samples"], samples.size());
  EXPECT_EQ(run.finish["results"]["deviated_samples"], 0);
  EXPECT_EQ(run.finish["results"]["total_duration"], chaos.journal()["duration"]);
  EXPECT_EQ(run.finish["journal"]["measurements"], samples);
}

TEST_F(ChaosiqVerify, NeedsNeitherWarmUpNorCoolDown) {
  Json document = verification();
  document["extensions"][1]["verification"] = {
      {"id", "v1"}, {"frequency-of-measurement", 1}, {"duration-of-conditions", 0}};
  write(document);
  EXPECT_EQ(chaos.run(kVerify).exit_code, 0);
  EXPECT_THAT(hub.run().categories, Not(Contains("verification-cooldown-started")));
  EXPECT_LT(chaos.journal()["duration"], 10);
}

/// A verification whose conditions break the system, which is healthy again after the cool-down.
Json deviating(const char* probe) {
  Json document = verification();
  document["steady-state-hypothesis"]["probes"][0] = shell_probe("works", probe);
  return document;
}

TEST_F(ChaosiqVerify, ReportsDeviationsButSucceeds) {
  write(deviating("test ! -e broken"));
  EXPECT_EQ(chaos.run(kVerify).exit_code, 0);
  EXPECT_EQ(chaos.journal()["deviated"], true);
  const Json results = hub.run().finish["results"];
  EXPECT_GT(results["deviated_samples"], 0);
  EXPECT_GT(results["successful_samples"], 0);
  EXPECT_EQ(hub.run().finish["journal"]["deviated"], true);
}

TEST_F(ChaosiqVerify, FailsWhenItDeviatesIfAskedTo) {
  write(deviating("test ! -e broken"));
  EXPECT_EQ(chaos.run({"verify", "--fail-on-deviation", "verification.json"}).exit_code, 1);
}

TEST_F(ChaosiqVerify, DoesNotStartWithAnUnhealthySystem) {
  write(deviating("false"));
  EXPECT_EQ(chaos.run(kVerify).exit_code, 1);
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_THAT(hub.run().categories, AllOf(Not(Contains("verification-condition-started")),
                                          Contains("verification-completed")));
  EXPECT_EQ(hub.run().finish["status"], chaos.journal()["status"]);
  EXPECT_EQ(hub.run().finish["results"]["total_number_of_samples"], 0);
}

TEST_F(ChaosiqVerify, EndsIfASafeguardRefuses) {
  hub.refuse_at("starting-activity break", {"enough"});
  Json document = verification_with("duration-of-conditions", 60);
  document["extensions"][1]["verification"]["frequency-of-measurement"] =
      1;  // slow enough for a busy hub
  write(document);
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_THAT(hub.run().categories, Contains("verification-interrupted"));
  EXPECT_EQ(hub.run().finish["status"], "interrupted");
  EXPECT_LT(chaos.journal()["duration"], 30);
}

/// Where a verification waits, and for how long it would.
struct Waiting {
  const char* name;
  int signal;
  const char* duration;
  const char* record;
  const char* category;
};

class ChaosiqVerifyWaiting : public ChaosiqVerify, public ::testing::WithParamInterface<Waiting> {};

TEST_P(ChaosiqVerifyWaiting, EndsImmediately) {
  const Waiting& waiting = GetParam();
  write(verification_with(waiting.duration, 1000));
  auto running = chaos.start(kVerify);
  running.wait_for_log(waiting.record).signal(waiting.signal);
  const Outcome outcome = running.wait();
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "interrupted");
  const HubRun run = hub.run();
  EXPECT_THAT(run.categories,
              AllOf(Contains(waiting.category), Contains("verification-sampling-completed"),
                    Contains("verification-completed")));
  EXPECT_EQ(run.finish["status"], "interrupted");
  EXPECT_EQ(hub.execution().journal["status"], "interrupted");
}

const char* const kInWarmUp = "Starting verification warm-up";
const char* const kInConditions = "Starting verification conditions";
const char* const kInCoolDown = "Starting verification cool-down";
const char* const kInterrupted = "verification-interrupted";
const char* const kBySignal = "verification-exited-by-signal";
const Waiting kWaiting[] = {
    {"InterruptInWarmUp", SIGINT, "warm-up-duration", kInWarmUp, kBySignal},
    {"TerminateInWarmUp", SIGTERM, "warm-up-duration", kInWarmUp, kInterrupted},
    {"InterruptInConditions", SIGINT, "duration-of-conditions", kInConditions, kBySignal},
    {"TerminateInConditions", SIGTERM, "duration-of-conditions", kInConditions, kInterrupted},
    {"InterruptInCoolDown", SIGINT, "cool-down-duration", kInCoolDown, kBySignal},
    {"TerminateInCoolDown", SIGTERM, "cool-down-duration", kInCoolDown, kInterrupted}};

INSTANTIATE_TEST_SUITE_P(Everywhere, ChaosiqVerifyWaiting, ::testing::ValuesIn(kWaiting),
                         [](const auto& test) { return test.param.name; });

TEST_F(ChaosiqVerify, ReportsTheEndOfTheConditionsWhenTerminatedDuringAnActivity) {
  Json document = verification_with("duration-of-conditions", 1000);
  document["method"][0] = shell_action("break", "touch broken; sleep 1000");
  write(document);
  auto running = chaos.start(kVerify);
  running.wait_for_log("Action: break").signal(SIGTERM);
  EXPECT_EQ(running.wait().exit_code, 1);
  const HubRun run = hub.run();
  EXPECT_THAT(without_samples(run.categories),
              ElementsAre("verification-hypothesis-before-method-started",
                          "verification-hypothesis-before-method-completed",
                          "verification-condition-started", "verification-condition-completed",
                          kInterrupted, "verification-completed"));
  EXPECT_TRUE(run.payload("verification-condition-completed")["state"].is_null());
  EXPECT_EQ(run.finish["status"], "interrupted");
}

TEST_F(ChaosiqVerify, IsAnOrdinaryRunWhenItCannotBeOpened) {
  hub.on("startRun", [](const HubCall&) { return trouble(500, "broken"); });
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, HasSubstr("Failed to notify verification run was started: "
                                     "{'message': 'broken'}"));
  EXPECT_EQ(hub.count("pushRunEvent") + hub.count("finishRun"), 0U);
  EXPECT_EQ(hub.executions().back().journal["status"], "completed");
}

TEST_F(ChaosiqVerify, UsesTheTeamThatItsFileNames) {
  hub.set_teams("o1", {{{"id", "t1"}, {"name", "Payments"}}, {{"id", "t9"}, {"name", "Other"}}});
  Json document = verification();
  document["extensions"][1]["team_id"] = "t9";
  write(document);
  EXPECT_EQ(chaos.run(kVerify).exit_code, 0);
  const auto received = hub.received();
  EXPECT_EQ(received.front().operation, "findTeam");
  for (const auto& call : received)
    EXPECT_EQ(call.parameters.at("team"), "t9");
  EXPECT_THAT(chaos.text(".chaostoolkit/settings.yaml"), Not(HasSubstr("t9")));
}

TEST_F(ChaosiqVerify, RefusesATeamThatIsNotAccessible) {
  Json document = verification();
  document["extensions"][1]["team_id"] = "t9";
  write(document);
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("You cannot access the team owning this verification.Please "
                                     "request them to join the team."));
  EXPECT_FALSE(chaos.exists("broken"));
}

TEST_F(ChaosiqVerify, RefusesATeamOfAnotherOrganization) {
  hub.set_teams("o2", Json::array({{{"id", "t9"}, {"name", "Other"}}}));
  Json document = verification();
  document["extensions"][1]["team_id"] = "t9";
  write(document);
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("You must be signed in to the appropriate organization to run "
                                     "this verification. Please run `$ chaos signin`."));
}

/// An invalid verification file, and the message about it.
struct Invalid {
  const char* name;
  Json (*document)();
  const char* message;
};

class ChaosiqInvalidVerification : public ChaosiqVerify,
                                   public ::testing::WithParamInterface<Invalid> {};

TEST_P(ChaosiqInvalidVerification, IsNotRun) {
  write(GetParam().document());
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains(std::string("ERROR ") + GetParam().message));
  EXPECT_THAT(hub.calls(), IsEmpty());
  EXPECT_FALSE(chaos.exists("broken"));
}

TEST_F(ChaosiqVerify, PrintsTheOriginalsLinesForScriptsIfItIsInvalid) {
  Json document = verification();
  document["extensions"][1]["verification"].erase("id");
  write(document);
  const Outcome outcome = chaos.run(kVerify);
  EXPECT_EQ(outcome.log().size(), static_cast<std::size_t>(std::ranges::count(outcome.err, '\n')))
      << outcome.err;
  EXPECT_THAT(chaos.text("chaostoolkit.log"),
              HasSubstr("] verification.json:50:17: a verification must have an id\n"));
}

Json without(const char* key) {
  Json document = verification();
  document["extensions"][1]["verification"].erase(key);
  return document;
}

const Invalid kInvalid[] = {
    {"TwoBlocks",
     [] {
       Json document = verification();
       document["extensions"].push_back(document["extensions"][1]);
       return document;
     },
     "a verification must have a single chaosiq extension block"},
    {"NoBlock",
     [] {
       Json document = verification();
       document["extensions"][1].erase("verification");
       return document;
     },
     "a verification must have a verification block"},
    {"NullBlock",
     [] {
       Json document = verification();
       document["extensions"][1]["verification"] = nullptr;
       return document;
     },
     "a verification must have a verification block"},
    {"EmptyBlock",
     [] {
       Json document = verification();
       document["extensions"][1]["verification"] = Json::object();
       return document;
     },
     "a verification must have an id"},
    {"NoId", [] { return without("id"); }, "a verification must have an id"},
    {"EmptyId", [] { return verification_with("id", ""); }, "a verification must have an id"},
    {"NullFrequency", [] { return verification_with("frequency-of-measurement", nullptr); },
     "a verification must have a frequency-of-measurement block"},
    {"NullDuration", [] { return verification_with("duration-of-conditions", nullptr); },
     "a verification must have a duration-of-conditions block"},
    {"NoFrequency", [] { return without("frequency-of-measurement"); },
     "a verification must have a frequency-of-measurement block"},
    {"NoDuration", [] { return without("duration-of-conditions"); },
     "a verification must have a duration-of-conditions block"}};

INSTANTIATE_TEST_SUITE_P(Each, ChaosiqInvalidVerification, ::testing::ValuesIn(kInvalid),
                         [](const auto& test) { return test.param.name; });

TEST(ChaosiqVerifyBeforehand, RequiresSignIn) {
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.file("verification.json", to_json_text(verification())).run(kVerify);
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(),
              Contains("CRITICAL Please signin to ChaosIQ services first with `$ chaos signin`"));
  EXPECT_FALSE(chaos.exists("broken"));
  EXPECT_FALSE(chaos.exists("journal.json"));
}

TEST_F(ChaosiqVerify, NeedsItsFile) {
  const Outcome outcome = chaos.run({"verify", "missing.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("ERROR Path \"missing.json\" does not exist."));
}

}  // namespace
}  // namespace chaos::testing
