#include "chaosiq/session.h"

#include <filesystem>
#include <thread>

#include "chaosiq/outbox.h"
#include "session_fixture.h"

namespace chaos::chaosiq {
namespace {

using ::testing::ElementsAre;
using Kind = Message::Kind;

TEST_F(SessionTest, BeginsOnce) {
  EXPECT_FALSE(session_.active());
  EXPECT_EQ(session_.identifiers().experiment, "");
  begin();
  EXPECT_TRUE(session_.active());
  EXPECT_EQ(session_.identifiers().experiment, "x1");
  EXPECT_EQ(session_.account().url, server_.url());
  begin({.experiment = "other"});
  EXPECT_EQ(session_.identifiers().experiment, "x1");
}

TEST_F(SessionTest, DoesNotStartWithoutATeam) {
  account_.team.reset();
  begin();
  EXPECT_FALSE(session_.active());
  session_.end();
}

TEST_F(SessionTest, LearnsIdentifiers) {
  begin({});
  session_.post({.kind = Kind::kExperiment, .body = Json::object()});
  EXPECT_EQ(session_.wait(session_.post({.kind = Kind::kExecution, .body = Json::object()})),
            DeliveryStatus::kDelivered);
  EXPECT_EQ(session_.identifiers().experiment, "x1");
  EXPECT_EQ(session_.identifiers().execution, "e1");
}

TEST_F(SessionTest, ReportsAStepAndAsks) {
  begin();
  EXPECT_EQ(step("starting-method"), "(goes on)");
  EXPECT_THAT(server_.calls(), ElementsAre("event", "safeguards"));
  const Json event = server_.bodies("event").front();
  EXPECT_EQ(event["type"], "starting-method");
  EXPECT_EQ(event["data"], R"({"context": {"title": "t"}, "state": null})");
  EXPECT_TRUE(session_.safeguards()->refusal().is_null());
}

TEST_F(SessionTest, EndsIfTheServerSendsInvalidData) {
  begin({.experiment = "x1"});
  server_.answers.set("execution", {.status = 201});
  EXPECT_EQ(session_.wait(session_.post({.kind = Kind::kExecution, .body = Json::object()})),
            DeliveryStatus::kRefused);
  EXPECT_FALSE(session_.active());
  session_.end();
}

/// The invalid data comes after the wait for it is over: while it is processed, steps are still
/// being reported.
TEST_F(SessionTest, SurvivesLateInvalidData) {
  account_.patience_seconds = 0.05;
  begin({.experiment = "x1"});
  server_.answers.set("execution", {.status = 201});
  server_.hold("execution");
  const auto execution = session_.post({.kind = Kind::kExecution, .body = Json::object()});
  EXPECT_EQ(session_.wait(execution), std::nullopt);
  server_.release();
  while (!session_.wait(execution))
    std::this_thread::yield();
  session_.post({.kind = Kind::kRunEvent, .body = Json::object()});  // like a verification
  EXPECT_EQ(step("starting-method"), "(goes on)");
}

TEST_F(SessionTest, KeepsWhatCouldNotBeSent) {
  begin();
  server_.answers.set("event", {.status = 0});
  tell("experiment-finished");
  session_.post({.kind = Kind::kJournal, .body = {{"status", "completed"}}});
  session_.end();
  EXPECT_FALSE(session_.active());
  const auto outboxes = read_outboxes(journal_);
  ASSERT_EQ(outboxes.size(), 1U);
  EXPECT_EQ(outboxes[0].url, server_.url());
  EXPECT_EQ(outboxes[0].identifiers.execution, "e1");
  ASSERT_EQ(outboxes[0].messages.size(), 1U);
  EXPECT_EQ(outboxes[0].messages[0].body["type"], "experiment-finished");
}

TEST_F(SessionTest, KeepsNothingIfEverythingWasSent) {
  begin();
  tell("a");
  tell("b");
  session_.end();
  EXPECT_THAT(events(), ElementsAre("a", "b"));
  EXPECT_FALSE(std::filesystem::exists(outbox_path(journal_)));
  session_.end();  // a second call does nothing
}

TEST_F(SessionTest, EndsImmediatelyOnRequest) {
  begin();
  server_.hold("event");
  tell("a");
  tell("b");
  server_.wait_for_requests(1);
  stop_.request_stop();
  session_.end();
  ASSERT_EQ(read_outboxes(journal_).size(), 1U);
  EXPECT_EQ(read_outboxes(journal_)[0].messages.size(), 2U);
}

/// They will never have a URL, so `chaos publish` would keep the file forever.
TEST_F(SessionTest, KeepsNothingOfARunThatTheServerDoesNotKnow) {
  begin({.experiment = "x1", .execution = "e1", .verification = "v1"});
  server_.answers.set("run", {.status = 500});
  session_.post({.kind = Kind::kRunStart, .body = Json::object(), .lasting = false});
  session_.post({.kind = Kind::kRunEvent, .body = Json::object()});
  session_.end();
  EXPECT_FALSE(std::filesystem::exists(outbox_path(journal_)));
}

TEST_F(SessionTest, RemembersWhetherAVerificationHasOpenedTheExecution) {
  EXPECT_FALSE(session_.is_open());
  session_.set_open(true);
  EXPECT_TRUE(session_.is_open());
}

}  // namespace
}  // namespace chaos::chaosiq
