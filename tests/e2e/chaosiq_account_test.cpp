#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "document/yaml_reader.h"
#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"
#include "support/terminal.h"
#include "support/test_certificate.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const char* const kSettings = ".chaostoolkit/settings.yaml";
const char* const kToken = "token-0001";
const char* const kUrlPrompt = "ChaosIQ url [https://console.chaosiq.io]: ";
const char* const kTlsQuestion =
    "It looks like the server's TLS certificate cannot be verified. Do you wish to disable "
    "certificate verification for this server? [y/N]: ";

Json settings_of(const ChaosCommand& chaos) {
  return parse_yaml(chaos.text(kSettings), kSettings);
}

Json arguments_of(const ChaosCommand& chaos) {
  return settings_of(chaos)["controls"]["chaosiq-cloud"]["provider"]["arguments"];
}

Json place(const char* id, const char* name) {
  return {{"id", id}, {"name", name}};
}

Json stored(const char* id, const char* name, bool is_default) {
  return {{"default", is_default}, {"id", id}, {"name", name}};
}

Json stored(const char* id, const char* name, bool is_default, const Json& teams) {
  Json organization = stored(id, name, is_default);
  organization["teams"] = teams;
  return organization;
}

/// A user in two organizations, one of which has two teams.
void give_choices(ChaosiqHub& hub) {
  hub.set_organizations({place("o1", "Acme"), place("o2", "Globex")});
  hub.set_teams("o1", {place("t1", "Payments"), place("t2", "Platform")});
  hub.set_teams("o2", {place("t3", "Ops"), place("t4", "Web")});
}

std::string sign_in_answers(const ChaosiqHub& hub, const std::string& more = "") {
  return hub.url() + "\n" + kToken + "\n" + more;
}

unsigned mode_of(const ChaosCommand& chaos, const std::string& name) {
  return static_cast<unsigned>(std::filesystem::status(chaos.path(name)).permissions());
}

TEST(ChaosiqSignin, AsksForServerAndTokenAndSavesWhereToPublish) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(sign_in_answers(hub)).run({"signin"});

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, std::string(kUrlPrompt) + "ChaosIQ token: " +
                             "Experiments and executions will be published to team 'Payments' in "
                             "organization 'Acme'\nChaosIQ details saved at " +
                             chaos.path(kSettings) + "\n");
  EXPECT_EQ(settings_of(chaos), hub.settings());
  EXPECT_THAT(chaos.text(kSettings), HasSubstr("publish: 'on'\n"));
  EXPECT_THAT(hub.calls(), ElementsAre("checkToken", "listOrganizations", "listTeams"));
  EXPECT_EQ(mode_of(chaos, kSettings), 0600U);
}

TEST(ChaosiqSignin, ExtractsTheServerFromAUrl) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  chaos.input(hub.url() + "/Acme/Payments?x=1\n  token-0001  \n").run({"signin"});
  EXPECT_EQ(settings_of(chaos), hub.settings());
}

TEST(ChaosiqSignin, KeepsOtherSettings) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  chaos.file(kSettings,
             "notifications: [{type: http, url: 'http://x.example'}]\n"
             "auths: {other.example: {type: basic, value: word}}\n"
             "controls: {mine: {provider: {type: python, module: mine}},\n"
             "  chaosiq-cloud: {features: {publish: 'off', later: 1}, safeguards: {timeout: 2}}}\n",
             0644);
  EXPECT_EQ(chaos.input(sign_in_answers(hub)).run({"signin"}).exit_code, 0);
  const Json settings = settings_of(chaos);
  EXPECT_EQ(settings["notifications"][0]["url"], "http://x.example");
  EXPECT_EQ(settings["auths"]["other.example"]["value"], "word");
  EXPECT_EQ(settings["auths"][hub.host()]["value"], kToken);
  EXPECT_EQ(settings["controls"]["mine"]["provider"]["module"], "mine");
  const Json control = settings["controls"]["chaosiq-cloud"];
  EXPECT_EQ(control["features"],
            (Json{{"later", 1}, {"publish", "off"}, {"safeguards", "on"}, {"workspace", "on"}}));
  EXPECT_EQ(control["safeguards"]["timeout"], 2);
  EXPECT_EQ(mode_of(chaos, kSettings), 0600U);  // it now contains a token
}

TEST(ChaosiqSignin, OffersTheChoices) {
  ChaosiqHub hub;
  give_choices(hub);
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(sign_in_answers(hub, "3\ntwo\n2\n0\n1\n")).run({"signin"});

  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(
      outcome.out,
      AllOf(HasSubstr("Here are your known organizations:\n1) Acme\n2) Globex\nDefault "
                      "organization to use: Select a default organization to publish to\n"),
            HasSubstr("Default organization to use: Error: 'two' is not a valid integer.\n"),
            HasSubstr("Here are the teams you belong to in organization 'Globex':\n1) Ops\n2) "
                      "Web\nDefault team to publish to: Please, select a valid team.\n"),
            HasSubstr("published to team 'Ops' in organization 'Globex'\n")));
  EXPECT_EQ(arguments_of(chaos)["organizations"],
            Json::array({stored("o2", "Globex", true, Json::array({stored("t3", "Ops", true)}))}));
}

TEST(ChaosiqSignin, DoesNotAskForWhatTheCommandLineGives) {
  ChaosiqHub hub;
  give_choices(hub);
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("token.txt", "token-0001\nanother line\n", 0600)
                              .run({"signin", "--url", hub.url(), "--token-file", "token.txt",
                                    "--org", "Globex", "--team", "t4"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, StartsWith("Experiments and executions will be published to team 'Web' "
                                      "in organization 'Globex'\n"));
  EXPECT_EQ(settings_of(chaos)["auths"][hub.host()]["value"], kToken);
}

TEST(ChaosiqSignin, ReadsTheTokenFromStandardInput) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.input("token-0001\n").run({"signin", "--url", hub.url(), "--token-file", "/dev/stdin"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(settings_of(chaos), hub.settings());
}

TEST(ChaosiqSignin, ReadsTheTokenFromTheEnvironment) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  const Outcome outcome = chaos.env("CHAOSIQ_TOKEN", kToken).run({"signin", "--url", hub.url()});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(settings_of(chaos), hub.settings());
}

TEST(ChaosiqSignin, DoesNotAcceptATokenAsAnArgument) {
  ChaosCommand chaos;
  EXPECT_EQ(chaos.run({"signin", "--token", kToken}).exit_code, 2);
  EXPECT_EQ(chaos.run({"signin", "--token-file", "missing"}).exit_code, 2);
  EXPECT_FALSE(chaos.exists(kSettings));
}

TEST(ChaosiqSignin, HidesTheTokenWhileItIsTyped) {
  const ChaosiqHub hub;
  const ChaosCommand chaos;
  Terminal terminal(chaos, {"signin"});
  terminal.wait_for(kUrlPrompt);
  terminal.type(hub.url() + "\n");
  terminal.wait_for("ChaosIQ token: ");
  terminal.wait_until_hidden();
  terminal.type("token-0001\n");
  EXPECT_EQ(terminal.wait(), 0);
  EXPECT_THAT(terminal.shown(),
              AllOf(HasSubstr(hub.url()), HasSubstr("'Payments'"), Not(HasSubstr(kToken))));
  EXPECT_EQ(settings_of(chaos), hub.settings());
}

TEST(ChaosiqSignin, CanBeLeftAtEveryPrompt) {
  for (const char* const prompt : {"ChaosIQ url", "ChaosIQ token: "}) {
    const ChaosCommand chaos;
    Terminal terminal(chaos, {"signin"});
    terminal.wait_for("ChaosIQ url");
    if (prompt == std::string("ChaosIQ token: ")) {
      terminal.type("http://127.0.0.1:1\n");
      terminal.wait_for(prompt);
    }
    terminal.type("\x03");
    EXPECT_EQ(terminal.wait(), 1);
    EXPECT_FALSE(chaos.exists(kSettings));
  }
}

TEST(ChaosiqSignin, EndsAtTheEndOfItsInput) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(hub.url() + "\n").run({"signin"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("Aborted!"));
  EXPECT_FALSE(chaos.exists(kSettings));
}

TEST(ChaosiqSignin, RefusesAWrongToken) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(hub.url() + "\nanother-token\n").run({"signin"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("Your token was not accepted by the server.\n"));
  EXPECT_THAT(outcome.out + outcome.err, HasSubstr("Aborted!"));
  EXPECT_FALSE(chaos.exists(kSettings));
}

TEST(ChaosiqSignin, NeedsATeam) {
  ChaosiqHub hub;
  hub.set_teams("o1", Json::array());
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(sign_in_answers(hub)).run({"signin"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out, HasSubstr("You must be part of at least a team in organization 'Acme' "
                                     "to publish to it.\nNo default team selected! Aborting "
                                     "configuration.\n"));
  EXPECT_FALSE(chaos.exists(kSettings));
}

TEST(ChaosiqSignin, NeedsAnOrganization) {
  ChaosiqHub hub;
  hub.set_organizations(Json::array());
  ChaosCommand chaos;
  EXPECT_EQ(chaos.input(sign_in_answers(hub)).run({"signin"}).exit_code, 1);
  EXPECT_FALSE(chaos.exists(kSettings));
}

TEST(ChaosiqSignin, NamesTheOrganizationsIfTheRequestedOneDoesNotExist) {
  ChaosiqHub hub;
  give_choices(hub);
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.env("CHAOSIQ_TOKEN", kToken).run({"signin", "--url", hub.url(), "--org", "Initech"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("You do not belong to organization 'Initech'"),
                                 HasSubstr("hint: you belong to 'Acme', 'Globex'")));
  EXPECT_FALSE(chaos.exists(kSettings));
}

TEST(ChaosiqSignin, ReportsThatTheServerCannotBeReached) {
  const ClosedPort closed;
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.env("CHAOSIQ_TOKEN", kToken).run({"signin", "--url", closed.url("")});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("The server at " + closed.url("") + " cannot be reached"));
}

TEST(ChaosiqSignin, AsksWhetherToTrustACertificateThatCannotBeVerified) {
  const TestCertificate certificate;
  const ChaosiqHub hub(&certificate);
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(sign_in_answers(hub, "y\n")).run({"signin"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr(kTlsQuestion));
  EXPECT_EQ(arguments_of(chaos)["verify_tls"], false);
}

TEST(ChaosiqSignin, GivesUpOnACertificateThatIsNotTrusted) {
  const TestCertificate certificate;
  const ChaosiqHub hub(&certificate);
  ChaosCommand chaos;
  const Outcome outcome = chaos.input(sign_in_answers(hub, "\n")).run({"signin"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out,
              HasSubstr("Failed to retrieve organizations from the ChaosIQ services.\n"));
  EXPECT_FALSE(chaos.exists(kSettings));
  EXPECT_THAT(hub.calls(), IsEmpty());
}

TEST(ChaosiqSignin, DoesNotAskAboutACertificateThatIsNotVerified) {
  const TestCertificate certificate;
  const ChaosiqHub hub(&certificate);
  ChaosCommand chaos;
  const Outcome outcome =
      chaos.env("CHAOSIQ_TOKEN", kToken).run({"signin", "--url", hub.url(), "--no-verify-tls"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(arguments_of(chaos)["verify_tls"], false);
}

TEST(ChaosiqSignin, VerifiesACertificateWithTheAuthoritiesOfTheEnvironment) {
  const TestCertificate certificate;
  const ChaosiqHub hub(&certificate);
  ChaosCommand chaos;
  const Outcome outcome = chaos.file("authorities.pem", certificate.pem())
                              .env("REQUESTS_CA_BUNDLE", chaos.path("authorities.pem"))
                              .input(sign_in_answers(hub))
                              .run({"signin"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(settings_of(chaos), hub.settings());
}

TEST(ChaosiqOrganization, IsChosenWithItsTeam) {
  ChaosiqHub hub;
  give_choices(hub);
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.input("2\n2\n").run({"org"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("Using organization 'Globex'\n"),
                                 HasSubstr("published to team 'Web' in organization 'Globex'\n")));
  EXPECT_EQ(arguments_of(chaos)["organizations"],
            (Json{stored("o1", "Acme", false, Json::array({stored("t1", "Payments", true)})),
                  stored("o2", "Globex", true, Json::array({stored("t4", "Web", true)}))}));
  EXPECT_EQ(hub.count("checkToken"), 0U);
}

TEST(ChaosiqOrganization, CanBeNamedOnTheCommandLine) {
  ChaosiqHub hub;
  give_choices(hub);
  ChaosCommand chaos;
  hub.sign_in(chaos);
  EXPECT_EQ(chaos.run({"org", "--org", "o2", "--team", "Ops"}).exit_code, 0);
  EXPECT_EQ(arguments_of(chaos)["organizations"][1],
            stored("o2", "Globex", true, Json::array({stored("t3", "Ops", true)})));
}

TEST(ChaosiqOrganization, IsChosenAfterSigningIn) {
  const ChaosiqHub hub;
  ChaosCommand chaos;
  EXPECT_EQ(chaos.input(sign_in_answers(hub)).run({"org"}).exit_code, 0);
  EXPECT_EQ(settings_of(chaos), hub.settings());
}

TEST(ChaosiqTeam, IsAddedToTheKnownTeams) {
  ChaosiqHub hub;
  give_choices(hub);
  ChaosCommand chaos;
  hub.sign_in(chaos);
  const Outcome outcome = chaos.input("2\n").run({"team"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(hub.calls(), ElementsAre("listTeams"));
  EXPECT_EQ(arguments_of(chaos)["organizations"],
            Json::array({stored(
                "o1", "Acme", true,
                Json::array({stored("t1", "Payments", false), stored("t2", "Platform", true)}))}));

  EXPECT_EQ(chaos.run({"team", "--team", "Payments"}).exit_code, 0);
  EXPECT_EQ(arguments_of(chaos)["organizations"][0]["teams"],
            (Json{stored("t1", "Payments", true), stored("t2", "Platform", false)}));
}

TEST(ChaosiqTeam, CannotBeChosenWithATokenThatWasRevoked) {
  ChaosiqHub hub;
  ChaosCommand chaos;
  hub.sign_in(chaos);
  hub.set_token("another");
  const std::string before = chaos.text(kSettings);
  for (const char* const command : {"team", "org"}) {
    const Outcome outcome = chaos.run({command});
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.out, HasSubstr("Provided credentials are not allowed by ChaosIQ. Please "
                                       "verify your access token.\n"));
  }
  EXPECT_EQ(chaos.text(kSettings), before);
}

}  // namespace
}  // namespace chaos::testing
