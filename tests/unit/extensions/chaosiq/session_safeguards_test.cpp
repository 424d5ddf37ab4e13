// How a session asks the safeguards, and how it reacts to their answers.
#include <latch>
#include <thread>

#include "session_fixture.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::chaosiq_refusal;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = Message::Kind;

TEST_F(SessionTest, DoesNotAskIfSafeguardsAreDisabled) {
  account_.safeguards = false;
  begin();
  tell("starting-method");
  EXPECT_THAT(events_.take_deferred(), IsEmpty());
  session_.end();
  EXPECT_THAT(server_.calls(), ElementsAre("event"));
}

TEST_F(SessionTest, InterruptsWhatTheSafeguardsRefuse) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night", "weekend"}));
  tell("starting-method");  // no waits yet, because the run is locked
  EXPECT_EQ(wait_for_deferred(),
            "The following safe guards disallow this execution from continuing:\nnight\nweekend");
  EXPECT_EQ(session_.safeguards()->refusal()[1]["id"], "p-weekend");
}

TEST_F(SessionTest, RemembersTheLastRefusal) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  step("starting-method");
  server_.answers.set("safeguards", {.body = {{"allowed", false}}});
  EXPECT_EQ(step("method-finished"),
            "The following safe guards disallow this execution from continuing:");
  EXPECT_EQ(session_.safeguards()->refusal(), Json::array());
}

TEST_F(SessionTest, StopsTheRunImmediatelyForALateRefusal) {
  step_without_waiting_for_its_refusal();
  EXPECT_THAT(log_.records(),
              Contains("WARNING The safeguards did not answer. Continuing without them."));
  server_.answers.set("event", {.status = 0});  // later steps do not get a response
  std::latch stopped(1);
  const std::stop_callback callback(interruption_.foreground(), [&] { stopped.count_down(); });
  server_.release();
  stopped.wait();  // no step is needed for it
  session_.end();
  EXPECT_THAT(log_.records(), Contains("CRITICAL The following safe guards disallow this execution "
                                       "from continuing:\nnight"));
  EXPECT_EQ(session_.safeguards()->refusal()[0]["name"], "night");
}

TEST_F(SessionTest, StopsTheForegroundAndTheBackgroundOfARun) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  step("starting-method");
  EXPECT_TRUE(interruption_.foreground().stop_requested());
  EXPECT_TRUE(interruption_.background().stop_requested());
  EXPECT_FALSE(interruption_.demands_rollbacks());
}

/// As every guard, they are told by the run that it has ended.
TEST_F(SessionTest, StopsNothingOnceTheRunHasEnded) {
  begin();
  Guards guards(interruption_);
  guards.add(session_.safeguards());
  guards.end();
  session_.safeguards()->refuse_late(
      {.kind = SafeguardVerdict::Kind::kRefused, .policies = {{{"name", "night"}}}});
  EXPECT_FALSE(interruption_.cause());
  EXPECT_THAT(log_.records(), Contains("WARNING The following safe guards disallowed this "
                                       "execution after it had ended:\nnight"));
}

TEST_F(SessionTest, PassesOnThatTheSafeguardsWantARollback) {
  begin();
  auto refusal = chaosiq_refusal({"night"});
  refusal.body["rollback"] = true;
  server_.answers.set("safeguards", refusal);
  step("starting-method");
  EXPECT_TRUE(interruption_.demands_rollbacks());
}

TEST_F(SessionTest, OnlyReportsARefusalWhileTheRunIsRollingBack) {
  begin();
  interruption_.enter_rollbacks();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  EXPECT_EQ(step("starting-rollback"), "(goes on)");
  EXPECT_EQ(step("starting-activity"), "(goes on)");
  EXPECT_FALSE(interruption_.foreground().stop_requested());
  EXPECT_TRUE(interruption_.reason());
  EXPECT_EQ(session_.safeguards()->refusal()[0]["name"], "night");
  EXPECT_THAT(log_.records(), Contains("CRITICAL The following safe guards disallow this execution "
                                       "from continuing:\nnight")
                                  .Times(1));
}

TEST_F(SessionTest, OnlyReportsAMissingResponseWhileTheRunIsRollingBack) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin();
  interruption_.enter_rollbacks();
  server_.answers.set("safeguards", {.status = 500});
  EXPECT_EQ(step("starting-rollback"), "(goes on)");
  EXPECT_THAT(log_.records(), Contains(HasSubstr("CRITICAL The safeguards gave no clear answer")));
}

TEST_F(SessionTest, WarnsAboutARefusalAfterTheRun) {
  Session session({.stop_of_waits = [this] {
    server_.release();  // the first wait is at the end
    return stop_.get_token();
  }});
  session.begin(account_, kKnown);
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  server_.hold("safeguards");
  session.tell("a", {}, nullptr, events_, Session::Guard::kLater);
  session.end();
  EXPECT_THAT(log_.records(), Contains("WARNING The following safe guards disallowed this "
                                       "execution after it had ended:\nnight"));
}

TEST_F(SessionTest, DoesNotWarnAboutARefusalThatHasEndedTheRun) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  step("starting-method");
  tell("experiment-finished", Session::Guard::kLater);
  session_.end();
  EXPECT_THAT(log_.records(), Not(Contains(HasSubstr("after it had ended"))));
}

TEST_F(SessionTest, DoesNotDelaySamples) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  server_.hold("safeguards");
  tell("starting-activity", Session::Guard::kLater);
  EXPECT_EQ(wait_for_deferred(), "(goes on)");  // otherwise it waits forever
  server_.release();
  session_.wait(session_.post({.kind = Kind::kEvent, .body = {}}));
  EXPECT_TRUE(interruption_.foreground().stop_requested());
  EXPECT_THAT(log_.records(), Contains("CRITICAL The following safe guards disallow this execution "
                                       "from continuing:\nnight"));
}

TEST_F(SessionTest, ContinuesWithoutAResponse) {
  begin();
  server_.answers.set("safeguards", {.status = 0});
  EXPECT_EQ(step("starting-method"), "(goes on)");
  const std::string record = "The safeguards did not answer. Continuing without them.";
  EXPECT_THAT(log_.records(), Contains("DEBUG " + record));
  EXPECT_THAT(log_.records(), Not(Contains("WARNING " + record)));
}

TEST_F(SessionTest, WarnsOnceAboutUnclearResponsesUntilAClearOne) {
  const std::string record = "WARNING The safeguards did not answer. Continuing without them.";
  begin();
  server_.answers.set("safeguards", {.status = 500});
  step("a");
  step("b");
  EXPECT_THAT(log_.records(), Contains(record).Times(1));
  server_.answers.set("safeguards", {.body = {{"allowed", true}}});
  step("c");
  server_.answers.set("safeguards", {.body = {{"allowed", "perhaps"}}});
  step("d");
  EXPECT_THAT(log_.records(), Contains(record).Times(2));
}

TEST_F(SessionTest, StopsWithoutAResponseIfAskedTo) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin();
  EXPECT_EQ(step("a"), "(goes on)");
  server_.answers.set("safeguards", {.status = 0});
  EXPECT_EQ(step("b"), "The safeguards did not answer, and your settings require an answer.");
  server_.answers.set("safeguards", {.status = 500});
  EXPECT_EQ(step("c"), "The safeguards gave no clear answer, and your settings require one.");
  EXPECT_TRUE(session_.safeguards()->refusal().is_null());
}

TEST_F(SessionTest, StopsWithoutAnExecutionIfAskedTo) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin({.experiment = "x1"});
  EXPECT_EQ(step("a"), "The safeguards did not answer, and your settings require an answer.");
  EXPECT_THAT(server_.calls(), IsEmpty());
}

TEST_F(SessionTest, StopsWithoutATimelyResponseIfAskedTo) {
  account_.on_unreachable = OnUnreachable::kStop;
  account_.patience_seconds = 0.001;
  begin();
  server_.hold("safeguards");
  EXPECT_EQ(step("a"), "The safeguards did not answer, and your settings require an answer.");
}

TEST_F(SessionTest, IgnoresResponsesOnceTheRunIsEnding) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin();
  server_.hold("safeguards");
  stop_.request_stop();
  EXPECT_EQ(step("a"), "(goes on)");  // Ctrl-C ended it, not a safeguard
}

/// As with Interruption::hook, a wait that begins after the signal has a separate token.
TEST_F(SessionTest, KnowsTheSignalThatEndedItsWait) {
  account_.on_unreachable = OnUnreachable::kStop;
  std::stop_source second;
  std::latch waiting(1);  // almost: the wait has its token
  Session session({.stop_of_waits = [&] {
    if (stop_.stop_requested()) return second.get_token();
    waiting.count_down();
    return stop_.get_token();
  }});
  session.begin(account_, kKnown);
  server_.hold("safeguards");
  session.tell("a", {}, nullptr, events_, Session::Guard::kWait);
  const std::jthread user([this, &waiting] {
    waiting.wait();
    stop_.request_stop();
  });
  EXPECT_EQ(wait_for_deferred(), "(goes on)");
  server_.release();
}

}  // namespace
}  // namespace chaos::chaosiq
