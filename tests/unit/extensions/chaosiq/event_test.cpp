#include "chaosiq/event.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "json/json_reader.h"

namespace chaos::chaosiq {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

std::string data_of(const Json& context, const Json& state) {
  return cloud_event("x", context, state).at("data").get<std::string>();
}

TEST(CloudEvent, HasTheShapeOfCloudEvents) {
  const Json event = cloud_event("starting-method", {{"title", "t"}}, nullptr);
  std::vector<std::string> keys;
  for (const auto& [key, value] : event.items())
    keys.push_back(key);
  EXPECT_THAT(
      keys, ElementsAre("specversion", "id", "source", "type", "datacontenttype", "time", "data"));
  EXPECT_EQ(event["specversion"], "1.0");
  EXPECT_EQ(event["source"], "chaosiq-cloud");
  EXPECT_EQ(event["type"], "starting-method");
  EXPECT_EQ(event["datacontenttype"], "application/json");
  EXPECT_THAT(event["time"].get<std::string>(),
              MatchesRegex("20..-..-..T..:..:..([.]......)?[+]00:00"));
}

TEST(CloudEvent, HasARandomIdentifier) {
  const std::string id = cloud_event("x", {}, {})["id"];
  EXPECT_THAT(id, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-"
                               "[0-9a-f]{12}"));
  EXPECT_NE(cloud_event("x", {}, {})["id"], id);
}

TEST(CloudEvent, ContainsItsDataAsText) {
  EXPECT_EQ(data_of({{"name", "é"}}, nullptr), R"({"context": {"name": "é"}, "state": null})");
  EXPECT_EQ(data_of({}, Json::array({1, 2.0})), R"({"context": null, "state": [1, 2.0]})");
}

/// The original sends no state at all if it cannot encode a part of it.
TEST(CloudEvent, KeepsValuesThatJsonCannotExpress) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(data_of({}, {{"output", nan}}), R"({"context": null, "state": {"output": NaN}})");
  const Json broken = parse_json(data_of({}, {{"output", "a\xff z"}}));
  EXPECT_EQ(broken["state"]["output"], "a\xEF\xBF\xBD z");
  const Json bytes = make_extended(Extended::kBytes, "ab");
  EXPECT_TRUE(parse_json(data_of({}, {{"output", bytes}}))["state"]["output"].is_string());
}

}  // namespace
}  // namespace chaos::chaosiq
