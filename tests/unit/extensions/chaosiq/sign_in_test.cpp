#include "chaosiq/sign_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "support/captured_log.h"
#include "support/chaosiq_server.h"
#include "support/scripted_user.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::chaosiq_settings;
using chaos::testing::ChaosiqServer;
using chaos::testing::ClosedPort;
using chaos::testing::HttpServer;
using chaos::testing::ScriptedUser;
using chaos::testing::TestCertificate;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

Json places(const std::vector<std::pair<std::string, std::string>>& all) {
  Json list = Json::array();
  for (const auto& [id, name] : all)
    list.push_back({{"id", id}, {"name", name}});
  return list;
}

const std::string kPublishedTo =
    "Experiments and executions will be published to team 'Payments' in organization 'Acme'";

class SignIn : public ::testing::Test {
 protected:
  AccountChooser chooser() { return {settings_, answers_, user_, stop_.get_token()}; }
  void types(std::deque<std::string> typed) { user_ = ScriptedUser(std::move(typed)); }
  Account account_in(const Json& settings) const {
    return read_account(declaration_in(settings), settings);
  }
  template <class Choose>
  std::string failure(const Choose& choose) {
    try {
      choose(chooser());
    } catch (const ChaosError& error) {
      return error.what();
    }
    return "(saved)";
  }
  std::string sign_in_failure() {
    return failure([](AccountChooser chooser) { chooser.sign_in(); });
  }

  const CapturedLog log_;
  ChaosiqServer server_;
  Json settings_;
  Answers answers_;
  ScriptedUser user_{{server_.url(), "token-0001"}};
  std::stop_source stop_;
};

TEST_F(SignIn, AsksForTheServerAndTheToken) {
  const Json settings = chooser().sign_in();
  EXPECT_THAT(user_.story, ElementsAre("ChaosIQ url? [https://console.chaosiq.io]",
                                       "ChaosIQ token? (hidden)", kPublishedTo));
  EXPECT_THAT(server_.calls(), ElementsAre("token", "organizations", "teams"));
  for (const auto& request : server_.requests())
    EXPECT_EQ(request.header("Authorization"), "Bearer token-0001");
  EXPECT_TRUE(python_equal(settings, server_.settings())) << settings;
}

TEST_F(SignIn, ProposesThePreviousServer) {
  settings_ = server_.settings();
  types({"", "token-0002"});
  EXPECT_EQ(account_in(chooser().sign_in()).token, "token-0002");
  EXPECT_EQ(user_.story.front(), "ChaosIQ url? [" + server_.url() + "]");
}

TEST_F(SignIn, ExtractsTheServerFromAUrlAndStripsTheToken) {
  types({"  " + server_.url() + "/some/page?x=1#y ", " token-0001\t"});
  const Account account = account_in(chooser().sign_in());
  EXPECT_EQ(account.url, server_.url());
  EXPECT_EQ(account.token, "token-0001");
}

TEST_F(SignIn, DoesNotAskForWhatTheCommandLineGives) {
  types({});
  answers_ = {.url = server_.url(),
              .token = "token-0003",
              .organization = "Globex",
              .team = "t2",
              .no_verify_tls = true};
  server_.answers.set("organizations", {.body = places({{"o1", "Acme"}, {"o2", "Globex"}})});
  server_.answers.set("teams", {.body = places({{"t1", "Payments"}, {"t2", "Ops"}})});
  const Account account = account_in(chooser().sign_in());
  EXPECT_THAT(user_.story, ElementsAre("Experiments and executions will be published to team 'Ops' "
                                       "in organization 'Globex'"));
  EXPECT_EQ(account.organization->id, "o2");
  EXPECT_EQ(account.team->id, "t2");
  EXPECT_EQ(account.token, "token-0003");
  EXPECT_FALSE(account.verify_tls);
}

TEST_F(SignIn, ReportsWhatOneBelongsToInstead) {
  answers_.organization = "Initech";
  server_.answers.set("organizations", {.body = places({{"o1", "Acme"}, {"o2", "Globex"}})});
  try {
    chooser().sign_in();
    FAIL() << "was saved";
  } catch (const ChaosError& error) {
    EXPECT_STREQ(error.what(), "You do not belong to organization 'Initech'");
    EXPECT_EQ(error.diagnostic().hint, "you belong to 'Acme', 'Globex'");
  }
  answers_ = {.team = "Ops"};
  types({server_.url(), "token-0001", "1"});
  EXPECT_EQ(sign_in_failure(), "You do not belong to team 'Ops'");
}

TEST_F(SignIn, RejectsWhatIsNotAUrl) {
  for (const char* typed : {"console.chaosiq.io", "ftp://c.example"}) {
    types({typed, "token-0001"});
    EXPECT_EQ(sign_in_failure(), "'" + std::string(typed) + "' is not the address of a server");
  }
  EXPECT_THAT(server_.calls(), IsEmpty());
}

TEST_F(SignIn, EndsAtTheEndOfTheInput) {
  types({server_.url()});
  EXPECT_THROW(chooser().sign_in(), Aborted);
}

TEST_F(SignIn, EndsIfTheTokenIsNotAccepted) {
  server_.answers.set("token", {.status = 401});
  EXPECT_THROW(chooser().sign_in(), Aborted);
  EXPECT_EQ(user_.story.back(), "Your token was not accepted by the server.");
  EXPECT_THAT(server_.calls(), ElementsAre("token"));
}

TEST_F(SignIn, ContinuesAfterOtherResponsesAboutTheToken) {
  for (const int status : {200, 302, 403, 404, 500}) {
    types({server_.url(), "token-0001"});
    server_.answers.set("token", {.status = status});
    EXPECT_EQ(sign_in_failure(), "(saved)") << status;
  }
}

TEST_F(SignIn, ReportsThatTheServerCannotBeReached) {
  const ClosedPort port;
  const std::string url = port.url("");
  types({url, "token-0001"});
  EXPECT_THAT(sign_in_failure(), StartsWith("The server at " + url + " cannot be reached: "));
}

TEST_F(SignIn, StopsOnRequest) {
  stop_.request_stop();
  EXPECT_THROW(chooser().sign_in(), Stopped);
}

TEST_F(SignIn, OffersAChoiceOfSeveral) {
  types({server_.url(), "token-0001", "2", "3"});
  server_.answers.set("organizations", {.body = places({{"o1", "Acme"}, {"o2", "Globex"}})});
  server_.answers.set("teams", {.body = places({{"t1", "A"}, {"t2", "B"}, {"t3", "C"}})});
  const Account account = account_in(chooser().sign_in());
  EXPECT_EQ(account.organization->name, "Globex");
  EXPECT_EQ(account.team->name, "C");
  user_.story.erase(user_.story.begin(), user_.story.begin() + 2);
  EXPECT_THAT(user_.story,
              ElementsAre("Here are your known organizations:", "1) Acme", "2) Globex",
                          "Default organization to use? (number)",
                          "Here are the teams you belong to in organization 'Globex':", "1) A",
                          "2) B", "3) C", "Default team to publish to? (number)",
                          "Experiments and executions will be published to team 'C' in "
                          "organization 'Globex'"));
}

TEST_F(SignIn, AsksAgainForANumberOutOfRange) {
  types({server_.url(), "token-0001", "0", "3", "-1", "1", "7", "1"});
  server_.answers.set("organizations", {.body = places({{"o1", "Acme"}, {"o2", "Globex"}})});
  server_.answers.set("teams", {.body = places({{"t1", "A"}, {"t2", "B"}})});
  EXPECT_EQ(account_in(chooser().sign_in()).team->id, "t1");
  EXPECT_THAT(server_.calls(), ElementsAre("token", "organizations", "organizations",
                                           "organizations", "organizations", "teams", "teams"));
  EXPECT_THAT(user_.story, ::testing::Contains("Select a default organization to publish to"));
  EXPECT_THAT(user_.story, ::testing::Contains("Please, select a valid team."));
}

TEST_F(SignIn, NeedsAnOrganizationAndATeam) {
  server_.answers.set("teams", {.body = Json::array()});
  EXPECT_THROW(chooser().sign_in(), NothingChosen);
  EXPECT_EQ(user_.story[2],
            "You must be part of at least a team in organization 'Acme' to publish to it.");
  EXPECT_EQ(user_.story.back(), "No default team selected! Aborting configuration.");
  server_.answers.set("organizations", {.body = Json::array()});
  types({server_.url(), "token-0001"});
  EXPECT_THROW(chooser().sign_in(), NothingChosen);  // the original asks forever
  EXPECT_EQ(user_.story.back(), "No default organization selected! Aborting configuration.");
}

TEST_F(SignIn, ReportsWhyThereIsNoList) {
  const std::pair<int, const char*> cases[] = {
      {401, "Provided credentials are not allowed by ChaosIQ. Please verify your access token."},
      {403, "Provided credentials are not allowed by ChaosIQ. Please verify your access token."},
      {404, "Failed to fetch your organizations"},
      {204, "Failed to fetch your organizations"}};
  for (const auto& [status, why] : cases) {
    types({server_.url(), "token-0001"});
    server_.answers.set("organizations", {.status = status});
    EXPECT_THROW(chooser().sign_in(), NothingChosen);
    EXPECT_EQ(user_.story[2], why);
    EXPECT_EQ(user_.story[3], "No default organization selected! Aborting configuration.");
  }
}

TEST_F(SignIn, ReportsThatTheListFoundNoServer) {
  server_.answers.set("teams", {.status = 0});
  EXPECT_THROW(chooser().sign_in(), NothingChosen);
  EXPECT_EQ(user_.story[2],
            "Failed to retrieve teams, in organization 'Acme', from the ChaosIQ services.");
  EXPECT_THAT(log_.records(), ElementsAre(StartsWith("ERROR The server at " + server_.url() +
                                                     " cannot be reached: ")));
}

TEST_F(SignIn, RejectsAnInvalidList) {
  server_.answers.set("organizations", {.body = {{"id", "o1"}}});
  EXPECT_EQ(sign_in_failure(), server_.url() + " did not answer with a list of organizations");
  server_.answers.set("organizations",
                      {.body = Json::parse(R"([1, {"id": 2}, {"id": "o1"}, {"name": "x"}])")});
  types({server_.url(), "token-0001"});
  const Account account = account_in(chooser().sign_in());
  EXPECT_EQ(account.organization->id, "o1");
  EXPECT_EQ(account.organization->name, "o1");
}

TEST_F(SignIn, KeepsOtherData) {
  settings_ = chaosiq_settings("https://old.example", "old.example");
  settings_["notifications"] = Json::array({1});
  Json& control = settings_["controls"]["chaosiq-cloud"];
  control["features"] = {{"publish", "off"}};
  control["note"] = "mine";
  control["provider"]["arguments"]["organizations"].push_back(
      {{"id", "o2"}, {"default", false}, {"teams", {{{"id", "t9"}, {"default", true}}}}});
  const Json settings = chooser().sign_in();
  EXPECT_EQ(settings["notifications"], Json::array({1}));
  EXPECT_TRUE(settings["auths"].contains("old.example"));
  const Json& changed = declaration_in(settings);
  EXPECT_EQ(changed["note"], "mine");
  EXPECT_EQ(changed["features"],
            Json::parse(R"({"publish": "off", "safeguards": "on", "workspace": "on"})"));
  const Json& organizations = changed["provider"]["arguments"]["organizations"];
  EXPECT_EQ(organizations[1]["teams"][0]["id"], "t9");
  EXPECT_EQ(organizations[1]["default"], false);
}

TEST_F(SignIn, ReplacesTheTeamsOfTheOrganization) {
  settings_ = server_.settings();
  server_.answers.set("teams", {.body = places({{"t7", "New"}})});
  const Json settings = chooser().sign_in();
  const Json& teams =
      declaration_in(settings)["provider"]["arguments"]["organizations"][0]["teams"];
  EXPECT_EQ(teams, Json::parse(R"([{"default": true, "id": "t7", "name": "New"}])"));
}

TEST_F(SignIn, ReplacesSettingsOfAWrongType) {
  settings_ = {{"controls", {{"chaosiq-cloud", {{"provider", 1}, {"features", "x"}}}}}};
  EXPECT_TRUE(account_in(chooser().sign_in()).is_complete());
  settings_ = {{"auths", nullptr}, {"controls", Json::array()}};
  types({server_.url(), "token-0001"});
  EXPECT_TRUE(account_in(chooser().sign_in()).is_complete());
}

/// `auths: []` in the settings: it ends with "type_error.305".
TEST_F(SignIn, ReplacesAuthsOfAWrongType) {
  settings_ = {{"auths", Json::array()}};
  EXPECT_TRUE(account_in(chooser().sign_in()).is_complete());
}

class UnverifiedServer : public SignIn {
 protected:
  const TestCertificate certificate_;
  HttpServer tls_{[](const chaos::testing::ReceivedRequest& request) {
                    const bool teams = request.target.ends_with("/teams");
                    return chaos::testing::json_reply(teams ? R"([{"id": "t1", "name": "P"}])"
                                                            : R"([{"id": "o1", "name": "A"}])");
                  },
                  &certificate_};
};

TEST_F(UnverifiedServer, IsUsedIfTheUserAgrees) {
  types({tls_.url(), "token-0001", "y"});
  EXPECT_FALSE(account_in(chooser().sign_in()).verify_tls);
  EXPECT_EQ(user_.story[2],
            "It looks like the server's TLS certificate cannot be verified. Do you wish to disable "
            "certificate verification for this server?");
}

TEST_F(UnverifiedServer, IsNotUsedOtherwise) {
  types({tls_.url(), "token-0001", "n"});
  EXPECT_THROW(chooser().sign_in(), NothingChosen);
  EXPECT_EQ(user_.story[3], "Failed to retrieve organizations from the ChaosIQ services.");
  EXPECT_THAT(
      log_.records(),
      ElementsAre(StartsWith("ERROR Failed to communicate over TLS with the ChaosIQ endpoint: ")));
}

TEST_F(UnverifiedServer, CausesNoQuestionIfTheCommandLineDecides) {
  types({tls_.url(), "token-0001"});
  answers_.no_verify_tls = true;
  EXPECT_FALSE(account_in(chooser().sign_in()).verify_tls);
}

TEST_F(SignIn, IsRequiredForChoosing) {
  chooser().choose_organization();
  EXPECT_EQ(user_.story.front(), "ChaosIQ url? [https://console.chaosiq.io]");
  types({server_.url(), "token-0001"});
  chooser().choose_team();
  EXPECT_EQ(user_.story.front(), "ChaosIQ url? [https://console.chaosiq.io]");
}

TEST_F(SignIn, IsNotRequiredToChooseAnOrganization) {
  settings_ = server_.settings();
  types({"2"});
  server_.answers.set("organizations", {.body = places({{"o1", "Acme"}, {"o2", "Globex"}})});
  const Account account = account_in(chooser().choose_organization());
  EXPECT_EQ(account.organization->id, "o2");
  EXPECT_EQ(account.token, "token-0001");
  EXPECT_THAT(server_.calls(), ElementsAre("organizations", "teams"));
  EXPECT_EQ(user_.story[4], "Using organization 'Globex'");
}

TEST_F(SignIn, IsNotRequiredToChooseATeam) {
  settings_ = server_.settings();
  types({"2"});
  server_.answers.set("teams", {.body = places({{"t1", "Payments"}, {"t2", "Platform"}})});
  const Json settings = chooser().choose_team();
  EXPECT_THAT(server_.calls(), ElementsAre("teams"));
  EXPECT_EQ(declaration_in(settings)["provider"]["arguments"]["organizations"][0]["teams"],
            Json::parse(R"([{"default": false, "id": "t1", "name": "Payments"},
                            {"default": true, "id": "t2", "name": "Platform"}])"));
}

TEST_F(SignIn, IsRequiredToSwitchAFeature) {
  try {
    switch_feature(Json(), "publish", false);
    FAIL() << "was switched";
  } catch (const ChaosError& error) {
    EXPECT_STREQ(error.what(),
                 "You have not signed in yet, so there is nothing to enable or disable");
    EXPECT_EQ(error.diagnostic().hint, "sign in first: chaos signin");
  }
}

TEST(SwitchFeature, ChangesNothingElse) {
  Json expected = chaosiq_settings("https://c.example", "c.example");
  const Json settings = expected;
  expected["controls"]["chaosiq-cloud"]["features"]["safeguards"] = "off";
  EXPECT_EQ(switch_feature(settings, "safeguards", false), expected);
  EXPECT_EQ(switch_feature(expected, "safeguards", true), settings);
}

TEST(SwitchFeature, AddsMissingFeatures) {
  Json settings = chaosiq_settings("https://c.example", "c.example");
  for (const Json& wrong : {Json(), Json("off"), Json::array()}) {
    settings["controls"]["chaosiq-cloud"]["features"] = wrong;
    EXPECT_EQ(declaration_in(switch_feature(settings, "publish", false))["features"],
              (Json{{"publish", "off"}}));
  }
}

}  // namespace
}  // namespace chaos::chaosiq
