#include "provider/native_discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace chaos {
namespace {

class NativeDiscovery : public ::testing::Test {
 protected:
  NativeDiscovery() {
    registry_.add_function(
        {.module = "dice",
         .name = "roll",
         .parameters = {{.name = "sides", .required = true, .type = "integer"}, {.name = "seed"}},
         .call = {},
         .doc = "Rolls."});
    registry_.add_function(
        {.module = "dice.hands", .name = "drop", .parameters = {}, .call = {}, .type = "action"});
    registry_.add_function({.module = "dicey", .name = "other", .parameters = {}, .call = {}});
    registry_.add_control("dice.counting", [] { return std::make_shared<Control>(); });
  }

  Registry registry_;
};

TEST_F(NativeDiscovery, ListsFunctionsAndControls) {
  const auto discovery = discover_native(registry_, "dice");
  ASSERT_TRUE(discovery);
  EXPECT_EQ(discovery->at("activities"), Json::parse(R"([
    {"type": "probe", "name": "roll", "mod": "dice", "doc": "Rolls.", "arguments": [
      {"name": "sides", "type": "integer"}, {"name": "seed", "default": null}]},
    {"type": "action", "name": "drop", "mod": "dice.hands", "doc": null, "arguments": []},
    {"type": "control", "name": "counting", "mod": "dice.counting", "doc": null, "arguments": []}
  ])"));
}

TEST_F(NativeDiscovery, HasTheReferencesMembers) {
  const auto discovery = discover_native(registry_, "dice");
  ASSERT_TRUE(discovery);
  std::vector<std::string> keys;
  for (const auto& [key, value] : discovery->items())
    keys.push_back(key);
  EXPECT_THAT(keys, ::testing::ElementsAre("chaoslib_version", "id", "target", "date", "platform",
                                           "extension", "activities", "system"));
  EXPECT_EQ(discovery->at("target"), "dice");
  EXPECT_EQ(discovery->at("platform").at("system"), "Linux");
  EXPECT_EQ(discovery->at("extension").at("name"), "dice");
  EXPECT_THAT(discovery->at("id").get<std::string>(),
              ::testing::MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                                      "[0-9a-f]{12}"));
  EXPECT_NE(discovery->at("id"), discover_native(registry_, "dice")->at("id"));
}

TEST_F(NativeDiscovery, IgnoresOtherPackages) {
  EXPECT_EQ(discover_native(registry_, "dic"), std::nullopt);
  EXPECT_EQ(discover_native(registry_, "dice.hands"), std::nullopt);
  EXPECT_EQ(discover_native(registry_, ""), std::nullopt);
}

}  // namespace
}  // namespace chaos
