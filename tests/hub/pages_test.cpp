#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/signed_in_pages.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class HubPages : public SignedInPages {};

TEST_F(HubPages, ShowANewTokenOnceAndDoNotCreateAnotherOnReload) {
  const std::size_t before = number_of_tokens();
  const HubReply created = send("/account/tokens", "form=token&name=laptop&scope-read=on");
  EXPECT_EQ(created.status, 303) << created.body;
  EXPECT_EQ(created.headers.at("location"), "/account");
  const std::string once = cookie_in(created, "chaoshub_once");
  EXPECT_THAT(created.body + once, Not(HasSubstr("chub_")));

  const std::string other = sign_in("ada");
  EXPECT_THAT(
      get("/account", fmt::format("chaoshub_session={}; chaoshub_once={}", other, once)).body,
      Not(HasSubstr("chub_")));
  const HubReply shown =
      get("/account", fmt::format("chaoshub_session={}; chaoshub_once={}", session, once));
  EXPECT_THAT(shown.body, AllOf(HasSubstr("chub_"), HasSubstr("laptop")));
  EXPECT_THAT(shown.headers.at("set-cookie"), HasSubstr("chaoshub_once=; "));
  EXPECT_THAT(get("/account").body, Not(HasSubstr("chub_")));
  EXPECT_EQ(number_of_tokens(), before + 1);
}

TEST_F(HubPages, ListInvitationLinksAndRevokeThem) {
  ada.hub.admin({"create-user", "root", "--administrator"}, "the password of root\n");
  session = sign_in("root");
  const HubReply created = send("/account/sign-up-links", "");
  EXPECT_EQ(created.status, 303) << created.body;
  const HubReply shown = get("/account", fmt::format("chaoshub_session={}; chaoshub_once={}",
                                                     session, cookie_in(created, "chaoshub_once")));
  const auto begin = shown.body.find("/sign-up/");
  ASSERT_NE(begin, std::string::npos) << shown.body;
  const std::string link = shown.body.substr(begin, shown.body.find('<', begin) - begin);
  EXPECT_EQ(ada.hub.call({.path = link}).status, 200);

  const std::string token =
      ada.hub.admin({"create-token", "t", "--owner", "root", "--scope", "read"});
  const Json links = ada.hub.call({.path = "/api/v1/account/sign-up-links", .token = token}).json;
  ASSERT_EQ(links.size(), 1U);
  const std::string id = links[0]["id"];
  EXPECT_EQ(send("/account/sign-up-links/" + id + "/revoke", "").status, 303);
  EXPECT_EQ(ada.hub.call({.path = link}).status, 404);
  EXPECT_EQ(ada.hub.call({.path = "/api/v1/account/sign-up-links", .token = token}).json,
            Json::array());
}

TEST_F(HubPages, SayWhoIsSignedInEvenIfThePageDoesNotExist) {
  for (const char* path : {"/nothing", "/account/nothing", "/organizations/none"}) {
    EXPECT_THAT(get(path).body, AllOf(HasSubstr(">ada</bdi></a>"), HasSubstr("Sign out"))) << path;
    EXPECT_THAT(get(path, "").body, Not(HasSubstr("Sign out"))) << path;
  }
  const HubReply nothing_to_send = send("/account", "");
  EXPECT_EQ(nothing_to_send.status, 405);
  EXPECT_THAT(nothing_to_send.body, AllOf(HasSubstr(">ada</bdi></a>"), HasSubstr("Sign out")));
}

TEST_F(HubPages, RedirectFromTheUrlOfAFormToItsPage) {
  const HubReply reply = get("/account/tokens");
  EXPECT_EQ(reply.status, 303);
  EXPECT_EQ(reply.headers.at("location"), "/account");
}

TEST_F(HubPages, RestoreAFormWhoseSessionHasEnded) {
  const std::string page =
      fmt::format("/organizations/{}/teams/{}/safeguards", ada.organization, ada.team);
  const std::string url = ada.hub.url_of(page, 0);
  const auto sent = [&](const std::string& reason) {
    return ada.hub.call({.method = "POST",
                         .path = page + "/halt",
                         .body = "form=halt&reason=" + reason,
                         .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                     {"Cookie", "chaoshub_session=over"},
                                     {"Origin", url.substr(0, url.find('/', 8))},
                                     {"Referer", url},
                                     {"Accept", "text/html"}},
                         .process = 0});
  };
  const HubReply reply = sent("incident");
  EXPECT_EQ(reply.status, 303);
  EXPECT_THAT(reply.headers.at("location"), HasSubstr("expired=form"));
  const std::string draft = cookie_in(reply, "chaoshub_draft");
  EXPECT_THAT(get(page, fmt::format("chaoshub_session={}; chaoshub_draft={}", session, draft)).body,
              HasSubstr("value=\"incident\""));
  EXPECT_THAT(get(page).body, Not(HasSubstr("executions are halted")));

  const HubReply longer = sent(std::string(100'000, 'x'));
  EXPECT_EQ(longer.status, 303);
  EXPECT_THAT(longer.headers.at("location"), HasSubstr("expired=lost"));
}

TEST_F(HubPages, SayWhoHaltedLast) {
  const std::string team = fmt::format("/organizations/{}/teams/{}", ada.organization, ada.team);
  EXPECT_EQ(send(team + "/safeguards/halt", "form=halt&reason=first").status, 303);
  EXPECT_THAT(get(team).body, AllOf(HasSubstr("<bdi>first</bdi>"), HasSubstr("<bdi>ada</bdi>, ")));
  EXPECT_EQ(send(team + "/safeguards/resume", "form=resume").status, 303);
  EXPECT_THAT(get(team).body, Not(HasSubstr("executions are halted")));
  ada.hub.add_user("bob");
  for (const auto& more : {std::vector<std::string>{}, {"--team", "Payments"}}) {
    std::vector<std::string> words = {"add-member", "bob",     "--organization",
                                      "Acme",       "--owner", "ada"};
    words.insert(words.end(), more.begin(), more.end());
    ada.hub.admin(words);
  }
  session = sign_in("bob");
  EXPECT_EQ(send(team + "/safeguards/halt", "form=halt&reason=second").status, 303);
  EXPECT_THAT(get(team).body, AllOf(HasSubstr("<bdi>second</bdi>"), HasSubstr("<bdi>bob</bdi>, "),
                                    Not(HasSubstr("<bdi>ada</bdi>, "))));
}

TEST_F(HubPages, ShowOwnersTheTokensOfTheirTeamsAgents) {
  const std::string pages =
      fmt::format("/organizations/{}/teams/{}/tokens", ada.organization, ada.team);
  const HubReply created = send(pages, "name=cluster&scope-read=on&scope-write=on");
  EXPECT_EQ(created.headers.at("location"), pages) << created.body;
  EXPECT_THAT(get(pages, fmt::format("chaoshub_session={}; chaoshub_once={}", session,
                                     cookie_in(created, "chaoshub_once")))
                  .body,
              AllOf(HasSubstr("chua_"), HasSubstr("cluster")));

  // Another owner sees it, although it is not in their account, and can revoke it.
  const std::string bob = ada.hub.add_user("bob");
  for (const auto& more : {std::vector<std::string>{}, {"--team", "Payments"}}) {
    std::vector<std::string> words = {"add-member", "bob",     "--organization",
                                      "Acme",       "--owner", "ada"};
    words.insert(words.end(), more.begin(), more.end());
    if (!more.empty()) words.insert(words.end(), {"--role", "owner"});
    ada.hub.admin(words);
  }
  session = sign_in("bob");
  constexpr const char* kRevoke = "Revoke <span class=\"unseen\">cluster</span>";
  EXPECT_THAT(get(pages).body, HasSubstr(kRevoke));
  const Json tokens = ada.hub.call({.path = ada.path("/tokens"), .token = bob}).json;
  ASSERT_EQ(tokens.size(), 1U);
  const std::string id = tokens[0]["id"];
  EXPECT_EQ(send(pages + "/" + id + "/revoke", "").status, 303);
  EXPECT_THAT(get(pages).body, AllOf(HasSubstr("Revoked"), Not(HasSubstr(kRevoke))));
  EXPECT_EQ(
      ada.hub.call({.method = "DELETE", .path = ada.path("/tokens/" + id), .token = bob}).status,
      404);
}

TEST_F(HubPages, UseTheChosenTheme) {
  const auto style_of = [&](const std::string& theme) {
    const std::string page = get("/", "chaoshub_theme=" + theme).body;
    const auto begin = page.find("/assets/hub");
    return get(page.substr(begin, page.find('"', begin) - begin)).body;
  };
  const std::string kSystem = "@media (prefers-color-scheme: dark)";
  EXPECT_THAT(style_of("anything"), HasSubstr(kSystem));
  EXPECT_THAT(style_of("dark"), AllOf(Not(HasSubstr(kSystem)), HasSubstr("color-scheme: dark;")));
  EXPECT_THAT(style_of("light"), AllOf(Not(HasSubstr(kSystem)), HasSubstr("@media not all")));

  const HubReply chosen = send("/theme", "theme=dark");
  EXPECT_EQ(chosen.status, 303);
  EXPECT_EQ(cookie_in(chosen, "chaoshub_theme"), "dark");
  EXPECT_EQ(cookie_in(send("/theme", "theme=pink"), "chaoshub_theme"), "");
}

TEST_F(HubPages, ShowHowToStartUntilSomethingHasRun) {
  const std::string team = fmt::format("/organizations/{}/teams/{}", ada.organization, ada.team);
  EXPECT_THAT(get(team).body, AllOf(HasSubstr("Run your first experiment"),
                                    HasSubstr("--org Acme --team Payments</code>")));
  ada.open(ada.publish("x"));
  EXPECT_THAT(get(team).body, Not(HasSubstr("Run your first experiment")));
}

TEST_F(HubPages, EditASafeguardAndUndoTheChange) {
  const std::string id = ada.post("/safeguards", {{"kind", "failure-budget"},
                                                  {"name", "Budget"},
                                                  {"settings", {{"failures", 3}, {"hours", 24}}}})
                             .json["id"];
  const std::string all =
      fmt::format("/organizations/{}/teams/{}/safeguards", ada.organization, ada.team);
  const std::string one = all + "/" + id;
  EXPECT_THAT(get(one).body, AllOf(HasSubstr("value=\"3\""), HasSubstr("value=\"Budget\""),
                                   HasSubstr("name=\"version\" value=\"1\"")));
  const auto settings = [&] { return ada.get("/safeguards/" + id).json["settings"]; };
  const std::string kind = "form=edit-safeguard&kind=failure-budget&name=Budget&experiment=all";

  const HubReply refused = send(one, kind + "&version=1&setting-failures=x&setting-hours=1");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("value=\"x\""));
  const HubReply saved = send(one, kind + "&version=1&setting-failures=5&setting-hours=1");
  EXPECT_EQ(saved.headers.at("location"), all + "?changed=" + id) << saved.body;
  EXPECT_EQ(settings(), Json({{"failures", 5}, {"hours", 1}}));
  EXPECT_EQ(send(one, kind + "&version=1&setting-failures=9&setting-hours=9").status, 412);

  EXPECT_THAT(get(all + "?changed=" + id).body, HasSubstr("id=\"undo\""));
  EXPECT_EQ(send(one + "/undo", "form=undo&version=1").status, 412);
  EXPECT_EQ(send(one + "/undo", "form=undo&version=2").status, 303);
  EXPECT_EQ(settings(), Json({{"failures", 3}, {"hours", 24}}));
  EXPECT_EQ(send(one + "/undo", "form=undo&version=3").status, 303);  // and back again
  EXPECT_EQ(settings(), Json({{"failures", 5}, {"hours", 1}}));
  EXPECT_EQ(send(one + "/switch", "enabled=").status, 303);
  EXPECT_EQ(ada.get("/safeguards/" + id).json["enabled"], false);
  EXPECT_EQ(send(one + "/undo", "form=undo&version=5").status, 303);
  EXPECT_EQ(ada.get("/safeguards/" + id).json["enabled"], true);
  EXPECT_EQ(settings(), Json({{"failures", 5}, {"hours", 1}}));
}

/// A list of 200 must not make the others disappear from what is edited.
TEST_F(HubPages, KeepASafeguardForAnExperimentThatIsNotInTheList) {
  const std::string oldest = ada.publish("The oldest experiment");
  const std::string older = ada.publish("An older experiment");
  for (int i = 0; i < 201; ++i)
    ada.publish(fmt::format("experiment {}", i));
  const std::string id =
      ada.post("/safeguards", {{"kind", "halt"}, {"name", "x"}, {"experiment_id", oldest}})
          .json["id"];
  const std::string all =
      fmt::format("/organizations/{}/teams/{}/safeguards", ada.organization, ada.team);
  EXPECT_THAT(get(all + "/" + id).body,
              AllOf(HasSubstr("<option value=\"" + oldest + "\" selected>"),
                    HasSubstr("name=\"other-experiment\""), Not(HasSubstr(older))));
  const auto save = [&](const std::string& experiment) {
    const std::string version =
        std::to_string(ada.get("/safeguards/" + id).json["version"].get<int>());
    return send(all + "/" + id,
                "form=edit-safeguard&kind=halt&name=x&version=" + version + experiment);
  };
  const auto scope = [&] { return ada.get("/safeguards/" + id).json["experiment_id"]; };
  for (const char* omitted : {"", "&experiment="}) {
    const HubReply refused = save(omitted);
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("Choose the experiments that the safeguard is for"));
  }
  EXPECT_EQ(save("&experiment=" + oldest).status, 303);
  EXPECT_EQ(scope(), oldest);
  EXPECT_EQ(save("&experiment=unknown").status, 404);
  EXPECT_THAT(save("&experiment=all&other-experiment=nothing").body,
              HasSubstr("No experiment is called &#39;nothing&#39;"));
  EXPECT_THAT(save("&experiment=all&other-experiment=experiment").body,
              HasSubstr("Several experiments match"));
  EXPECT_EQ(scope(), oldest);
  EXPECT_EQ(save("&experiment=all&other-experiment=An+older+experiment").status, 303);
  EXPECT_EQ(scope(), older);
  EXPECT_EQ(save("&experiment=all&other-experiment=" + oldest).status, 303);
  EXPECT_EQ(scope(), oldest);
  EXPECT_EQ(save("&experiment=all").status, 303);
  EXPECT_TRUE(scope().is_null());

  const std::string verifications =
      fmt::format("/organizations/{}/teams/{}/verifications", ada.organization, ada.team);
  EXPECT_THAT(get(verifications).body, HasSubstr("name=\"other-experiment\""));
  const std::string plan = "form=verification&frequency-of-measurement=1&duration-of-conditions=1";
  EXPECT_EQ(send(verifications, plan + "&other-experiment=oldest").status, 303);
  EXPECT_EQ(ada.get("/verifications").json[0]["experiment_id"], oldest);
  EXPECT_EQ(send(verifications, plan).status, 422);
}

TEST_F(HubPages, KeepTheTimesOfASafeguardThatIsEdited) {
  const std::string all =
      fmt::format("/organizations/{}/teams/{}/safeguards", ada.organization, ada.team);
  const auto added = [&](const char* kind, const Json& settings) {
    return std::string(
        ada.post("/safeguards", {{"kind", kind}, {"settings", settings}}).json["id"]);
  };
  const std::string window =
      added("time-window", {{"days", {"monday"}}, {"from", "09:00"}, {"until", "24:00"}});
  EXPECT_THAT(get(all + "/" + window).body, HasSubstr("type=\"text\" value=\"24:00\""));
  EXPECT_EQ(send(all + "/" + window,
                 "form=edit-safeguard&version=1&kind=time-window&name=Night&setting-days-friday=on"
                 "&experiment=all&setting-from=22:00&setting-until=24:00")
                .status,
            303);
  EXPECT_EQ(ada.get("/safeguards/" + window).json["settings"]["until"], "24:00");
  const std::string freeze =
      added("freeze", {{"from", "2026-12-24"}, {"until", "2027-01-02T06:00"}});
  EXPECT_THAT(get(all + "/" + freeze).body, HasSubstr("value=\"2026-12-24T00:00\""));
  EXPECT_THAT(get(all).body, HasSubstr("<dd>2027-01-02 06:00</dd>"));
}

TEST_F(HubPages, ShowWhatIsWrongNextToEachField) {
  const std::string safeguards =
      fmt::format("/organizations/{}/teams/{}/safeguards", ada.organization, ada.team);
  const HubReply budget = send(safeguards,
                               "form=new-failure-budget&kind=failure-budget&experiment=all&setting-"
                               "failures=-1&setting-hours=x");
  EXPECT_EQ(budget.status, 422);
  const std::string failures = "new-failure-budget-setting-failures";
  EXPECT_THAT(
      budget.body,
      AllOf(HasSubstr("<li><a href=\"#" + failures + "\">&#39;failures&#39; must be"),
            HasSubstr("id=\"" + failures + "-error\">&#39;failures&#39; must be"),
            HasSubstr("aria-invalid=\"true\" aria-describedby=\"" + failures + "-error\""),
            HasSubstr("id=\"new-failure-budget-setting-hours-error\">&#39;hours&#39; must be")));
  const HubReply window = send(safeguards,
                               "form=new-time-window&kind=time-window&experiment=all&setting-from="
                               "09:00&setting-until=25:00");
  EXPECT_THAT(
      window.body,
      AllOf(HasSubstr("id=\"new-time-window-setting-days-error\">Choose at least one day"),
            HasSubstr("id=\"new-time-window-setting-until-error\">&#39;until&#39; must be")));
  EXPECT_THAT(send("/account/tokens", "form=token&name=").body,
              AllOf(HasSubstr("token-name-error"), HasSubstr("token-scopes-error")));
  ada.hub.admin({"create-user", "root", "--administrator"}, "the password of root\n");
  const std::string link = ada.hub.admin({"sign-up-link"});
  const HubReply newcomer =
      ada.hub.call({.method = "POST",
                    .path = link.substr(link.find("/sign-up/")),
                    .body = "name=a+b&email=x&password=short",
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}});
  for (const char* name : {"name", "email", "password"})
    EXPECT_THAT(newcomer.body, HasSubstr(fmt::format("id=\"sign-up-{}-error\"", name)));
}

TEST_F(HubPages, DeleteTeamsAndOrganizationsOnceTheirNameIsTyped) {
  const std::string organization = "/organizations/" + ada.organization;
  const std::string team = organization + "/teams/" + ada.team;
  EXPECT_THAT(get(team + "/members").body, HasSubstr("action=\"" + team + "/delete\""));
  const HubReply wrong = send(team + "/delete", "form=delete&version=1&name=payments");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("id=\"delete-name-error\">Nothing was deleted: the name is"));
  EXPECT_EQ(send(team + "/delete", "form=delete&version=2&name=Payments").status, 412);
  EXPECT_EQ(get(team).status, 200);
  const HubReply deleted = send(team + "/delete", "form=delete&version=1&name=Payments");
  EXPECT_EQ(deleted.status, 303) << deleted.body;
  EXPECT_EQ(deleted.headers.at("location"), organization);
  EXPECT_EQ(get(team).status, 404);
  EXPECT_THAT(get(organization + "/audit").body, HasSubstr("team.remove"));

  EXPECT_THAT(get(organization + "/settings").body, HasSubstr("/delete\""));
  EXPECT_EQ(send(organization + "/delete", "form=delete&version=1&name=x").status, 422);
  EXPECT_EQ(
      send(organization + "/delete", "form=delete&version=1&name=Acme").headers.at("location"),
      "/");
  EXPECT_EQ(get(organization).status, 404);
}

TEST_F(HubPages, TellOfMembersTokensAndHaltsInTheFeed) {
  const std::string organization = "/organizations/" + ada.organization;
  const std::string team = organization + "/teams/" + ada.team;
  ada.hub.add_user("bob");
  send(organization + "/settings/members", "form=member&account=bob&role=member");
  const Json members =
      ada.hub.call({.path = "/api/v1" + organization + "/members", .token = ada.token}).json;
  std::string bob;
  for (const Json& member : members)
    if (member["name"] == "bob") bob = member["id"];
  send(team + "/members", "form=member&id=" + bob + "&role=viewer");
  send(team + "/members/" + bob + "/remove", "");
  send(organization + "/settings/members/" + bob + "/remove", "");
  send(team + "/tokens", "name=cluster&scope-read=on");
  send(team + "/safeguards/halt", "form=halt&reason=incident+42");
  send(team + "/safeguards/resume", "");
  const std::string feed = get(organization).body;
  for (const char* text :
       {"made bob a member of the organization", "made bob a viewer of the team &#39;Payments&#39;",
        "removed bob from the team &#39;Payments&#39;", "removed bob from the organization",
        "created the agent token &#39;cluster&#39;", "halted all executions: incident 42",
        "resumed executions"})
    EXPECT_THAT(feed, HasSubstr(text));
}

TEST_F(HubPages, DescribeTheApi) {
  const std::string page = get("/api", "").body;
  EXPECT_THAT(page,
              AllOf(HasSubstr("id=\"publishExperiment\""), HasSubstr("<h2>Executions</h2>"),
                    HasSubstr("href=\"#schema-Verdict\""), HasSubstr("id=\"schema-Verdict\"")));
  EXPECT_THAT(get("/").body, HasSubstr("href=\"/api\""));
}

TEST_F(HubPages, DoNotOverwriteWhatSomeoneElseHasSaved) {
  const std::string settings = "/organizations/" + ada.organization + "/settings";
  EXPECT_THAT(get(settings).body, HasSubstr("name=\"version\" value=\"1\""));
  EXPECT_EQ(send(settings, "version=1&name=New&description=first").status, 303);
  const HubReply late = send(settings, "version=1&name=Acme&description=second");
  EXPECT_EQ(late.status, 412);
  EXPECT_THAT(late.body, HasSubstr("has changed since"));
  EXPECT_EQ(ada.hub.call({.path = "/api/v1/organizations/" + ada.organization, .token = ada.token})
                .json["description"],
            "first");
}

}  // namespace
}  // namespace chaos::testing
