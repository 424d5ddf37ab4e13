#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HubBadge : public ::testing::Test {
 protected:
  /// The path of the badge's URL.
  std::string make() {
    const std::string url = ada.post(path, {}).json.value("url", "");
    return url.substr(url.find("/badges/"));
  }
  void run(const std::string& status) {
    ada.post("/experiments/" + experiment + "/executions",
             {{"journal", finished_journal(experiment_titled("x"), status)}});
  }

  TeamOfAda ada;
  const std::string experiment = ada.publish("x");
  const std::string path = "/experiments/" + experiment + "/badge";
};

TEST_F(HubBadge, ShowsAnyoneTheLastOutcomeAndNothingElse) {
  const std::string badge = make();
  EXPECT_THAT(ada.hub.call({.path = badge}).body, HasSubstr("chaos: no result"));
  run("completed");
  const HubReply passed = ada.hub.call({.path = badge});
  EXPECT_EQ(passed.headers.at("content-type"), "image/svg+xml");
  EXPECT_EQ(passed.headers.at("cache-control"), "public, max-age=60");
  EXPECT_THAT(passed.body, HasSubstr("<title>chaos: passed</title>"));
  EXPECT_THAT(passed.body, Not(HasSubstr(experiment)));
  run("failed");
  EXPECT_THAT(ada.hub.call({.path = badge}).body, HasSubstr("chaos: failed"));
  ada.open(experiment);  // has no outcome yet
  EXPECT_THAT(ada.hub.call({.path = badge}).body, HasSubstr("chaos: failed"));
}

TEST_F(HubBadge, HasAnAddressThatCanBeReplaced) {
  EXPECT_EQ(ada.get(path).status, 404);
  const std::string old = make();
  const std::string badge = make();
  EXPECT_NE(badge, old);
  EXPECT_EQ(ada.hub.call({.path = old}).status, 404);
  EXPECT_THAT(ada.get(path).json["url"].get<std::string>(), ::testing::EndsWith(badge));
  const HubRequest removal{.method = "DELETE", .path = ada.path(path), .token = ada.token};
  EXPECT_EQ(ada.hub.call(removal).status, 204);
  EXPECT_EQ(ada.hub.call(removal).status, 404);
  EXPECT_EQ(ada.hub.call({.path = badge}).status, 404);
}

TEST_F(HubBadge, CannotBeGuessed) {
  make();
  for (const char* guess : {"/badges/", "/badges/.svg", "/badges/x.svg", "/badges/x"})
    EXPECT_EQ(ada.hub.call({.path = guess}).status, 404) << guess;
}

}  // namespace
}  // namespace chaos::testing
