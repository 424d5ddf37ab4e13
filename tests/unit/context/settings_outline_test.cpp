#include "context/settings_outline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SettingsOutline, NamesEveryEntryBeforeItsMembers) {
  const Json settings = {{"runtime", {{"rollbacks", {{"strategy", "always"}}}}},
                         {"notifications", {{{"type", "http"}}, {{"type", "plugin"}}}}};
  EXPECT_THAT(settings_outline(settings),
              ElementsAre("runtime", "runtime.rollbacks", "runtime.rollbacks.strategy",
                          "notifications", "notifications[0]", "notifications[0].type",
                          "notifications[1]", "notifications[1].type"));
}

TEST(SettingsOutline, EscapesDotsOfNames) {
  EXPECT_THAT(settings_outline({{"a.b", {{"c.d", 1}}}}), ElementsAre("a\\.b", "a\\.b.c\\.d"));
}

TEST(SettingsOutline, EndsAtTheHostsOfAuths) {
  const Json settings = {{"auths", {{"example.com", {{"type", "bearer"}, {"value", "hush"}}}}}};
  EXPECT_THAT(settings_outline(settings), ElementsAre("auths", "auths.example\\.com"));
}

TEST(SettingsOutline, IsEmptyWithoutEntries) {
  EXPECT_THAT(settings_outline(Json::object()), IsEmpty());
}

TEST(SettingsOutline, IsLimitedInDepth) {
  Json settings = 1;
  for (int i = 0; i < 1000; ++i)
    settings = {{"a", settings}};
  EXPECT_EQ(settings_outline(settings).size(), 16U);
}

}  // namespace
}  // namespace chaos
