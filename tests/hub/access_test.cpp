#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class HubAccess : public ::testing::Test {
 protected:
  HubReply show_account(const std::string& token) {
    return ada.hub.call({.path = "/api/v1/account", .token = token});
  }
  HubReply create_token(const std::string& token, const Json& wanted) {
    return ada.hub.call(
        {.method = "POST", .path = "/api/v1/account/tokens", .token = token, .body = wanted});
  }

  TeamOfAda ada;
};

TEST_F(HubAccess, NeedsAToken) {
  const HubReply reply = ada.hub.call({.path = "/api/v1/organizations"});
  EXPECT_EQ(reply.status, 401);
  EXPECT_THAT(reply.headers.at("www-authenticate"), HasSubstr("Bearer"));
  EXPECT_EQ(ada.hub.call({.path = "/api/v1/organizations", .token = "chub_wrong"}).status, 401);
  EXPECT_EQ(ada.hub.call({.method = "HEAD", .path = "/", .token = "wrong"}).status, 401);
  EXPECT_EQ(ada.hub.call({.method = "HEAD", .path = "/", .token = ada.token}).status, 200);
  EXPECT_EQ(ada.hub.call({.method = "HEAD", .path = "/"}).status, 200);
}

TEST_F(HubAccess, AcceptsTheSchemeInAnyCase) {
  for (const char* scheme : {"bearer", "BEARER", "Token", "tOKEN"}) {
    const HubReply reply =
        ada.hub.call({.path = "/api/v1/account",
                      .headers = {{"Authorization", std::string(scheme) + " " + ada.token}}});
    EXPECT_EQ(reply.json["name"], "ada") << scheme;
  }
  EXPECT_EQ(
      ada.hub
          .call({.path = "/api/v1/account", .headers = {{"Authorization", "Basic " + ada.token}}})
          .status,
      401);
}

TEST_F(HubAccess, EndsWhenATokenIsRevoked) {
  const HubReply made = create_token(ada.token, {{"name", "laptop"}});
  ASSERT_EQ(made.status, 201);
  const std::string secret = made.json["token"];
  EXPECT_EQ(show_account(secret).status, 200);
  EXPECT_EQ(ada.hub
                .call({.method = "DELETE",
                       .path = "/api/v1/account/tokens/" + made.json["id"].get<std::string>(),
                       .token = ada.token})
                .status,
            204);
  EXPECT_EQ(show_account(secret).status, 401);
  const HubReply tokens = ada.hub.call({.path = "/api/v1/account/tokens", .token = ada.token});
  EXPECT_THAT(tokens.body, Not(HasSubstr(secret)));
  EXPECT_FALSE(tokens.json[0]["revoked"].is_null());
}

TEST_F(HubAccess, EndsWhenAnAccountIsDisabled) {
  const std::string token = ada.hub.add_user("bob");
  EXPECT_EQ(show_account(token).status, 200);
  ada.hub.command().run({"admin", "disable-user", "bob"});
  EXPECT_EQ(show_account(token).status, 401);
  ada.hub.command().run({"admin", "enable-user", "bob"});
  EXPECT_EQ(show_account(token).status, 200);
}

TEST_F(HubAccess, EndsWhenATokenExpires) {
  EXPECT_EQ(create_token(ada.token, {{"name", "x"}, {"expires", "2020-01-31T00:00:00Z"}}).status,
            422);
  EXPECT_EQ(create_token(ada.token, {{"name", "x"}, {"expires", "tomorrow"}}).status, 422);
}

TEST_F(HubAccess, OfATokenIsLimitedToItsScopes) {
  const std::string reader =
      create_token(ada.token, {{"name", "r"}, {"scopes", {"read"}}}).json["token"];
  EXPECT_EQ(ada.hub.call({.path = ada.path("/experiments"), .token = reader}).status, 200);
  EXPECT_EQ(ada.hub
                .call({.method = "POST",
                       .path = ada.path("/experiments"),
                       .token = reader,
                       .body = {{"experiment", experiment_titled("x")}}})
                .status,
            403);
  EXPECT_EQ(create_token(reader, {{"name", "more"}, {"scopes", {"admin"}}}).status, 403);
}

TEST_F(HubAccess, OfAnAgentIsLimitedToItsTeam) {
  const std::string other =
      ada.hub.admin({"create-team", "Other", "--organization", "Acme", "--owner", "ada"});
  const HubReply made = create_token(
      ada.token, {{"name", "agent"}, {"org_id", ada.organization}, {"team_id", ada.team}});
  ASSERT_EQ(made.status, 201);
  const std::string agent = made.json["token"];
  EXPECT_EQ(ada.hub.call({.path = ada.path("/experiments"), .token = agent}).status, 200);
  const std::string elsewhere =
      "/api/v1/organizations/" + ada.organization + "/teams/" + other + "/experiments";
  EXPECT_EQ(ada.hub.call({.path = elsewhere, .token = agent}).status, 404);
  const HubReply teams = ada.hub.call(
      {.path = "/api/v1/organizations/" + ada.organization + "/teams", .token = agent});
  EXPECT_EQ(teams.json.size(), 1U);
  EXPECT_EQ(ada.hub.call({.path = "/api/v1/organizations", .token = agent}).json.size(), 1U);
}

/// An agent that could create personal tokens would escape its team.
TEST_F(HubAccess, OfAnAgentStaysWithinItsTeamWhateverItsScopes) {
  const Json all = {"read", "write", "admin"};
  const HubReply made = create_token(
      ada.token,
      {{"name", "a"}, {"scopes", all}, {"org_id", ada.organization}, {"team_id", ada.team}});
  ASSERT_EQ(made.status, 201);
  const std::string agent = made.json["token"];
  EXPECT_EQ(create_token(agent, {{"name", "free"}, {"scopes", all}}).status, 403);
  EXPECT_EQ(create_token(agent, {{"name", "another"},
                                 {"scopes", all},
                                 {"org_id", ada.organization},
                                 {"team_id", ada.team}})
                .status,
            403);
  EXPECT_EQ(ada.hub
                .call({.method = "POST",
                       .path = "/api/v1/organizations",
                       .token = agent,
                       .body = {{"name", "Mine"}}})
                .status,
            403);
  EXPECT_EQ(ada.hub.call({.path = "/account", .token = agent}).status, 403);
  EXPECT_EQ(ada.hub.call({.path = "/api/v1/account", .token = agent}).json["administrator"], false);
  EXPECT_EQ(ada.hub.call({.method = "POST", .path = ada.path("/halt"), .token = agent}).status,
            200);
}

/// "Name taken" would reveal organizations that the caller must not know about.
TEST_F(HubAccess, DoesNotRevealTheNamesOfOtherOrganizations) {
  const std::string bob = ada.hub.add_user("bob");
  const auto create = [&](const std::string& token, const std::string& name) {
    return ada.hub
        .call({.method = "POST",
               .path = "/api/v1/organizations",
               .token = token,
               .body = {{"name", name}}})
        .status;
  };
  EXPECT_EQ(create(bob, "Acme"), 201);
  EXPECT_EQ(create(ada.token, "acme"), 409);
  const HubReply renamed =
      ada.hub.call({.method = "PATCH",
                    .path = "/api/v1/organizations/" +
                            ada.hub.call({.path = "/api/v1/organizations", .token = bob})
                                .json[0]["id"]
                                .get<std::string>(),
                    .token = bob,
                    .body = {{"name", "acme"}},
                    .headers = {{"If-Match", "*"}}});
  EXPECT_EQ(renamed.status, 409);  // the name of bob's own organization
}

TEST_F(HubAccess, CountsTheCharactersOfNames) {
  std::string name;
  for (int i = 0; i < 80; ++i)
    name += "Ä";
  EXPECT_EQ(ada.patch("", {{"name", name}}).json["name"], name);
  EXPECT_EQ(ada.patch("", {{"name", name + "Ä"}}).status, 422);
  EXPECT_EQ(ada.post("/safeguards", {{"kind", "halt"}, {"name", name}}).status, 201);
  EXPECT_EQ(ada.post("/safeguards", {{"kind", "halt"}, {"name", name + "Ä"}}).status, 422);
}

/// The rows in the tables of the experiment service, from a backup.
TEST_F(HubAccess, ToWhatATeamHasPublishedEndsWhenTheTeamIsDeleted) {
  const auto tables = [&] {
    EXPECT_EQ(ada.hub.command().run({"backup", "all"}).exit_code, 0);
    return ada.hub.command().text("all");
  };
  const std::vector<std::string> kept = {"experiment", "execution", "event", "safeguard",
                                         "document_part"};
  const HubReply agent =
      create_token(ada.token, {{"name", "a"}, {"org_id", ada.organization}, {"team_id", ada.team}});
  const std::string execution = ada.open(ada.publish("x"));
  ada.post(execution + "/events", event_of("1", "starting-activity", "a"));
  ada.post("/safeguards", {{"kind", "halt"}});
  const std::string before = tables();
  for (const std::string& table : kept)
    EXPECT_THAT(before, HasSubstr("\"experiment." + table + "\"")) << table;
  EXPECT_EQ(ada.hub.call({.method = "DELETE", .path = ada.path(), .token = ada.token}).status, 204);
  const std::string after = tables();
  for (const std::string& table : kept)
    EXPECT_THAT(after, Not(HasSubstr("\"experiment." + table + "\""))) << table;
  EXPECT_THAT(after, Not(HasSubstr("\"dashboard.removed_team\"")));
  EXPECT_EQ(show_account(agent.json["token"]).status, 401);
}

TEST_F(HubAccess, DoesNotRevealWhatBelongsToOthers) {
  const std::string bob = ada.hub.add_user("bob");
  const std::string experiment = ada.publish("secret plan");
  for (const std::string& rest :
       {std::string(), std::string("/experiments"), "/experiments/" + experiment,
        std::string("/safeguards"), std::string("/live")}) {
    const HubReply reply = ada.hub.call({.path = ada.path(rest), .token = bob});
    EXPECT_EQ(reply.status, 404) << rest;
    EXPECT_THAT(reply.body, Not(HasSubstr("secret plan")));
  }
  const HubReply known =
      ada.hub.call({.path = "/api/v1/organizations/" + ada.organization, .token = bob});
  const HubReply unknown = ada.hub.call({.path = "/api/v1/organizations/none", .token = bob});
  EXPECT_EQ(known.body, unknown.body);
}

TEST_F(HubAccess, FollowsTheRoleInATeam) {
  const std::string bob = ada.hub.add_user("bob");
  ada.hub.admin({"add-member", "bob", "--organization", "Acme", "--owner", "ada"});
  EXPECT_EQ(ada.hub.call({.path = ada.path("/experiments"), .token = bob}).status, 404);
  const auto join = [&](const char* role) {
    ada.hub.admin({"add-member", "bob", "--organization", "Acme", "--team", "Payments", "--role",
                   role, "--owner", "ada"});
  };
  const auto publish = [&] {
    return ada.hub
        .call({.method = "POST",
               .path = ada.path("/experiments"),
               .token = bob,
               .body = {{"experiment", experiment_titled("x")}}})
        .status;
  };
  const auto halt = [&] {
    return ada.hub
        .call({.method = "POST",
               .path = ada.path("/safeguards"),
               .token = bob,
               .body = {{"kind", "halt"}}})
        .status;
  };
  join("viewer");
  EXPECT_EQ(ada.hub.call({.path = ada.path("/experiments"), .token = bob}).status, 200);
  EXPECT_EQ(publish(), 403);
  join("member");
  EXPECT_EQ(publish(), 201);
  EXPECT_EQ(halt(), 403);
  join("owner");
  EXPECT_EQ(halt(), 201);
}

TEST_F(HubAccess, RequiresThatAnOwnerRemains) {
  const HubReply members = ada.hub.call(
      {.path = "/api/v1/organizations/" + ada.organization + "/members", .token = ada.token});
  const std::string self = members.json[0]["id"];
  EXPECT_EQ(ada.hub
                .call({.method = "DELETE",
                       .path = "/api/v1/organizations/" + ada.organization + "/members/" + self,
                       .token = ada.token})
                .status,
            409);
  EXPECT_EQ(ada.hub
                .call({.method = "POST",
                       .path = "/api/v1/organizations/" + ada.organization + "/members",
                       .token = ada.token,
                       .body = {{"account", "ada"}, {"role", "member"}}})
                .status,
            409);
}

TEST_F(HubAccess, OfServicesToEachOtherIsNotForClients) {
  for (const char* path : {"/internal/auth/identify", "/internal/dashboard/place"})
    EXPECT_EQ(ada.hub.call({.method = "POST", .path = path, .token = ada.token, .body = {{"x", 1}}})
                  .status,
              404);
}

TEST_F(HubAccess, RefusesWhatDoesNotBelongToIt) {
  EXPECT_EQ(ada.hub.call({.path = "/api/v1/nothing", .token = ada.token}).status, 404);
  HubReply put =
      ada.hub.call({.method = "PUT", .path = "/api/v1/organizations", .token = ada.token});
  EXPECT_EQ(put.status, 405);
  EXPECT_EQ(put.headers["allow"], "GET, HEAD, POST");
  EXPECT_EQ(ada.hub.call({.path = "//api//v1/organizations", .token = ada.token}).status, 200);
}

}  // namespace
}  // namespace chaos::testing
