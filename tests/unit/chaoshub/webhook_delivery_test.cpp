#include "experiment/webhook_delivery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "experiment/model/webhook_message.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/sql_webhook_store.h"
#include "service/refusal.h"
#include "support/fake_http_client.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kKey = "a key of a hub, which has enough characters";

class WebhookDeliveryTest : public ::testing::Test {
 protected:
  WebhookDeliveryTest() {
    secret_ = webhooks_
                  .set(ada_, team_ref_, {},
                       {.url = "https://hooks.example.com/x",
                        .format = WebhookFormat::kJson,
                        .events = {WebhookEvent::kHalted},
                        .hub_url = "https://hub.example.com"})
                  .second.value_or("");
  }

  static net::HttpResponse answer(int status, const std::string& body = "") {
    net::HttpResponse response;
    response.status = status;
    response.body = body;
    return response;
  }
  bool send() { return delivery_.send_next({}); }
  Delivery latest() {
    return webhooks_.deliveries(team_ref_, std::numeric_limits<std::int64_t>::max(), 1).at(0);
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  const Author ada_{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  Time now_ = std::chrono::floor<seconds>(std::chrono::system_clock::now());
  const Clock clock_ = [this] { return now_; };
  testing::TemporaryDirectory directory_;
  storage::Database database_{
      {.url = "sqlite:" + directory_.path() + "/x.sqlite", .schema = "experiment"}, migrations()};
  SqlWebhookStore store_{database_};
  Webhooks webhooks_{store_, kKey, false, clock_};
  testing::FakeHttpClient client_{[](const net::HttpRequest&) { return answer(204); }};
  WebhookDelivery delivery_{store_, webhooks_, client_, clock_, {}};
  std::string secret_;
};

TEST_F(WebhookDeliveryTest, SendsEachMessageOnce) {
  EXPECT_FALSE(send());
  webhooks_.test(ada_, team_ref_);
  EXPECT_EQ(store_.next_due(), now_);
  EXPECT_TRUE(send());
  EXPECT_FALSE(send());
  EXPECT_EQ(latest().state, Delivery::State::kDelivered);
  EXPECT_EQ(latest().attempts, 1);
  EXPECT_EQ(store_.next_due(), std::nullopt);
  const auto requests = client_.requests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_TRUE(requests[0].public_addresses_only);
  EXPECT_FALSE(requests[0].follow_redirects);
  EXPECT_TRUE(requests[0].verify_tls);
  EXPECT_THAT(requests[0].body.value_or(""), HasSubstr("\"type\":\"test\""));
}

TEST_F(WebhookDeliveryTest, RetriesWithGrowingPausesAndGivesUp) {
  client_.set_script([](const net::HttpRequest&) { return answer(500, "broken\n"); });
  webhooks_.test(ada_, team_ref_);
  std::vector<std::int64_t> pauses;
  while (latest().state == Delivery::State::kPending) {
    EXPECT_TRUE(send());
    EXPECT_FALSE(send());
    const auto due = store_.next_due();
    if (!due) break;
    pauses.push_back(std::chrono::duration_cast<seconds>(*due - now_).count());
    now_ = *due;
  }
  EXPECT_THAT(pauses, ElementsAre(2, 10, 60, 300, 1800, 7200, 21600));
  EXPECT_EQ(latest().state, Delivery::State::kFailed);
  EXPECT_EQ(latest().attempts, WebhookDelivery::kMostAttempts);
  EXPECT_EQ(latest().status, 500);
  EXPECT_EQ(latest().answer, "broken ");
  now_ += hours(24);
  EXPECT_FALSE(send());

  client_.set_script([](const net::HttpRequest&) { return answer(200); });
  webhooks_.send_again(ada_, team_ref_, latest().id);
  EXPECT_THROW(webhooks_.send_again(ada_, team_ref_, latest().id),
               Refusal);  // it is still to be sent
  EXPECT_TRUE(send());
  EXPECT_EQ(latest().state, Delivery::State::kDelivered);
}

TEST_F(WebhookDeliveryTest, RecordsFailuresAndStopsIfTheReceiverIsGone) {
  client_.set_script([](const net::HttpRequest&) -> net::HttpResponse {
    throw net::HttpError(net::HttpError::Kind::kConnection, "no route");
  });
  webhooks_.test(ada_, team_ref_);
  EXPECT_TRUE(send());
  EXPECT_EQ(latest().answer, "no route");
  EXPECT_EQ(latest().state, Delivery::State::kPending);
  now_ += seconds(2);
  client_.set_script([](const net::HttpRequest&) { return answer(410); });
  EXPECT_TRUE(send());
  EXPECT_EQ(latest().state, Delivery::State::kFailed);
}

TEST_F(WebhookDeliveryTest, IsDoneByOneProcessAtATime) {
  webhooks_.test(ada_, team_ref_);
  webhooks_.test(ada_, team_ref_);
  const auto first = store_.take_due(now_, now_ + seconds(30));
  ASSERT_TRUE(first);
  EXPECT_FALSE(store_.take_due(now_, now_ + seconds(30)));  // one at a time, too
  EXPECT_EQ(store_.next_due(), now_ + seconds(30));

  // It died or was delayed: someone else takes over, and its late result does not count.
  now_ += seconds(31);
  const auto second = store_.take_due(now_, now_ + seconds(30));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->delivery.message, first->delivery.message);
  store_.finish(*first, {.state = Delivery::State::kFailed, .answer = "late"}, now_);
  store_.finish(*second, {.state = Delivery::State::kDelivered, .status = 200, .answer = "on time"},
                now_);
  const auto all = webhooks_.deliveries(team_ref_, std::numeric_limits<std::int64_t>::max(), 10);
  EXPECT_EQ(all.at(1).answer, "on time");
  EXPECT_TRUE(send());
  EXPECT_FALSE(send());
}

TEST_F(WebhookDeliveryTest, GivesBackAMessageThatWasNotTried) {
  webhooks_.test(ada_, team_ref_);
  const auto due = store_.take_due(now_, now_ + seconds(30));
  ASSERT_TRUE(due);
  store_.give_back(*due);
  EXPECT_EQ(latest().attempts, 0);
  EXPECT_TRUE(send());
}

TEST_F(WebhookDeliveryTest, StoresTheSecretEncrypted) {
  const std::string stored = webhooks_.find(team_ref_).sealed_secret;
  const std::string key = secret_.substr(secret_.find('_') + 1);
  EXPECT_THAT(stored, Not(HasSubstr(key)));
  EXPECT_EQ(webhooks_.secret_of(webhooks_.find(team_ref_)), secret_);
}

TEST_F(WebhookDeliveryTest, NeedsTheKeyThatEncryptedTheSecret) {
  const Webhooks others(store_, "another key of a hub, also with enough characters", false, clock_);
  WebhookDelivery delivery(store_, others, client_, clock_, {});
  webhooks_.test(ada_, team_ref_);
  EXPECT_TRUE(delivery.send_next({}));
  EXPECT_THAT(latest().answer, HasSubstr("create a new one"));
  EXPECT_THAT(client_.requests(), SizeIs(0));
}

TEST_F(WebhookDeliveryTest, KeepsOnlyTheLatestMessages) {
  for (int i = 0; i < 210; ++i) {
    webhooks_.test(ada_, team_ref_);
    EXPECT_TRUE(send());
  }
  EXPECT_THAT(webhooks_.deliveries(team_ref_, std::numeric_limits<std::int64_t>::max(), 1000),
              SizeIs(::testing::AllOf(::testing::Ge(200), ::testing::Le(201))));
}

TEST_F(WebhookDeliveryTest, RejectsUrlsThatItCannotSendTo) {
  for (const char* url : {"", "http://example.com", "ftp://example.com", "https://",
                          "https://ada:secret@example.com", "https://a b"})
    EXPECT_THROW(webhooks_.set(ada_, team_ref_, {},
                               {.url = url, .events = {WebhookEvent::kEnded}, .hub_url = {}}),
                 Refusal)
        << url;
  EXPECT_THROW(webhooks_.set(ada_, team_ref_, {},
                             {.url = "https://example.com", .events = {}, .hub_url = {}}),
               Refusal);
}

class WebhookMessage : public ::testing::Test {
 protected:
  std::string text_for(WebhookFormat format, WebhookEvent event, const Json& happened) {
    webhook.format = format;
    return body_for(webhook, event, happened, Time{}).text;
  }

  Webhook webhook{.team_ref = {.organization = "o", .team = "t"},
                  .url = {},
                  .events = {},
                  .sealed_secret = {},
                  .hub_url = "https://hub",
                  .created = {},
                  .changed = {},
                  .changed_by = {}};
  Execution execution{.id = "7",
                      .experiment = "3",
                      .team_ref = {.organization = "o", .team = "t"},
                      .title = "Cache & <friends>",
                      .status = "completed",
                      .outcome = ExecutionOutcome::kDeviated,
                      .tags = {},
                      .author = {},
                      .author_name = "ada",
                      .started = Time{},
                      .ended = Time{seconds(83)},
                      .last_seen = {},
                      .document = {}};
};

TEST_F(WebhookMessage, IsASentenceForPeople) {
  EXPECT_EQ(text_for(WebhookFormat::kText, WebhookEvent::kEnded, ended_message(execution)),
            "Deviated after 1 m 23 s: Cache & <friends> (run by ada)\n"
            "https://hub/organizations/o/teams/t/executions/7\n");
  EXPECT_EQ(text_for(WebhookFormat::kText, WebhookEvent::kStarted, started_message(execution)),
            "▶ Cache & <friends> was started by ada\n"
            "https://hub/organizations/o/teams/t/executions/7\n");
}

TEST_F(WebhookMessage, IsEscapedForSlack) {
  const Json body =
      Json::parse(text_for(WebhookFormat::kSlack, WebhookEvent::kEnded, ended_message(execution)));
  EXPECT_EQ(body["text"],
            "Deviated after 1 m 23 s: <https://hub/organizations/o/teams/t/executions/7|Cache "
            "&amp; &lt;friends&gt;> (run by ada)");
}

TEST_F(WebhookMessage, ContainsAllDetailsForPrograms) {
  const Json body =
      Json::parse(text_for(WebhookFormat::kJson, WebhookEvent::kEnded, ended_message(execution)));
  EXPECT_EQ(body["type"], "execution.ended");
  EXPECT_EQ(body["data"]["execution"]["outcome"], "deviated");
  EXPECT_EQ(body["data"]["experiment"]["title"], "Cache & <friends>");
  EXPECT_EQ(body["data"]["url"], "https://hub/organizations/o/teams/t/executions/7");
  EXPECT_FALSE(body["data"].contains("path"));
}

}  // namespace
}  // namespace chaos::hub::experiment
