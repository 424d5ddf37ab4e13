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
    EventStream stream(ada.hub.url_of(ada.path(rest)), ada.token, last_event);
    ada.hub.expect_described({.path = ada.path(rest),
                              .status = stream.status(),
                              .type = stream.content_type(),
                              .body = ""});
    return stream;
  }
  Json next(EventStream& stream) { return described(stream.next().data); }
  Json next(WebSocketStream& stream) { return described(stream.next()); }
  Json described(const std::string& event) {
    Json json = Json::parse(event);
    ada.hub.expect_described("KeptEvent", json);
    return json;
  }
  void push(const std::string& execution, const std::string& uid, const std::string& name) {
    EXPECT_EQ(ada.post(execution + "/events", event_of(uid, "starting-activity", name)).status,
              201);
  }

  TeamOfAda ada;
};

TEST_F(HubLive, SendsPastEventsAndThenNewOnes) {
  const std::string execution = ada.open(ada.publish("x"));
  push(execution, "1", "before");
  EventStream stream = follow(execution + "/live");
  const StreamedEvent past = stream.next();
  EXPECT_EQ(past.type, "starting-activity");
  EXPECT_EQ(described(past.data)["name"], "before");
  push(execution, "2", "now");
  EXPECT_EQ(next(stream)["name"], "now");
}

TEST_F(HubLive, ResumesAfterTheLastEventReceived) {
  const std::string execution = ada.open(ada.publish("x"));
  push(execution, "1", "first");
  push(execution, "2", "second");
  std::string last;
  {
    EventStream stream = follow(execution + "/live");
    last = stream.next().id;
  }
  EventStream again = follow(execution + "/live", last);
  EXPECT_EQ(next(again)["name"], "second");
}

TEST_F(HubLive, SendsTheEventsOfAllExecutionsOfATeam) {
  const std::string experiment = ada.publish("x");
  const std::string first = ada.open(experiment);
  const std::string second = ada.open(experiment);
  push(first, "1", "past");
  EventStream stream = follow("/live");
  push(first, "2", "of the first");
  push(second, "1", "of the second");
  EXPECT_EQ(next(stream)["name"], "of the first");
  EXPECT_EQ(next(stream)["name"], "of the second");
}

TEST_F(HubLive, WorksOverAWebSocketToo) {
  const std::string execution = ada.open(ada.publish("x"));
  push(execution, "1", "before");
  WebSocketStream stream(ada.hub.url_of(ada.path(execution + "/live")), ada.token);
  ASSERT_EQ(stream.status(), 101);
  const Json past = next(stream);
  EXPECT_EQ(past["name"], "before");
  push(execution, "2", "now");
  EXPECT_EQ(next(stream)["name"], "now");
  WebSocketStream again(ada.hub.url_of(ada.path(execution + "/live?after=" + past["id"].dump())),
                        ada.token);
  EXPECT_EQ(next(again)["name"], "now");
}

TEST_F(HubLive, TellsRunnersWhenToCheckSafeguards) {
  const std::string execution = ada.open(ada.publish("x"));
  EventStream stream = follow(execution + "/policies/live");
  push(execution, "1", "a step changes nothing");
  ada.post("/halt", Json::object());
  EXPECT_EQ(stream.next().type, "verdict-change");
  EXPECT_TRUE(stream.has_ended());
  const Json verdict = ada.get(execution + "/policies").json;
  EXPECT_EQ(verdict["allowed"], false);
  EXPECT_EQ(verdict["rollback"], true);
  // Late subscribers miss nothing.
  EXPECT_EQ(follow(execution + "/policies/live").next().type, "verdict-change");
}

TEST_F(HubLive, IsNotForOtherSites) {
  const std::string url = ada.hub.url_of(ada.path("/live"));
  EXPECT_EQ(WebSocketStream(url, "").status(), 401);
  EXPECT_EQ(WebSocketStream(url, "wrong").status(), 401);
  EXPECT_EQ(WebSocketStream(ada.hub.url_of("/"), ada.token).status(), 200);  // not a WebSocket
  EXPECT_EQ(WebSocketStream(ada.hub.url_of("/"), "", "Origin: http://evil.example\r\n").status(),
            403);
}

TEST_F(HubLive, EndsWithTheHub) {
  EventStream stream = follow("/live");
  EXPECT_EQ(ada.hub.stop().exit_code, 0);
  EXPECT_TRUE(stream.has_ended());
}

}  // namespace
}  // namespace chaos::testing
