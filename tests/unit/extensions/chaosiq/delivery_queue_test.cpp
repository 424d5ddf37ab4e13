#include "chaosiq/delivery_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/chaosiq_calls.h"
#include "support/chaosiq_settings.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::chaosiq_refusal;
using chaos::testing::chaosiq_settings;
using chaos::testing::ChaosiqClient;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = Message::Kind;

/// Longer than any test may take.
constexpr double kForEver = 3600;

Message event(int number) {
  return {.kind = Kind::kEvent, .body = number};
}

std::vector<int> numbers_of(const std::vector<Message>& messages) {
  std::vector<int> numbers;
  for (const auto& message : messages)
    numbers.push_back(message.body.get<int>());
  return numbers;
}

/// A channel to a server that knows the experiment x1 and its execution e1.
class ChannelTest : public ::testing::Test {
 protected:
  void open(double patience_seconds) {
    const Json settings = chaosiq_settings("https://c.example", "c.example");
    Account account = read_account(declaration_in(settings), settings);
    account.patience_seconds = patience_seconds;
    hub_.emplace(Api(account, client_.http), known_);
    queue_.emplace(*hub_, [this](const SafeguardVerdict& verdict) {
      for (const auto& policy : verdict.policies)
        late_ += policy.at("name").get<std::string>() + " ";
    });
  }
  std::optional<DeliveryStatus> wait(const DeliveryQueue::Ticket& ticket) {
    return queue_->wait(ticket, stop_.get_token());
  }
  std::optional<SafeguardVerdict> wait_for_verdict(const DeliveryQueue::Ticket& ticket) {
    return queue_->wait_for_verdict(ticket, stop_.get_token());
  }
  std::vector<Message> close() { return queue_->close(stop_.get_token()); }
  /// The numbers of the events in the order in which the server received them.
  std::vector<int> arrived() const {
    std::vector<int> numbers;
    for (const auto& request : client_.http.requests()) {
      if (request.body) numbers.push_back(Json::parse(*request.body).get<int>());
    }
    return numbers;
  }
  /// Waits until the channel has delivered everything that was posted.
  void catch_up() {
    client_.http.release();
    const auto last = queue_->post(event(0));
    while (!wait(last))
      std::this_thread::yield();
  }

  ChaosiqClient client_;
  Identifiers known_ = {.experiment = "x1", .execution = "e1"};
  std::stop_source stop_;
  std::string late_;  // the policies of late refusals; read once the channel has caught up
  std::optional<HubClient> hub_;
  std::optional<DeliveryQueue> queue_;  // after what it uses
};

TEST_F(ChannelTest, DeliversMessagesInOrder) {
  open(kForEver);
  client_.http.hold("/events");
  std::vector<DeliveryQueue::Ticket> tickets;
  for (int i = 1; i <= 5; ++i)
    tickets.push_back(queue_->post(event(i)));
  client_.http.release();
  for (const auto& ticket : tickets)
    EXPECT_EQ(wait(ticket), DeliveryStatus::kDelivered);
  EXPECT_THAT(arrived(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(close(), IsEmpty());
}

TEST_F(ChannelTest, AsksAfterDeliveringTheStepInQuestion) {
  open(kForEver);
  client_.http.hold("/events");
  const auto question = queue_->ask(queue_->post(event(1)));
  client_.http.release();
  const auto verdict = wait_for_verdict(question);
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->kind, SafeguardVerdict::Kind::kAllowed);
  EXPECT_THAT(client_.calls(), ElementsAre("event", "safeguards"));
}

TEST_F(ChannelTest, ReportsARefusalToTheWaitingThread) {
  open(kForEver);
  client_.answers.set("safeguards", chaosiq_refusal({"night"}));
  const auto verdict = wait_for_verdict(queue_->ask(queue_->post(event(1))));
  ASSERT_TRUE(verdict);
  EXPECT_EQ(verdict->kind, SafeguardVerdict::Kind::kRefused);
  EXPECT_EQ(verdict->policies[0]["name"], "night");
  EXPECT_EQ(late_, "");
}

TEST_F(ChannelTest, AsksAboutAnEventThatWasRefused) {
  open(kForEver);
  client_.answers.set("event", {.status = 400});
  EXPECT_EQ(wait_for_verdict(queue_->ask(queue_->post(event(1))))->kind,
            SafeguardVerdict::Kind::kAllowed);
}

TEST_F(ChannelTest, DoesNotAskAboutAnEventThatDidNotArrive) {
  open(kForEver);
  client_.answers.set("event", {.status = 0});
  EXPECT_EQ(wait_for_verdict(queue_->ask(queue_->post(event(1))))->kind,
            SafeguardVerdict::Kind::kUnreachable);
  EXPECT_THAT(client_.calls(), ElementsAre("event"));
}

TEST_F(ChannelTest, DoesNotAskAboutAnEventOfNothing) {
  known_ = {};
  open(kForEver);
  EXPECT_EQ(wait_for_verdict(queue_->ask(queue_->post(event(1))))->kind,
            SafeguardVerdict::Kind::kUnreachable);
  EXPECT_THAT(client_.calls(), IsEmpty());
}

TEST_F(ChannelTest, SkipsMessagesAfterOneThatFoundNoServer) {
  open(kForEver);
  client_.answers.set("event", {.status = 0});
  const auto first = queue_->post(event(1));
  const auto journal = queue_->post({.kind = Kind::kJournal, .body = 2}, first);
  EXPECT_EQ(wait(journal), DeliveryStatus::kUnreachable);
  EXPECT_THAT(client_.calls(), ElementsAre("event"));
  EXPECT_THAT(numbers_of(close()), ElementsAre(1, 2));
}

TEST_F(ChannelTest, SendsMessagesAfterOneThatWasRefused) {
  open(kForEver);
  client_.answers.set("event", {.status = 500});
  const auto first = queue_->post(event(1));
  EXPECT_EQ(wait(queue_->post({.kind = Kind::kJournal, .body = 2}, first)),
            DeliveryStatus::kDelivered);
  EXPECT_EQ(wait(first), DeliveryStatus::kRefused);
}

TEST_F(ChannelTest, WaitsOnlyAsLongAsItsPatience) {
  open(0.001);
  client_.http.hold("/events");
  EXPECT_EQ(wait(queue_->post(event(1))), std::nullopt);
  client_.http.release();
}

TEST_F(ChannelTest, StopsWaitingAfterItWaitedTooLong) {
  open(0.001);
  client_.http.hold("/events");
  const auto slow = queue_->post(event(1));
  EXPECT_EQ(wait(slow), std::nullopt);
  const auto before = std::chrono::steady_clock::now();
  for (int i = 0; i < 2000; ++i)
    EXPECT_EQ(wait(slow), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(1));
  client_.http.release();
}

TEST_F(ChannelTest, WaitsAgainOnceItHasCaughtUp) {
  constexpr std::chrono::milliseconds kPatience(5);
  open(0.005);
  const auto has_waited = [this, kPatience] {
    client_.http.hold("/events");
    const auto slow = queue_->post(event(1));
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(wait(slow), std::nullopt);
    return std::chrono::steady_clock::now() - before >= kPatience;
  };
  EXPECT_TRUE(has_waited());
  EXPECT_FALSE(has_waited());
  // It catches up a moment after the last message has arrived.
  bool again = false;
  for (int i = 0; i < 100 && !again; ++i) {
    catch_up();
    again = has_waited();
  }
  EXPECT_TRUE(again);
}

TEST_F(ChannelTest, ReturnsKnownResultsWithoutWaiting) {
  open(0.001);
  const auto known = queue_->post(event(1));
  while (!wait(known))
    std::this_thread::yield();
  client_.http.hold("/events");
  EXPECT_EQ(wait(queue_->post(event(2))), std::nullopt);
  EXPECT_EQ(wait(known), DeliveryStatus::kDelivered);
  client_.http.release();
}

TEST_F(ChannelTest, EndsAWaitOnRequest) {
  open(kForEver);
  client_.http.hold("/events");
  std::stop_source stop;
  const auto ticket = queue_->post(event(1));
  std::jthread user([&] {
    client_.http.wait_for_requests(1);
    stop.request_stop();
  });
  EXPECT_EQ(queue_->wait(ticket, stop.get_token()), std::nullopt);
  client_.http.release();
  EXPECT_EQ(wait(ticket), DeliveryStatus::kDelivered);  // patience was not the problem
}

TEST_F(ChannelTest, ReportsALateRefusalOnce) {
  open(0.001);
  client_.answers.set("safeguards", chaosiq_refusal({"night"}));
  client_.http.hold("/policies");
  EXPECT_EQ(wait_for_verdict(queue_->ask(queue_->post(event(1)))), std::nullopt);
  EXPECT_EQ(late_, "");
  catch_up();
  EXPECT_EQ(late_, "night ");
}

TEST_F(ChannelTest, DoesNotReportALatePermission) {
  open(0.001);
  client_.http.hold("/policies");
  EXPECT_EQ(wait_for_verdict(queue_->ask(queue_->post(event(1)))), std::nullopt);
  catch_up();
  EXPECT_EQ(late_, "");
}

TEST_F(ChannelTest, ReportsARefusalThatNobodyWaitsFor) {
  open(kForEver);
  client_.answers.set("safeguards", chaosiq_refusal({"night"}));
  const auto early = queue_->ask(queue_->post(event(1)));
  catch_up();
  EXPECT_TRUE(queue_->leave(early)) << "the verdict is there already";
  EXPECT_EQ(late_, "");
  client_.http.hold("/policies");
  EXPECT_FALSE(queue_->leave(queue_->ask(queue_->post(event(2))))) << "it is yet to come";
  catch_up();
  EXPECT_EQ(late_, "night ");
}

TEST_F(ChannelTest, ReturnsUndeliveredMessagesInOrder) {
  open(kForEver);
  client_.answers.set("event", {.status = 0});
  queue_->post(event(1));
  wait(queue_->post(event(2)));
  client_.answers.set("event", {.status = 500});
  wait(queue_->post(event(3)));
  client_.answers.set("event", {.status = 201});
  wait(queue_->post(event(4)));
  EXPECT_THAT(numbers_of(close()), ElementsAre(1, 2, 3));
}

TEST_F(ChannelTest, DoesNotReturnTransientMessages) {
  open(kForEver);
  client_.answers.set("event", {.status = 0});
  queue_->post({.kind = Kind::kEvent, .body = 1, .lasting = false});
  queue_->post(event(2));
  EXPECT_THAT(numbers_of(close()), ElementsAre(2));
}

TEST_F(ChannelTest, DeliversPendingMessagesBeforeItCloses) {
  open(kForEver);
  client_.http.hold("/events");
  for (int i = 1; i <= 3; ++i)
    queue_->post(event(i));
  std::jthread server([this] {
    client_.http.wait_for_requests(1);
    client_.http.release();
  });
  EXPECT_THAT(close(), IsEmpty());
  EXPECT_THAT(arrived(), ElementsAre(1, 2, 3));
}

TEST_F(ChannelTest, ClosesIfNothingArrives) {
  open(0.01);
  client_.http.hold("/events");
  for (int i = 1; i <= 3; ++i)
    queue_->post(event(i));
  queue_->ask(nullptr);
  client_.http.wait_for_requests(1);
  EXPECT_THAT(numbers_of(close()), ElementsAre(1, 2, 3));
}

TEST_F(ChannelTest, ClosesImmediatelyOnRequest) {
  open(kForEver);
  client_.http.hold("/events");
  queue_->post(event(1));
  queue_->post(event(2));
  std::jthread user([this] {
    client_.http.wait_for_requests(1);
    stop_.request_stop();
  });
  EXPECT_THAT(numbers_of(close()), ElementsAre(1, 2));
  EXPECT_THAT(arrived(), ElementsAre(1));
}

/// A server that was slow once responds again, but pending messages are cut off.
TEST_F(ChannelTest, DeliversPendingMessagesAfterItWaitedTooLong) {
  open(0.05);
  client_.http.hold("/events");
  for (int i = 1; i <= 3; ++i)
    queue_->post(event(i));
  EXPECT_EQ(wait(queue_->post(event(4))), std::nullopt);
  client_.http.release();
  EXPECT_THAT(close(), IsEmpty());
}

TEST_F(ChannelTest, EndsWithItsScope) {
  open(kForEver);
  client_.http.hold("/events");
  queue_->post(event(1));
  client_.http.wait_for_requests(1);
  queue_.reset();
}

TEST_F(ChannelTest, MayBeUsedFromSeveralThreads) {
  open(kForEver);
  const auto use = [this] {
    for (int i = 0; i < 50; ++i) {
      const auto told = queue_->post(event(i));
      EXPECT_TRUE(wait_for_verdict(queue_->ask(told)));
      EXPECT_EQ(wait(told), DeliveryStatus::kDelivered);
    }
  };
  {
    const std::jthread one(use);
    const std::jthread two(use);
  }
  EXPECT_THAT(close(), IsEmpty());
  EXPECT_EQ(arrived().size(), 100U);
}

/// `safeguards: {timeout: .inf}` makes the run wait for an answer without a limit.
TEST_F(ChannelTest, WaitsAsLongAsItsPatienceIs) {
  for (const double patience : {1e12, std::numeric_limits<double>::infinity()}) {
    open(patience);
    client_.http.hold("/events");
    const std::size_t before = client_.http.requests().size();
    std::jthread server([&] {
      client_.http.wait_for_requests(before + 1);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      client_.http.release();
    });
    EXPECT_EQ(wait(queue_->post(event(1))), DeliveryStatus::kDelivered) << patience;
    server.join();
    queue_.reset();
  }
}

/// Too many open files, for example: the run and its journal would end with the whole process.
TEST_F(ChannelTest, SurvivesErrorsOtherThanAMissingResponse) {
  open(kForEver);
  client_.http.set_script([](const net::HttpRequest&) -> net::HttpResponse {
    throw std::system_error(EMFILE, std::generic_category(), "eventfd");
  });
  EXPECT_EQ(wait(queue_->post(event(1))), DeliveryStatus::kUnreachable);
  EXPECT_THAT(numbers_of(close()), ElementsAre(1));
}

/// A control may have stored anything there.
TEST_F(ChannelTest, SurvivesAJournalWithoutRoomForIdentifiers) {
  open(kForEver);
  const Json journal = {{"experiment", {{"extensions", "none"}}}};
  EXPECT_NE(wait(queue_->post({.kind = Kind::kJournal, .body = journal})),
            DeliveryStatus::kDelivered);
}

}  // namespace
}  // namespace chaos::chaosiq
