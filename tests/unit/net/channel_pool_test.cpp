#include "net/channel_pool.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos::net {
namespace {

using chaos::testing::drop;
using chaos::testing::HttpServer;
using chaos::testing::reply;
using chaos::testing::ScriptedReply;

class ChannelPoolTest : public ::testing::Test {
 protected:
  static HttpResponse send(const HttpRequest& request) {
    return HttpClient::shared().send(request, Deadline::never(), {});
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(ChannelPoolTest, KeepsConnectionsOpen) {
  HttpServer server({reply(200)});
  for (int i = 0; i < 3; ++i)
    send({.method = i == 1 ? "POST" : "GET", .url = server.url()});
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ChannelPoolTest, ReconnectsIfAskedTo) {
  HttpServer server({reply(200)});
  for (int i = 0; i < 3; ++i)
    send({.url = server.url(), .fresh_connection = true});
  EXPECT_EQ(server.connections(), 3);
  send({.url = server.url()});
  EXPECT_EQ(server.connections(), 4);
}

TEST_F(ChannelPoolTest, SurvivesAServerThatClosesConnections) {
  HttpServer server(
      {ScriptedReply{"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ScriptedReply::Then::kClose}});
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(send({.url = server.url()}).status, 200);
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(ChannelPoolTest, DropsAConnectionThatFailed) {
  HttpServer server({reply(200), drop(), reply(200, "again")});
  send({.url = server.url()});
  EXPECT_THROW(send({.method = "POST", .url = server.url("/1"), .fresh_connection = true}),
               HttpError);
  EXPECT_EQ(send({.url = server.url("/2")}).body, "again");
}

/// Requests on a kept-alive connection that the server closes without a response.
class AbandonedRequest : public ChannelPoolTest {
 protected:
  /// The result of the second request. The server responds to the first, and then does `then`.
  std::string second(const std::string& method, std::vector<ScriptedReply> then) {
    then.insert(then.begin(), reply(200));
    server_.emplace(std::move(then));
    send({.url = server_->url("/1")});
    try {
      return send({.method = method, .url = server_->url("/2"), .body = body_}).body;
    } catch (const HttpError& error) {
      EXPECT_EQ(error.kind(), HttpError::Kind::kConnection);
      return error.what();
    }
  }
  std::vector<std::string> received() const {
    std::vector<std::string> received;
    for (const auto& request : server_->requests())
      received.push_back(std::to_string(request.connection) + " " + request.method + " " +
                         request.target);
    return received;
  }

  std::optional<std::string> body_;
  std::optional<HttpServer> server_;
};

TEST_F(AbandonedRequest, IsSentAgainIfItIsSafe) {
  for (const std::string method : {"GET", "OPTIONS"}) {
    EXPECT_EQ(second(method, {drop(), reply(200, "again")}), "again");
    EXPECT_EQ(received(),
              (std::vector<std::string>{"1 GET /1", "1 " + method + " /2", "2 " + method + " /2"}));
  }
}

TEST_F(AbandonedRequest, IsSentAgainOnlyOnce) {
  EXPECT_EQ(second("GET", {drop(), drop(), reply(200, "again")}), "Empty reply from server");
  EXPECT_EQ(received().size(), 3U);
}

TEST_F(AbandonedRequest, IsNotSentAgainIfItMayHaveHadAnEffect) {
  for (const std::string method : {"POST", "PUT", "DELETE", "PATCH"}) {
    for (const auto& body : {std::optional<std::string>(), std::optional<std::string>("x")}) {
      body_ = body;
      EXPECT_EQ(second(method, {drop(), reply(200, "again")}),
                "the connection was closed without an answer")
          << method;
      EXPECT_EQ(received(), (std::vector<std::string>{"1 GET /1", "1 " + method + " /2"}));
    }
  }
}

TEST_F(AbandonedRequest, DoesNotAffectTheNextOne) {
  second("POST", {drop(), reply(200, "next")});
  EXPECT_EQ(send({.method = "POST", .url = server_->url("/3")}).body, "next");
  EXPECT_EQ(received().size(), 3U);
}

TEST_F(ChannelPoolTest, GivesBackTheChannelOfTheSameSite) {
  ChannelPool pool;
  auto first = pool.take("a");
  Channel* const address = first.get();
  pool.give_back("a", std::move(first));
  EXPECT_NE(pool.take("b").get(), address);
  EXPECT_EQ(pool.take("a").get(), address);
}

TEST_F(ChannelPoolTest, LimitsTheNumberOfChannels) {
  ChannelPool pool;
  std::vector<std::unique_ptr<Channel>> channels;
  for (int i = 0; i < 12; ++i)
    channels.push_back(pool.take("x"));
  Channel* const newest = channels.back().get();
  pool.give_back("oldest", std::move(channels.front()));
  for (int i = 1; i < 12; ++i)
    pool.give_back("x", std::move(channels[static_cast<size_t>(i)]));
  EXPECT_EQ(pool.take("x").get(), newest);
}

}  // namespace
}  // namespace chaos::net
