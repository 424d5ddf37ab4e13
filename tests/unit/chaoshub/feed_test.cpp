#include "experiment/api/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

using ::testing::ElementsAre;

class RecordingChannel final : public http::LiveChannel {
 public:
  bool send(const http::LiveMessage& message) override {
    sent.push_back(message.id);
    return true;
  }
  bool beat() override {
    ++beats;
    return true;
  }
  void close() override { closed = true; }

  std::vector<std::string> sent;
  int beats = 0;
  bool closed = false;
};

Event event(std::int64_t id) {
  return {.id = id, .data = "{}"};
}

TEST(Feed, SendsMissedEventsFirstAndNoneTwice) {
  const auto channel = std::make_shared<RecordingChannel>();
  Feed feed(channel, 1);
  feed.tell(event(4));
  feed.tell(event(5));
  EXPECT_TRUE(channel->sent.empty());
  feed.send_past({event(1), event(2), event(3), event(4)});
  EXPECT_EQ(feed.last(), 4);
  feed.go_live();
  feed.tell(event(6));
  EXPECT_THAT(channel->sent, ElementsAre("2", "3", "4", "5", "6"));
}

TEST(Feed, EndsAfterAWhileSoThatItsClientAuthenticatesAgain) {
  const auto channel = std::make_shared<RecordingChannel>();
  Time now = std::chrono::system_clock::now();
  Feed feed(channel, 0, [&now] { return now; });
  now += Feed::kLongest - std::chrono::seconds(1);
  EXPECT_TRUE(feed.beat());
  EXPECT_FALSE(channel->closed);
  now += std::chrono::seconds(1);
  EXPECT_FALSE(feed.beat());
  EXPECT_TRUE(channel->closed);
  EXPECT_EQ(channel->beats, 1);
}

}  // namespace
}  // namespace chaos::hub::experiment
