#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <set>

#include "hub/team_of_ada.h"
#include "security/webhook_signature.h"
#include "support/http_server.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr const char* kAll[] = {"execution.started", "execution.ended", "executions.halted",
                                "approval.requested"};

/// A hub whose webhooks may send to this machine.
class HubWebhook : public ::testing::Test {
 protected:
  explicit HubWebhook(const HubVariant& variant = HubVariant::from_environment())
      : ada({"--allow-private-webhooks"}, nullptr, variant) {}

  /// Returns the secret.
  std::string set_up(const std::string& url, const std::string& format = "json") {
    const HubReply reply =
        ada.put("/webhook", {{"url", url}, {"format", format}, {"events", kAll}});
    EXPECT_EQ(reply.status, 201) << reply.body;
    return reply.json.value("secret", "");
  }
  Json deliveries() { return ada.get("/webhook/deliveries").json; }
  /// The latest message, once it is as expected.
  Json wait_until(const std::function<bool(const Json&)>& is_wanted) {
    const auto start = std::chrono::steady_clock::now();
    while (true) {
      const Json all = deliveries();
      if (!all.empty() && is_wanted(all[0])) return all[0];
      if (std::chrono::steady_clock::now() - start > std::chrono::seconds(60)) {
        ADD_FAILURE() << all.dump(2);
        return all.empty() ? Json::object() : all[0];
      }
    }
  }
  Json wait_for(const std::string& state, int attempts) {
    return wait_until([&](const Json& message) {
      return message["state"] == state && message["attempts"] == attempts;
    });
  }
  static std::vector<std::string> types(const HttpServer& receiver) {
    std::vector<std::string> types;
    for (const ReceivedRequest& request : receiver.requests())
      types.push_back(Json::parse(request.body)["type"]);
    return types;
  }

  TeamOfAda ada;
};

TEST_F(HubWebhook, SendsSignedMessagesInOrder) {
  HttpServer receiver({reply(204)});
  const std::string secret = set_up(receiver.url("/hook"));
  EXPECT_THAT(secret, StartsWith("whsec_"));
  EXPECT_FALSE(ada.get("/webhook").json.contains("secret"));
  const std::string execution = ada.open(ada.publish("x"));
  receiver.wait_for_requests(1);
  ada.put(execution, {{"journal", finished_journal(experiment_titled("x"))}});
  receiver.wait_for_requests(2);
  ada.post("/halt", {{"reason", "incident 42"}});
  receiver.wait_for_requests(3);
  ada.post("/resume", {});
  ada.post("/safeguards", {{"kind", "approval"}});
  ada.publish("y");
  receiver.wait_for_requests(4);
  EXPECT_THAT(types(receiver), ElementsAre("execution.started", "execution.ended",
                                           "executions.halted", "approval.requested"));
  for (const ReceivedRequest& request : receiver.requests())
    EXPECT_EQ(request.header("webhook-signature"),
              hub::webhook_signature(secret, request.header("webhook-id"),
                                     request.header("webhook-timestamp"), request.body));
  const Json ended = Json::parse(receiver.requests().at(1).body);
  EXPECT_EQ(ended["data"]["execution"]["outcome"], "passed");
  EXPECT_EQ(ended["data"]["by"], "ada");
  EXPECT_EQ(Json::parse(receiver.requests().at(2).body)["data"]["reason"], "incident 42");
}

TEST_F(HubWebhook, SendsNothingElse) {
  HttpServer receiver({reply(204)});
  ada.put("/webhook", {{"url", receiver.url()}, {"events", {"executions.halted"}}});
  ada.open(ada.publish("x"));
  ada.post("/safeguards", {{"kind", "halt"}, {"enabled", false}});
  EXPECT_THAT(deliveries(), IsEmpty());
}

TEST_F(HubWebhook, TriesAgain) {
  HttpServer receiver({reply(500, "not now"), reply(200, "thanks")});
  set_up(receiver.url());
  EXPECT_EQ(ada.post("/webhook/test", {}).status, 204);
  EXPECT_EQ(wait_for("delivered", 2)["answer"], "thanks");
  const auto requests = receiver.requests();
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].header("webhook-id"), requests[1].header("webhook-id"));
}

TEST_F(HubWebhook, IsNotRetriedIfTheReceiverIsGone) {
  HttpServer receiver({reply(410), reply(204)});
  set_up(receiver.url());
  ada.post("/webhook/test", {});
  const Json failed = wait_for("failed", 1);
  EXPECT_EQ(failed["status"], 410);
  EXPECT_EQ(
      ada.post("/webhook/deliveries/" + failed["id"].get<std::string>() + "/send-again", {}).status,
      204);
  wait_for("delivered", 1);
}

TEST_F(HubWebhook, IsSentByTheNextProcessIfThisOneIsKilled) {
  HttpServer receiver({reply(500), reply(204)});
  set_up(receiver.url());
  ada.post("/webhook/test", {});
  wait_until([](const Json& message) { return message["status"] == 500; });
  ada.hub.kill();
  ada.hub.restart();
  wait_for("delivered", 2);
  EXPECT_THAT(receiver.requests(), SizeIs(2));
}

TEST_F(HubWebhook, FollowsNoRedirects) {
  HttpServer inside({reply(200)});
  HttpServer receiver({reply(307, "", {{"Location", inside.url()}}), reply(410)});
  set_up(receiver.url());
  ada.post("/webhook/test", {});
  EXPECT_EQ(wait_for("failed", 2)["status"], 410);
  EXPECT_THAT(inside.requests(), IsEmpty());
}

TEST_F(HubWebhook, WritesToSlack) {
  HttpServer receiver({reply(200, "ok")});
  set_up(receiver.url(), "slack");
  ada.post("/halt", {{"reason", "a <b>"}});
  receiver.wait_for_requests(1);
  EXPECT_THAT(Json::parse(receiver.requests()[0].body)["text"].get<std::string>(),
              StartsWith("■ All executions were halted by ada: a &lt;b&gt; (<http"));
}

TEST_F(HubWebhook, IsDeletedWithItsMessages) {
  HttpServer receiver({reply(500)});
  set_up(receiver.url());
  ada.post("/webhook/test", {});
  wait_for("pending", 1);
  const HubRequest removal{.method = "DELETE", .path = ada.path("/webhook"), .token = ada.token};
  EXPECT_EQ(ada.hub.call(removal).status, 204);
  EXPECT_EQ(ada.hub.call(removal).status, 404);
  EXPECT_EQ(ada.get("/webhook").status, 404);
  EXPECT_THAT(deliveries(), IsEmpty());
  EXPECT_EQ(ada.post("/webhook/test", {}).status, 404);
}

TEST_F(HubWebhook, SignsWithTheNewSecretAfterItIsReplaced) {
  HttpServer receiver({reply(204)});
  const std::string old = set_up(receiver.url());
  const std::string secret = ada.post("/webhook/secret", {}).json.value("secret", "");
  EXPECT_NE(secret, old);
  ada.post("/webhook/test", {});
  receiver.wait_for_requests(1);
  const ReceivedRequest request = receiver.requests()[0];
  EXPECT_EQ(request.header("webhook-signature"),
            hub::webhook_signature(secret, request.header("webhook-id"),
                                   request.header("webhook-timestamp"), request.body));
}

TEST_F(HubWebhook, RejectsInvalidSettings) {
  const auto status = [&](const Json& wanted) { return ada.put("/webhook", wanted).status; };
  EXPECT_EQ(status({{"events", kAll}}), 422);
  EXPECT_EQ(status({{"url", "https://example.com"}}), 422);
  EXPECT_EQ(status({{"url", "https://example.com"}, {"events", {"test"}}}), 422);
  EXPECT_EQ(status({{"url", "https://example.com"}, {"events", kAll}, {"format", "xml"}}), 422);
  EXPECT_EQ(status({{"url", "gopher://example.com"}, {"events", kAll}}), 422);
  EXPECT_EQ(ada.get("/webhook").status, 404);
}

TEST(HubWebhookOutside, CannotReachPrivateAddressesUnlessAllowed) {
  HttpServer receiver({reply(204)});
  TeamOfAda ada;
  EXPECT_EQ(ada.put("/webhook", {{"url", receiver.url()}, {"events", kAll}}).status, 422);
  const std::string url = "https" + receiver.url().substr(4);
  EXPECT_EQ(ada.put("/webhook", {{"url", url}, {"events", kAll}}).status, 201);
  ada.post("/webhook/test", {});
  Json all;
  do {
    all = ada.get("/webhook/deliveries").json;
  } while (all[0]["answer"] == "");
  EXPECT_EQ(all[0]["answer"], "the address is not public");
  EXPECT_EQ(receiver.connections(), 0);
}

class PostgresqlTwoProcessesWebhook : public HubWebhook {
 protected:
  PostgresqlTwoProcessesWebhook() : HubWebhook({.postgresql = true, .two_processes = true}) {}
};

TEST_F(PostgresqlTwoProcessesWebhook, IsSentByOneOfThem) {
  constexpr int kMessages = 40;
  HttpServer receiver({reply(204)});
  set_up(receiver.url());
  for (int i = 0; i < kMessages; ++i)
    EXPECT_EQ(ada.post("/webhook/test", {}).status, 204);  // one at a time
  const auto start = std::chrono::steady_clock::now();
  const auto count = [&] {
    int delivered = 0;
    for (const Json& one : deliveries())
      delivered += one["state"] == "delivered" && one["attempts"] == 1 ? 1 : 0;
    return delivered;
  };
  while (count() < kMessages)
    ASSERT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60));
  std::set<std::string> ids;
  for (const ReceivedRequest& request : receiver.requests())
    EXPECT_TRUE(ids.insert(request.header("webhook-id")).second);
  EXPECT_THAT(ids, SizeIs(kMessages));
}

}  // namespace
}  // namespace chaos::testing
