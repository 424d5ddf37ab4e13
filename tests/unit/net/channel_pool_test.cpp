#include "net/channel_pool.h"

#include <gtest/gtest.h>

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

TEST_F(ChannelPoolTest, ConnectsAnewWhenToldTo) {
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

TEST_F(ChannelPoolTest, GivesBackTheChannelOfTheSameSite) {
  ChannelPool pool;
  auto first = pool.take("a");
  Channel* const address = first.get();
  pool.give_back("a", std::move(first));
  EXPECT_NE(pool.take("b").get(), address);
  EXPECT_EQ(pool.take("a").get(), address);
}

TEST_F(ChannelPoolTest, KeepsOnlySome) {
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
