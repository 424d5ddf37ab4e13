#include "chaosiq/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "chaos/error.h"
#include "chaosiq/outbox.h"
#include "support/captured_log.h"
#include "support/chaosiq_server.h"
#include "support/temporary_directory.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::chaosiq_refusal;
using chaos::testing::ChaosiqServer;
using chaos::testing::TemporaryDirectory;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = Message::Kind;

constexpr double kForEver = 3600;
const Identifiers kKnown = {.experiment = "x1", .execution = "e1"};

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() {
    account_ = server_.account();
    account_.patience_seconds = kForEver;
  }

  void begin(const Identifiers& known = kKnown) { session_.begin(account_, known); }
  void tell(const std::string& type, Session::Guard guard = Session::Guard::kWait) {
    session_.tell(type, {{"title", "t"}}, nullptr, events_, guard);
  }
  /// What a run does once nothing of it is locked any more. Returns how a refusal reads.
  std::string wait_for_deferred() {
    try {
      for (const auto& wait : events_.take_deferred())
        wait();
    } catch (const InterruptExecution& error) {
      return error.what();
    }
    return "(goes on)";
  }
  std::string step(const std::string& type) {
    tell(type);
    return wait_for_deferred();
  }
  /// The refusal is under way, until the server is released, when the step goes on.
  void step_without_waiting_for_its_refusal() {
    account_.patience_seconds = 0.001;
    begin();
    server_.answers.set("safeguards", chaosiq_refusal({"night"}));
    server_.hold("safeguards");
    EXPECT_EQ(step("starting-method"), "(goes on)");
    server_.wait_for_requests(2);
  }
  std::vector<std::string> events() const {
    std::vector<std::string> types;
    for (const auto& event : server_.bodies("event"))
      types.push_back(event.at("type"));
    return types;
  }

  CapturedLog log_;
  TemporaryDirectory directory_;
  ChaosiqServer server_;
  Account account_;
  EventRegistry events_;
  std::stop_source stop_;
  std::string journal_ = directory_ / "journal.json";
  Interruption interruption_;
  Session session_{
      {.journal_path = journal_,
       .stop_of_waits = [this] { return stop_.get_token(); },
       .stop_run = [this](const StopReason& reason) { return interruption_.stop(reason); }}};
};

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

TEST_F(SessionTest, DoesNotBeginWithoutATeam) {
  account_.team.reset();
  begin();
  EXPECT_FALSE(session_.active());
  session_.end();
}

TEST_F(SessionTest, LearnsIdentifiers) {
  begin({});
  session_.post({.kind = Kind::kExperiment, .body = Json::object()});
  EXPECT_EQ(session_.wait(session_.post({.kind = Kind::kExecution, .body = Json::object()})),
            Fate::kDelivered);
  EXPECT_EQ(session_.identifiers().experiment, "x1");
  EXPECT_EQ(session_.identifiers().execution, "e1");
}

TEST_F(SessionTest, TellsOfAStepAndAsks) {
  begin();
  EXPECT_EQ(step("starting-method"), "(goes on)");
  EXPECT_THAT(server_.calls(), ElementsAre("event", "safeguards"));
  const Json event = server_.bodies("event").front();
  EXPECT_EQ(event["type"], "starting-method");
  EXPECT_EQ(event["data"], R"({"context": {"title": "t"}, "state": null})");
  EXPECT_TRUE(session_.refusal().is_null());
}

TEST_F(SessionTest, DoesNotAskWhenTheSafeguardsAreOff) {
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
  tell("starting-method");  // nothing is waited for yet, for the run is locked
  EXPECT_EQ(wait_for_deferred(),
            "The following safe guards disallow this execution from continuing:\nnight\nweekend");
  EXPECT_EQ(session_.refusal()[1]["id"], "p-weekend");
}

TEST_F(SessionTest, RemembersTheLastRefusal) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  step("starting-method");
  server_.answers.set("safeguards", {.body = {{"allowed", false}}});
  EXPECT_EQ(step("method-finished"),
            "The following safe guards disallow this execution from continuing:");
  EXPECT_EQ(session_.refusal(), Json::array());
}

TEST_F(SessionTest, StopsTheRunAtOnceForARefusalThatComesLate) {
  step_without_waiting_for_its_refusal();
  EXPECT_THAT(log_.records(), Contains("WARNING Nobody said whether the safeguards allow this "
                                       "execution: it goes on."));
  server_.answers.set("event", {.status = 0});  // no later step gets an answer of its own
  std::latch stopped(1);
  const std::stop_callback callback(interruption_.foreground(), [&] { stopped.count_down(); });
  server_.release();
  stopped.wait();  // and no step is needed for it
  session_.end();
  EXPECT_THAT(log_.records(), Contains("CRITICAL The following safe guards disallow this execution "
                                       "from continuing:\nnight"));
  EXPECT_EQ(session_.refusal()[0]["name"], "night");
}

TEST_F(SessionTest, StopsTheForegroundAndTheBackgroundOfARun) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  step("starting-method");
  EXPECT_TRUE(interruption_.foreground().stop_requested());
  EXPECT_TRUE(interruption_.background().stop_requested());
  EXPECT_FALSE(interruption_.demands_rollbacks());
}

TEST_F(SessionTest, PassesOnThatTheSafeguardsWantARollback) {
  begin();
  auto refusal = chaosiq_refusal({"night"});
  refusal.body["rollback"] = true;
  server_.answers.set("safeguards", refusal);
  step("starting-method");
  EXPECT_TRUE(interruption_.demands_rollbacks());
}

TEST_F(SessionTest, OnlyTellsOfARefusalWhileTheRunIsRollingBack) {
  begin();
  interruption_.enter_rollbacks();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  EXPECT_EQ(step("starting-rollback"), "(goes on)");
  EXPECT_EQ(step("starting-activity"), "(goes on)");
  EXPECT_FALSE(interruption_.foreground().stop_requested());
  EXPECT_TRUE(interruption_.reason());
  EXPECT_EQ(session_.refusal()[0]["name"], "night");
  EXPECT_THAT(log_.records(), Contains("CRITICAL The following safe guards disallow this execution "
                                       "from continuing:\nnight")
                                  .Times(1));
}

TEST_F(SessionTest, OnlyTellsThatNobodyAnswersWhileTheRunIsRollingBack) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin();
  interruption_.enter_rollbacks();
  server_.answers.set("safeguards", {.status = 500});
  EXPECT_EQ(step("starting-rollback"), "(goes on)");
  EXPECT_THAT(log_.records(), Contains(HasSubstr("CRITICAL The safeguards gave no clear answer")));
}

TEST_F(SessionTest, WarnsOfARefusalThatComesWhenAllIsOver) {
  Session session({.stop_of_waits = [this] {
    server_.release();  // the first wait is that of the end
    return stop_.get_token();
  }});
  session.begin(account_, kKnown);
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  server_.hold("safeguards");
  session.tell("a", {}, nullptr, events_, Session::Guard::kLater);
  session.end();
  EXPECT_THAT(log_.records(),
              Contains("WARNING The following safe guards disallowed this execution when it was "
                       "over:\nnight"));
}

TEST_F(SessionTest, WarnsOfNoRefusalThatHasEndedTheRun) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  step("starting-method");
  tell("experiment-finished", Session::Guard::kLater);
  session_.end();
  EXPECT_THAT(log_.records(), Not(Contains(HasSubstr("when it was over"))));
}

TEST_F(SessionTest, DoesNotHoldUpSamples) {
  begin();
  server_.answers.set("safeguards", chaosiq_refusal({"night"}));
  server_.hold("safeguards");
  tell("starting-activity", Session::Guard::kLater);
  EXPECT_EQ(wait_for_deferred(), "(goes on)");  // or for ever
  server_.release();
  session_.wait(session_.post({.kind = Kind::kEvent, .body = {}}));
  EXPECT_TRUE(interruption_.foreground().stop_requested());
  EXPECT_THAT(log_.records(), Contains("CRITICAL The following safe guards disallow this execution "
                                       "from continuing:\nnight"));
}

TEST_F(SessionTest, GoesOnWithoutAnAnswer) {
  begin();
  server_.answers.set("safeguards", {.status = 0});
  EXPECT_EQ(step("starting-method"), "(goes on)");
  const std::string record = "Nobody said whether the safeguards allow this execution: it goes on.";
  EXPECT_THAT(log_.records(), Contains("DEBUG " + record));
  EXPECT_THAT(log_.records(), Not(Contains("WARNING " + record)));
}

TEST_F(SessionTest, WarnsOnceOfAnUnclearAnswerUntilThereIsAClearOne) {
  const std::string record =
      "WARNING Nobody said whether the safeguards allow this execution: it goes on.";
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

TEST_F(SessionTest, StopsWithoutAnAnswerWhenTold) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin();
  EXPECT_EQ(step("a"), "(goes on)");
  server_.answers.set("safeguards", {.status = 0});
  EXPECT_EQ(step("b"),
            "The safeguards could not be asked, and your settings say not to go on without.");
  server_.answers.set("safeguards", {.status = 500});
  EXPECT_EQ(step("c"),
            "The safeguards gave no clear answer, and your settings say not to go on without.");
  EXPECT_TRUE(session_.refusal().is_null());
}

TEST_F(SessionTest, StopsWithoutAnExecutionWhenTold) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin({.experiment = "x1"});
  EXPECT_EQ(step("a"),
            "The safeguards could not be asked, and your settings say not to go on without.");
  EXPECT_THAT(server_.calls(), IsEmpty());
}

TEST_F(SessionTest, StopsWithoutAnAnswerInTimeWhenTold) {
  account_.on_unreachable = OnUnreachable::kStop;
  account_.patience_seconds = 0.001;
  begin();
  server_.hold("safeguards");
  EXPECT_EQ(step("a"),
            "The safeguards could not be asked, and your settings say not to go on without.");
}

TEST_F(SessionTest, HeedsNothingOnceTheRunIsEnding) {
  account_.on_unreachable = OnUnreachable::kStop;
  begin();
  server_.hold("safeguards");
  stop_.request_stop();
  EXPECT_EQ(step("a"), "(goes on)");  // it is Ctrl-C that ended it, no safeguard
}

/// As Interruption::hook does it, a wait that begins after the signal has a token of its own.
TEST_F(SessionTest, KnowsTheSignalThatEndedItsWait) {
  account_.on_unreachable = OnUnreachable::kStop;
  std::stop_source second;
  std::latch waiting(1);  // nearly: the wait has its token
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

TEST_F(SessionTest, EndsWhenTheServerTalksNonsense) {
  begin({.experiment = "x1"});
  server_.answers.set("execution", {.status = 201});
  EXPECT_EQ(session_.wait(session_.post({.kind = Kind::kExecution, .body = Json::object()})),
            Fate::kRefused);
  EXPECT_FALSE(session_.active());
  session_.end();
}

/// The nonsense comes after the wait for it is over: when it is met, steps are still being told.
TEST_F(SessionTest, SurvivesNonsenseThatComesLate) {
  account_.patience_seconds = 0.05;
  begin({.experiment = "x1"});
  server_.answers.set("execution", {.status = 201});
  server_.hold("execution");
  const auto execution = session_.post({.kind = Kind::kExecution, .body = Json::object()});
  EXPECT_EQ(session_.wait(execution), std::nullopt);
  server_.release();
  while (!session_.wait(execution))
    std::this_thread::yield();
  session_.post({.kind = Kind::kRunEvent, .body = Json::object()});  // as a verification does
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

TEST_F(SessionTest, KeepsNothingWhenAllIsSent) {
  begin();
  tell("a");
  tell("b");
  session_.end();
  EXPECT_THAT(events(), ElementsAre("a", "b"));
  EXPECT_FALSE(std::filesystem::exists(outbox_path(journal_)));
  session_.end();  // once more does nothing
}

TEST_F(SessionTest, EndsAtOnceWhenTold) {
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

/// Nothing will ever have an address for them, so `chaos publish` would keep the file for ever.
TEST_F(SessionTest, KeepsNothingOfARunThatTheServerNeverHeardOf) {
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
