#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "chaos/error.h"
#include "chaosiq/verification.h"
#include "support/captured_log.h"
#include "support/chaosiq_server.h"
#include "support/verification_experiment.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::ChaosiqServer;
using chaos::testing::verification_block;
using chaos::testing::verification_experiment;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string flaw_of(const Json& experiment) {
  try {
    validate_verification(experiment);
  } catch (const InvalidExperiment& error) {
    EXPECT_EQ(error.diagnostic().pointer, "/extensions");
    return error.what();
  }
  return "(valid)";
}

TEST(ValidateVerification, AcceptsACompleteBlock) {
  const CapturedLog log;
  EXPECT_EQ(flaw_of(verification_experiment(verification_block())), "(valid)");
  EXPECT_THAT(log.records(), ElementsAre("INFO Verification looks valid"));
}

TEST(ValidateVerification, NeedsNeitherWarmUpNorCoolDown) {
  const Json block = {{"id", 7}, {"frequency-of-measurement", 0}, {"duration-of-conditions", 0}};
  EXPECT_EQ(flaw_of(verification_experiment(block)), "(valid)");
}

TEST(ValidateVerification, ReportsMissingKeys) {
  const std::pair<const char*, const char*> cases[] = {
      {"id", "a verification must have an id"},
      {"frequency-of-measurement", "a verification must have a frequency-of-measurement block"},
      {"duration-of-conditions", "a verification must have a duration-of-conditions block"}};
  for (const auto& [key, flaw] : cases) {
    Json block = verification_block();
    block.erase(key);
    EXPECT_EQ(flaw_of(verification_experiment(block)), flaw);
  }
  EXPECT_EQ(flaw_of(verification_experiment(nullptr)),
            "a verification must have a verification block");
  for (const Json& empty : {Json::object(), Json("")})
    EXPECT_EQ(flaw_of(verification_experiment(empty)), "a verification must have an id");
}

TEST(ValidateVerification, NeedsOneBlock) {
  Json experiment = verification_experiment(verification_block());
  experiment["extensions"].push_back({{"name", "chaosiq"}});
  EXPECT_EQ(flaw_of(experiment), "a verification must have a single chaosiq extension block");
  experiment["extensions"] = {{{"name", "other"}}};
  EXPECT_EQ(flaw_of(experiment), "a verification must have a single chaosiq extension block");
  experiment["extensions"] = Json::array();
  EXPECT_EQ(flaw_of(experiment), "a verification must have a single chaosiq extension block");
  experiment["extensions"] = nullptr;
  EXPECT_EQ(flaw_of(experiment), "a verification must have an extensions block");
  experiment.erase("extensions");
  EXPECT_EQ(flaw_of(experiment), "a verification must have an extensions block");
}

TEST(VerificationPlan, IsReadFromTheBlock) {
  Json block = verification_block();
  block["cool-down-duration"] = 3;
  const VerificationPlan plan = read_verification(verification_experiment(block));
  EXPECT_EQ(plan.id, "v1");
  EXPECT_EQ(plan.frequency_seconds, 2);
  EXPECT_EQ(plan.warm_up, 0.001);
  EXPECT_EQ(plan.conditions, 0.002);
  EXPECT_EQ(plan.cool_down_seconds, 3);
}

TEST(VerificationPlan, HasDefaults) {
  for (const Json& block : {Json(), Json(1), Json::object()}) {
    const VerificationPlan plan = read_verification(verification_experiment(block));
    EXPECT_EQ(plan.id, "");
    EXPECT_EQ(plan.frequency_seconds, 1);
    EXPECT_EQ(plan.warm_up, 0);
    EXPECT_EQ(plan.conditions, 0);
    EXPECT_EQ(plan.cool_down_seconds, 0);
  }
  for (const Json& frequency : {Json(0), Json(-1), Json("2"), Json()}) {
    Json block = verification_block();
    block["frequency-of-measurement"] = frequency;
    EXPECT_EQ(read_verification(verification_experiment(block)).frequency_seconds, 1);
  }
}

class SelectTeam : public ::testing::Test {
 protected:
  std::string failure(const Json& experiment) {
    try {
      select_team(settings_, experiment, {});
    } catch (const ChaosError& error) {
      return error.what();
    }
    return "(selected)";
  }
  std::string team_id() const {
    return read_account(declaration_in(settings_), settings_).team->id;
  }
  static Json of_team(const std::string& id) {
    return {{"extensions", {{{"name", "chaosiq"}, {"team_id", id}}}}};
  }
  Json& arguments() { return settings_["controls"]["chaosiq-cloud"]["provider"]["arguments"]; }

  ChaosiqServer server_;
  Json settings_ = server_.settings();
};

TEST_F(SelectTeam, KeepsTheDefaultTeamWithoutAsking) {
  EXPECT_EQ(failure(of_team("t1")), "(selected)");
  EXPECT_EQ(failure(Json::object()), "(selected)");
  EXPECT_EQ(team_id(), "t1");
  EXPECT_THAT(server_.calls(), IsEmpty());
}

TEST_F(SelectTeam, UsesTheTeamThatOwnsTheVerification) {
  EXPECT_EQ(failure(of_team("t2")), "(selected)");
  EXPECT_EQ(team_id(), "t2");
  EXPECT_THAT(server_.calls(), ElementsAre("team"));
  EXPECT_EQ(server_.requests()[0].target, "/api/v1/organizations/o1/teams/t2");
  EXPECT_EQ(read_account(declaration_in(settings_), settings_).team->name, "Platform");
}

TEST_F(SelectTeam, RefusesATeamThatIsNotAccessible) {
  for (const int status : {201, 401, 404}) {
    server_.answers.set("team", {.status = status});
    EXPECT_EQ(failure(of_team("t2")),
              "You cannot access the team owning this verification."
              "Please request them to join the team.");
  }
  EXPECT_EQ(team_id(), "t1");
}

TEST_F(SelectTeam, RefusesATeamOfAnotherOrganization) {
  for (const Json& body : {Json{{"id", "t2"}, {"org_id", "o2"}}, Json{{"id", "t2"}}, Json()}) {
    server_.answers.set("team", {.body = body});
    EXPECT_EQ(failure(of_team("t2")),
              "You must be signed in to the appropriate organization to run this verification. "
              "Please run `$ chaos signin`.");
  }
}

TEST_F(SelectTeam, ReportsThatItFoundNoServer) {
  server_.answers.set("team", {.status = 0});
  EXPECT_THAT(failure(of_team("t2")),
              ::testing::StartsWith("The team owning this verification cannot be looked up: "));
}

TEST_F(SelectTeam, RequiresSignIn) {
  const std::string sign_in = "Please signin to ChaosIQ services first with `$ chaos signin`";
  arguments()["organizations"][0]["teams"] = Json::array();
  EXPECT_EQ(failure(of_team("t1")), "Please select a default team with `$chaos team`");
  settings_["auths"] = Json::object();
  EXPECT_EQ(failure(of_team("t1")), sign_in);
  settings_ = Json();
  EXPECT_EQ(failure(of_team("t1")), sign_in);
}

}  // namespace
}  // namespace chaos::chaosiq
