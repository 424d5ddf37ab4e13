#include <gtest/gtest.h>

#include "net/http_client.h"
#include "support/http_server.h"
#include "support/network_environment.h"
#include "support/temporary_directory.h"

namespace chaos::net {
namespace {

using chaos::testing::drop;
using chaos::testing::HttpServer;
using chaos::testing::ReceivedRequest;
using chaos::testing::reply;
using chaos::testing::ReplyHeaders;
using chaos::testing::ScriptedReply;

class RedirectTest : public ::testing::Test {
 protected:
  static ScriptedReply to(const std::string& location, int status = 302,
                          ReplyHeaders headers = {}) {
    headers.emplace_back("Location", location);
    return reply(status, "elsewhere", headers);
  }
  static HttpResponse send(const HttpRequest& request) {
    return HttpClient::shared().send(request, Deadline::never(), {});
  }
  /// The second request after the first was answered with `status`.
  static ReceivedRequest followed(const std::string& method, int status) {
    HttpServer server({to("/new", status), reply(200, "here")});
    send({.method = method,
          .url = server.url("/old"),
          .headers = {{"Content-Type", "a/b"}},
          .body = method == "HEAD" ? std::nullopt : std::optional<std::string>("x")});
    return server.requests().at(1);
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(RedirectTest, Follows) {
  HttpServer server({to("../up/./caf\xc3\xa9 x?y=1"), reply(200, "here")});
  const HttpResponse response = send({.url = server.url("/a/b/c")});
  EXPECT_EQ(response.body, "here");
  EXPECT_EQ(response.url, server.url("/a/up/caf%C3%A9%20x?y=1"));
  EXPECT_EQ(server.requests().at(1).target, "/a/up/caf%C3%A9%20x?y=1");
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(RedirectTest, ChangesTheMethodLikeBrowsers) {
  EXPECT_EQ(followed("POST", 301).method, "GET");
  EXPECT_EQ(followed("PUT", 301).method, "PUT");
  EXPECT_EQ(followed("PUT", 302).method, "GET");
  EXPECT_EQ(followed("DELETE", 303).method, "GET");
  EXPECT_EQ(followed("HEAD", 303).method, "HEAD");
  EXPECT_EQ(followed("POST", 307).method, "POST");
  EXPECT_EQ(followed("POST", 308).method, "POST");
}

TEST_F(RedirectTest, KeepsTheBodyOnlyFor307And308) {
  EXPECT_EQ(followed("POST", 302).body, "");
  EXPECT_EQ(followed("POST", 302).header("Content-Type"), "");
  EXPECT_EQ(followed("PUT", 301).body, "");
  EXPECT_EQ(followed("POST", 307).body, "x");
  EXPECT_EQ(followed("POST", 308).header("Content-Type"), "a/b");
}

TEST_F(RedirectTest, GivesUpAfterThirty) {
  HttpServer server({to("/again")});
  try {
    send({.url = server.url()});
    FAIL();
  } catch (const HttpError& error) {
    EXPECT_EQ(error.kind(), HttpError::Kind::kTooManyRedirects);
    EXPECT_STREQ(error.what(), "Exceeded 30 redirects.");
  }
  EXPECT_EQ(server.requests().size(), 31U);
}

TEST_F(RedirectTest, DoesNotFollowIfDisabled) {
  HttpServer server({to("/new")});
  const HttpResponse response = send({.url = server.url(), .follow_redirects = false});
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(response.body, "elsewhere");
}

TEST_F(RedirectTest, NeedsALocation) {
  HttpServer server({reply(302, "nowhere"), to("")});
  EXPECT_EQ(send({.url = server.url()}).body, "nowhere");
  EXPECT_EQ(send({.url = server.url()}).status, 302);
}

TEST_F(RedirectTest, RejectsOtherSchemes) {
  HttpServer server({to("ftp://x/")});
  try {
    send({.url = server.url()});
    FAIL();
  } catch (const HttpError& error) {
    EXPECT_EQ(error.kind(), HttpError::Kind::kInvalidUrl);
  }
}

TEST_F(RedirectTest, SendsCookiesWithinTheChain) {
  HttpServer server({to("/new", 302, {{"Set-Cookie", "k=v; Path=/"}}), reply(200)});
  send({.url = server.url("/old"), .headers = {{"Cookie", "own=1"}}});
  EXPECT_EQ(server.requests().at(0).header("Cookie"), "own=1");
  EXPECT_EQ(server.requests().at(1).header("Cookie"), "k=v");
}

TEST_F(RedirectTest, KeepsCookiesWhenAConnectionFails) {
  HttpServer server({to("/new", 302, {{"Set-Cookie", "k=v; Path=/"}}), drop(), reply(200)});
  send({.url = server.url("/old"), .max_retries = 1});
  EXPECT_EQ(server.requests().at(2).header("Cookie"), "k=v");
}

TEST_F(RedirectTest, KeepsCredentialsOnTheSameSite) {
  HttpServer server({to("/new"), reply(200)});
  send({.url = server.url(), .headers = {{"Authorization", "Basic abc"}}});
  EXPECT_EQ(server.requests().at(1).header("Authorization"), "Basic abc");
}

TEST_F(RedirectTest, DoesNotSendCredentialsToOtherSites) {
  HttpServer other({reply(200)});
  HttpServer server({to(other.url())});
  send({.url = server.url(), .headers = {{"Authorization", "Basic abc"}, {"X-Mine", "1"}}});
  EXPECT_EQ(other.requests().at(0).header("Authorization"), "");
  EXPECT_EQ(other.requests().at(0).header("X-Mine"), "1");
}

TEST_F(RedirectTest, UsesTheLoginForTheNewSite) {
  const chaos::testing::TemporaryDirectory directory;
  environment_.set("NETRC", directory.write("netrc", "machine localhost login a password b"));
  HttpServer server([](const ReceivedRequest& request) {
    const std::string host = request.header("Host");
    return request.target == "/old" ? to("http://localhost" + host.substr(host.find(':')) + "/new")
                                    : reply(200);
  });
  send({.url = server.url("/old")});
  EXPECT_EQ(server.requests().at(0).header("Authorization"), "");
  EXPECT_EQ(server.requests().at(1).header("Authorization"), "Basic YTpi");
}

}  // namespace
}  // namespace chaos::net
