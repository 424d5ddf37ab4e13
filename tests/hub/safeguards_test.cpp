#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class HubSafeguards : public ::testing::Test {
 protected:
  /// The safeguards' objection to the execution; "" if it may continue.
  std::string objection(const std::string& execution) {
    const Json verdict = ada.get(execution + "/policies").json;
    EXPECT_EQ(verdict["allowed"], verdict["policies"].empty());
    return verdict["policies"].empty() ? "" : verdict["policies"][0]["name"].get<std::string>();
  }
  std::string set_up(const Json& safeguard) {
    const HubReply reply = ada.post("/safeguards", safeguard);
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.json.value("id", "");
  }
  int refused(const Json& safeguard) { return ada.post("/safeguards", safeguard).status; }

  TeamOfAda ada;
};

TEST_F(HubSafeguards, StopEverything) {
  const std::string execution = ada.open(ada.publish("x"));
  const std::string id = set_up({{"kind", "halt"}, {"settings", {{"reason", "incident 42"}}}});
  EXPECT_EQ(objection(execution), "Halt: incident 42");
  EXPECT_EQ(ada.patch("/safeguards/" + id, {{"enabled", false}}).json["enabled"], false);
  EXPECT_THAT(objection(execution), IsEmpty());
  ada.patch("/safeguards/" + id, {{"enabled", true}});
  EXPECT_EQ(objection(execution), "Halt: incident 42");
  EXPECT_EQ(
      ada.hub.call({.method = "DELETE", .path = ada.path("/safeguards/" + id), .token = ada.token})
          .status,
      204);
  EXPECT_THAT(objection(execution), IsEmpty());
}

TEST_F(HubSafeguards, CanBeLimitedToOneExperiment) {
  const std::string guarded = ada.publish("x");
  const std::string execution = ada.open(guarded);
  const std::string other = ada.open(ada.publish("y"));
  set_up({{"kind", "halt"}, {"experiment_id", guarded}, {"name", "Stop x"}});
  EXPECT_EQ(objection(execution), "Stop x: no reason was given");
  EXPECT_THAT(objection(other), IsEmpty());
  EXPECT_EQ(refused({{"kind", "halt"}, {"experiment_id", "unknown"}}), 404);
}

TEST_F(HubSafeguards, AreNotExtendedToAllExperimentsByMistake) {
  const std::string id =
      ada.post("/safeguards", {{"kind", "halt"}, {"experiment_id", ada.publish("x")}}).json["id"];
  const std::string path = "/safeguards/" + id;
  const Json scope = ada.get(path).json["experiment_id"];
  for (const Json& nothing : {Json(""), Json(" "), Json(7), Json::object()}) {
    const HubReply reply = ada.patch(path, {{"experiment_id", nothing}});
    EXPECT_THAT(reply.status, ::testing::AnyOf(404, 422)) << nothing;
    EXPECT_EQ(refused({{"kind", "halt"}, {"experiment_id", nothing}}), reply.status) << nothing;
  }
  EXPECT_EQ(ada.patch(path, {{"name", "y"}}).json["experiment_id"], scope);
  EXPECT_TRUE(ada.patch(path, {{"experiment_id", nullptr}}).json["experiment_id"].is_null());
}

TEST_F(HubSafeguards, AllowOneRunAtATime) {
  const std::string experiment = ada.publish("x");
  set_up({{"kind", "single-execution"}});
  const std::string first = ada.open(experiment);
  const std::string second = ada.open(experiment);
  EXPECT_THAT(objection(first), IsEmpty());
  EXPECT_EQ(objection(second), "One at a time: 'x' is being run by ada");
  ada.put(first, {{"journal", finished_journal(experiment_titled("x"))}});
  EXPECT_THAT(objection(second), IsEmpty());
}

TEST_F(HubSafeguards, BlockTags) {
  set_up({{"kind", "forbidden-tags"}, {"settings", {{"tags", {"production"}}}}});
  Json journal = running_journal(experiment_titled("x"));
  journal["experiment"]["tags"] = {"production"};
  const std::string executions = "/experiments/" + ada.publish("x") + "/executions";
  const std::string id = ada.post(executions, {{"journal", journal}}).json["id"];
  EXPECT_EQ(objection(executions + "/" + id),
            "Forbidden tags: experiments tagged 'production' are blocked");
}

TEST_F(HubSafeguards, RequireApprovalOfEachVersion) {
  set_up({{"kind", "approval"}});
  const std::string experiment = ada.publish("x");
  const std::string execution = ada.open(experiment);
  EXPECT_THAT(objection(execution), HasSubstr("no owner of the team has approved"));
  EXPECT_EQ(ada.hub
                .call({.method = "PUT",
                       .path = ada.path("/experiments/" + experiment + "/approval"),
                       .token = ada.token})
                .status,
            204);
  EXPECT_THAT(objection(execution), IsEmpty());
  Json changed = experiment_titled("y");
  changed["extensions"] = {{{"name", "chaosiq"}, {"experiment_id", experiment}}};
  ada.post("/experiments", {{"experiment", changed}});
  EXPECT_THAT(objection(execution), HasSubstr("no owner of the team has approved"));
}

TEST_F(HubSafeguards, AllowApprovalsToBeWithdrawn) {
  set_up({{"kind", "approval"}});
  const std::string experiment = ada.publish("x");
  const std::string execution = ada.open(experiment);
  const auto call = [&](const std::string& method) {
    return ada.hub
        .call({.method = method,
               .path = ada.path("/experiments/" + experiment + "/approval"),
               .token = ada.token})
        .status;
  };
  EXPECT_EQ(call("DELETE"), 409);
  EXPECT_EQ(call("PUT"), 204);
  EXPECT_THAT(objection(execution), IsEmpty());
  EXPECT_EQ(call("DELETE"), 204);
  EXPECT_THAT(objection(execution), HasSubstr("no owner of the team has approved"));
}

TEST_F(HubSafeguards, StopAuthorsFromApprovingIfTheTeamWantsThat) {
  const std::string bob = ada.hub.add_user("bob");
  for (const auto& more : {std::vector<std::string>{}, {"--team", "Payments", "--role", "owner"}}) {
    std::vector<std::string> words = {"add-member", "bob",     "--organization",
                                      "Acme",       "--owner", "ada"};
    words.insert(words.end(), more.begin(), more.end());
    ada.hub.admin(words);
  }
  const std::string id = set_up({{"kind", "approval"}});
  const std::string experiment = ada.publish("x");
  const std::string execution = ada.open(experiment);
  const auto approve = [&](const std::string& token) {
    return ada.hub.call({.method = "PUT",
                         .path = ada.path("/experiments/" + experiment + "/approval"),
                         .token = token});
  };
  EXPECT_EQ(approve(ada.token).status, 204);
  EXPECT_THAT(objection(execution), IsEmpty());
  // Approvals from before the setting was changed do not count either.
  ada.patch("/safeguards/" + id, {{"settings", {{"author_cannot_approve", true}}}});
  EXPECT_THAT(objection(execution), HasSubstr("only its author has approved"));
  ada.hub.call({.method = "DELETE",
                .path = ada.path("/experiments/" + experiment + "/approval"),
                .token = ada.token});
  const HubReply refused = approve(ada.token);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("you published this version"));
  EXPECT_EQ(approve(bob).status, 204);
  EXPECT_THAT(objection(execution), IsEmpty());
}

TEST_F(HubSafeguards, EnforceAFailureBudget) {
  set_up({{"kind", "failure-budget"}, {"settings", {{"failures", 1}, {"hours", 24}}}});
  const std::string experiment = ada.publish("x");
  const auto fail = [&] {
    ada.post("/experiments/" + experiment + "/executions",
             {{"journal", finished_journal(experiment_titled("x"), "failed")}});
  };
  const std::string execution = ada.open(experiment);
  fail();
  EXPECT_THAT(objection(execution), IsEmpty());
  fail();
  EXPECT_EQ(objection(execution), "Failure budget spent: 2 of 1 allowed failure in 24 hours");
}

TEST_F(HubSafeguards, AreNamedOnceInFrontOfTheirReason) {
  const Json settings = {{"failures", 0}, {"hours", 1}};
  set_up({{"kind", "failure-budget"}, {"name", "Nightly"}, {"settings", settings}});
  const std::string experiment = ada.publish("x");
  ada.post("/experiments/" + experiment + "/executions",
           {{"journal", finished_journal(experiment_titled("x"), "failed")}});
  EXPECT_EQ(objection(ada.open(experiment)),
            "Nightly: Failure budget spent: 1 of 0 allowed failures in 1 hour");
}

TEST_F(HubSafeguards, KnowHolidaysAndOfficeHours) {
  const std::string execution = ada.open(ada.publish("x"));
  const std::string id = set_up(
      {{"kind", "freeze"},
       {"settings",
        {{"from", "2020-12-24"}, {"until", "2100-01-02T06:00"}, {"zone", "Europe/Berlin"}}}});
  EXPECT_EQ(objection(execution),
            "Freeze: all executions are blocked until 2100-01-02 06:00 (Europe/Berlin)");
  ada.patch("/safeguards/" + id, {{"enabled", false}});
  const Json always = {
      {"days", {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}},
      {"from", "00:00"},
      {"until", "24:00"}};
  set_up({{"kind", "time-window"}, {"settings", always}});
  EXPECT_THAT(objection(execution), IsEmpty());
}

TEST_F(HubSafeguards, RejectInvalidSettings) {
  EXPECT_EQ(refused({{"kind", "wishful-thinking"}}), 422);
  EXPECT_EQ(refused({{"kind", "halt"}, {"settings", {{"raeson", "x"}}}}), 422);
  EXPECT_EQ(refused({{"kind", "forbidden-tags"}}), 422);
  EXPECT_EQ(refused({{"kind", "failure-budget"}, {"settings", {{"failures", -1}, {"hours", 1}}}}),
            422);
  EXPECT_EQ(refused({{"kind", "freeze"}, {"settings", {{"from", "2027-02-30"}, {"until", "x"}}}}),
            422);
  const Json window = {{"days", {"monday"}}, {"from", "17:00"}, {"until", "09:00"}};
  EXPECT_EQ(refused({{"kind", "time-window"}, {"settings", window}}), 422);
  const Json nowhere = {
      {"days", {"monday"}}, {"from", "09:00"}, {"until", "17:00"}, {"zone", "Mars/Olympus"}};
  EXPECT_EQ(refused({{"kind", "time-window"}, {"settings", nowhere}}), 422);
  EXPECT_EQ(ada.get("/safeguards").json.size(), 0U);
}

}  // namespace
}  // namespace chaos::testing
