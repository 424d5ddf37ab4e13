#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"
#include "support/event_stream.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;

class HubLive : public ::testing::Test {
 protected:
  EventStream follow(const std::string& rest, const std::string& last_event = "") {
    return EventStream(ada.hub.url_of(ada.path(rest)), ada.token, last_event);
  }
  void push(const std::string& execution, const std::string& uid, const std::string& name) {
    EXPECT_EQ(ada.post(execution + "/events", event_of(uid, "starting-activity", name)).status,
              201);
  }

  TeamOfAda ada;
};

TEST_F(HubLive, GivesAnExecutionsPastAndThenWhatComes) {
  const std::string execution = ada.open(ada.publish("x"));
  push(execution, "1", "before");
  EventStream stream = follow(execution + "/live");
  const StreamedEvent past = stream.next();
  EXPECT_EQ(past.type, "starting-activity");
  EXPECT_EQ(Json::parse(past.data)["name"], "before");
  push(execution, "2", "now");
  EXPECT_EQ(Json::parse(stream.next().data)["name"], "now");
}

TEST_F(HubLive, GoesOnWhereSomebodyWas) {
  const std::string execution = ada.open(ada.publish("x"));
  push(execution, "1", "first");
  push(execution, "2", "second");
  std::string last;
  {
    EventStream stream = follow(execution + "/live");
    last = stream.next().id;
  }
  EventStream again = follow(execution + "/live", last);
  EXPECT_EQ(Json::parse(again.next().data)["name"], "second");
}

TEST_F(HubLive, GivesATeamEveryExecution) {
  const std::string experiment = ada.publish("x");
  const std::string first = ada.open(experiment);
  const std::string second = ada.open(experiment);
  push(first, "1", "past");
  EventStream stream = follow("/live");
  push(first, "2", "of the first");
  push(second, "1", "of the second");
  EXPECT_EQ(Json::parse(stream.next().data)["name"], "of the first");
  EXPECT_EQ(Json::parse(stream.next().data)["name"], "of the second");
}

TEST_F(HubLive, EndsWithTheHub) {
  EventStream stream = follow("/live");
  EXPECT_EQ(ada.hub.stop().exit_code, 0);
  EXPECT_TRUE(stream.has_ended());
}

}  // namespace
}  // namespace chaos::testing
