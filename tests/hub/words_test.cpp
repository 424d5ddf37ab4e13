/// The words on the pages that people look for.

#include <gmock/gmock.h>

#include <regex>

#include "hub/signed_in_pages.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class HubWords : public SignedInPages {
 protected:
  /// What a reader sees of a page, before any style sheet.
  static std::string words_of(const HubReply& reply) {
    const std::string text = std::regex_replace(reply.body, std::regex("<[^>]*>"), "");
    return std::regex_replace(text, std::regex("&#39;"), "'");
  }
  std::string words_at(const std::string& path) { return words_of(get(path)); }

  const std::string team = fmt::format("/organizations/{}/teams/{}", ada.organization, ada.team);
};

TEST_F(HubWords, OnPagesOfATeam) {
  EXPECT_THAT(words_at("/"), AllOf(HasSubstr("Recent activity"), HasSubstr("Personal")));
  EXPECT_THAT(words_at(team + "/executions"), HasSubstr("No executions yet"));
  const std::string experiment = ada.publish("x");
  ada.open(experiment);
  const std::string list = get(team + "/executions").body;
  EXPECT_THAT(list, HasSubstr(">Duration<"));
  const auto id = list.find("/executions/") + 12;
  EXPECT_THAT(words_at(team + "/executions/" + list.substr(id, 36)), HasSubstr("Last update"));
  EXPECT_THAT(words_at(team + "/safeguards"), HasSubstr("Allow one execution at a time"));
}

TEST_F(HubWords, AboutAHalt) {
  ASSERT_EQ(send(team + "/safeguards/halt", "form=halt&reason=incident+42").status, 303);
  const auto banner = AllOf(HasSubstr("All executions are halted: incident 42 (ada, just now)"),
                            HasSubstr("Resume executions"));
  EXPECT_THAT(words_at(team), AllOf(banner, Not(HasSubstr("Payments ■"))));
  for (const char* page : {"/", "/account"})  // of services that may run in other processes
    EXPECT_THAT(words_at(page), AllOf(banner, HasSubstr("Payments ■"))) << page;
  ASSERT_EQ(send(team + "/safeguards/halt", "form=halt&reason=").status, 303);
  EXPECT_THAT(words_at(team), HasSubstr("All executions are halted (ada, just now)"));
}

TEST_F(HubWords, AboutWhatIsBlockedOrRefused) {
  const HubReply window =
      send(team + "/safeguards",
           "form=new-time-window&kind=time-window&experiment=all&from=09:00&until=17:00");
  EXPECT_EQ(window.status, 422);
  EXPECT_THAT(words_of(window), HasSubstr("Choose at least one day"));
  ada.post("/safeguards",
           {{"kind", "failure-budget"}, {"settings", {{"failures", 0}, {"hours", 24}}}});
  ada.post("/experiments/" + ada.publish("x") + "/executions",
           {{"journal", finished_journal(experiment_titled("x"), "failed")}});
  EXPECT_THAT(words_at(team),
              HasSubstr("Failure budget spent: 1 of 0 allowed failures in 24 hours"));
}

TEST_F(HubWords, AboutAccounts) {
  const HubReply wrong =
      ada.hub.call({.method = "POST",
                    .path = "/sign-in",
                    .body = "name=ada&password=something+else",
                    .headers = {{"Content-Type", "application/x-www-form-urlencoded"}}});
  EXPECT_THAT(words_of(wrong), HasSubstr("Wrong name or password"));
  EXPECT_THAT(words_of(get("/sign-in?expired=lost", "")),
              HasSubstr("Your session has expired. Sign in to continue."));
  EXPECT_THAT(words_at("/nothing"), HasSubstr("Page not found, or you don't have access."));
  ada.hub.admin({"create-user", "root", "--administrator"}, "the password of root\n");
  session = sign_in("root");
  EXPECT_THAT(words_at("/account"), HasSubstr("Create invitation link"));
}

}  // namespace
}  // namespace chaos::testing
