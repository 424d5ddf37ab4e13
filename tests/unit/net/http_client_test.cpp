#include "net/http_client.h"

#include <gtest/gtest.h>

#include <thread>

#include "chaos/error.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos::net {
namespace {

using chaos::testing::BlackHolePort;
using chaos::testing::ClosedPort;
using chaos::testing::drop;
using chaos::testing::hang;
using chaos::testing::HttpServer;
using chaos::testing::ReceivedRequest;
using chaos::testing::reply;
using chaos::testing::ScriptedReply;

class HttpClientTest : public ::testing::Test {
 protected:
  static HttpResponse send(const HttpRequest& request) {
    return HttpClient::shared().send(request, Deadline::never(), {});
  }
  static HttpResponse get(const std::string& url) { return send({.url = url}); }

  static HttpError failure(const HttpRequest& request,
                           const Deadline& deadline = Deadline::never()) {
    try {
      HttpClient::shared().send(request, deadline, {});
    } catch (const HttpError& error) {
      return error;
    }
    ADD_FAILURE() << "the request did not fail";
    return HttpError(HttpError::Kind::kOther, "");
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(HttpClientTest, SendsDefaultHeaders) {
  HttpServer server({reply(200)});
  get(server.url("/x?y=1"));
  const ReceivedRequest request = server.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/x?y=1");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"Host", server.host()},
      {"User-Agent", request.header("User-Agent")},
      {"Accept-Encoding", "gzip, deflate"},
      {"Accept", "*/*"},
      {"Connection", "keep-alive"}};
  EXPECT_EQ(request.headers, expected);
  EXPECT_TRUE(request.header("User-Agent").starts_with("chaos/"));
}

TEST_F(HttpClientTest, SendsGivenHeaders) {
  HttpServer server({reply(200)});
  send({.url = server.url(),
        .headers = {{"accept", "text/x-y"}, {"X-Empty", ""}, {"X-Latin", "café"}},
        .removed_headers = {"user-agent", "Connection"}});
  const ReceivedRequest request = server.requests().at(0);
  const std::vector<std::pair<std::string, std::string>> expected{
      {"Host", server.host()},
      {"Accept-Encoding", "gzip, deflate"},
      {"accept", "text/x-y"},
      {"X-Empty", ""},
      {"X-Latin", "caf\xe9"}};
  EXPECT_EQ(request.headers, expected);
}

TEST_F(HttpClientTest, RejectsInvalidHeadersAndMethods) {
  HttpServer server({reply(200)});
  EXPECT_EQ(failure({.url = server.url(), .headers = {{"X", "a\nb"}}}).kind(),
            HttpError::Kind::kOther);
  EXPECT_EQ(failure({.method = "A B", .url = server.url()}).kind(), HttpError::Kind::kOther);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, SendsBodies) {
  HttpServer server({reply(200)});
  send(
      {.method = "POST", .url = server.url(), .headers = {{"Content-Type", "a/b"}}, .body = "x=1"});
  const ReceivedRequest request = server.requests().at(0);
  EXPECT_EQ(request.body, "x=1");
  EXPECT_EQ(request.header("Content-Type"), "a/b");
  EXPECT_EQ(request.header("Content-Length"), "3");
}

TEST_F(HttpClientTest, DoesNotAddAContentType) {
  HttpServer server({reply(200)});
  send({.method = "PUT", .url = server.url(), .body = "raw"});
  EXPECT_EQ(server.requests().at(0).header("Content-Type"), "");
}

TEST_F(HttpClientTest, DoesNotSendExpectForLargeBodies) {
  HttpServer server({reply(200)});
  const std::string body(3'000'000, 'x');
  send({.method = "POST", .url = server.url(), .body = body});
  EXPECT_EQ(server.requests().at(0).header("Expect"), "");
  EXPECT_EQ(server.requests().at(0).body.size(), body.size());
}

TEST_F(HttpClientTest, SendsAZeroLengthIfTheMethodUsuallyHasABody) {
  HttpServer server({reply(200)});
  for (const char* method : {"POST", "DELETE", "PURGE"}) {
    send({.method = method, .url = server.url()});
    EXPECT_EQ(server.requests().back().method, method);
    EXPECT_EQ(server.requests().back().header("Content-Length"), "0");
  }
  send({.method = "HEAD", .url = server.url()});
  EXPECT_EQ(server.requests().back().header("Content-Length"), "");
}

TEST_F(HttpClientTest, SendsBodiesWithGet) {
  HttpServer server({reply(200, "ok")});
  EXPECT_EQ(send({.method = "GET", .url = server.url(), .body = "g"}).body, "ok");
  EXPECT_EQ(server.requests().at(0).method + server.requests().at(0).body, "GETg");
}

TEST_F(HttpClientTest, ExpectsNoBodyAfterHead) {
  HttpServer server({ScriptedReply{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"}});
  const HttpResponse head = send({.method = "HEAD", .url = server.url(), .body = "unsent"});
  EXPECT_EQ(head.body, "");
  EXPECT_EQ(*head.header("content-length"), "5");
  EXPECT_EQ(server.requests().at(0).header("Content-Length"), "");
}

TEST_F(HttpClientTest, ReturnsTheWholeResponse) {
  HttpServer server({reply(418, "short", {{"X-lower-Mixed", "caf\xe9"}, {"x-LOWER-mixed", "b"}})});
  const HttpResponse response = get(server.url("/pot#handle"));
  EXPECT_EQ(response.status, 418);
  EXPECT_EQ(response.reason, "Reason 418");
  EXPECT_EQ(response.body, "short");
  EXPECT_EQ(response.url, server.url("/pot"));
  EXPECT_EQ(response.headers.at(0),
            std::pair(std::string("X-lower-Mixed"), std::string("café, b")));
  EXPECT_EQ(response.header("X-None"), nullptr);
}

TEST_F(HttpClientTest, ReadsChunkedBodies) {
  HttpServer server(
      {ScriptedReply{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"}});
  const HttpResponse response = get(server.url());
  EXPECT_EQ(response.body, "abcde");
  EXPECT_EQ(response.header("X-Trailer"), nullptr);
}

TEST_F(HttpClientTest, ReadsBodiesThatEndWithTheConnection) {
  HttpServer server({ScriptedReply{"HTTP/1.0 200 OK\r\n\r\nall", ScriptedReply::Then::kClose}});
  EXPECT_EQ(get(server.url()).body, "all");
}

TEST_F(HttpClientTest, ToleratesUnknownContentEncodings) {
  HttpServer server({reply(200, "plain", {{"Content-Encoding", "utf-8"}})});
  EXPECT_EQ(get(server.url()).body, "plain");
}

TEST_F(HttpClientTest, RejectsDamagedContentEncodings) {
  HttpServer server({reply(200, "abc", {{"Content-Encoding", "gzip"}})});
  EXPECT_EQ(failure({.url = server.url()}).kind(), HttpError::Kind::kOther);
}

TEST_F(HttpClientTest, KeepsAtMostTheLimit) {
  HttpServer server({reply(200, std::string(500'000, 'x')), reply(200, "1234")});
  const HttpResponse cut = send({.url = server.url(), .body_limit = 1000});
  EXPECT_EQ(cut.body, std::string(1000, 'x'));
  EXPECT_TRUE(cut.body_truncated);
  EXPECT_FALSE(send({.url = server.url(), .body_limit = 4}).body_truncated);
}

TEST_F(HttpClientTest, ForgetsCookies) {
  HttpServer server({reply(200, "", {{"Set-Cookie", "k=v"}}), reply(200)});
  get(server.url());
  get(server.url());
  EXPECT_EQ(server.requests().at(1).header("Cookie"), "");
}

TEST_F(HttpClientTest, ReportsARefusedConnection) {
  const ClosedPort port;
  const HttpError error = failure({.url = port.url()});
  EXPECT_EQ(error.kind(), HttpError::Kind::kConnection);
  EXPECT_NE(std::string(error.what()).find("Connection refused"), std::string::npos)
      << error.what();
}

TEST_F(HttpClientTest, ReportsAConnectionWithoutAResponse) {
  HttpServer server({drop()});
  EXPECT_EQ(failure({.url = server.url()}).kind(), HttpError::Kind::kConnection);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(HttpClientTest, ReportsAResponseThatIsNotHttp) {
  HttpServer server({ScriptedReply{"hello there\r\n\r\n", ScriptedReply::Then::kClose}});
  EXPECT_EQ(failure({.url = server.url()}).kind(), HttpError::Kind::kConnection);
}

TEST_F(HttpClientTest, ReportsATruncatedBody) {
  HttpServer server({ScriptedReply{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                   ScriptedReply::Then::kClose}});
  EXPECT_EQ(failure({.url = server.url()}).kind(), HttpError::Kind::kOther);
}

TEST_F(HttpClientTest, ReportsASilentServer) {
  HttpServer server({hang()});
  const HttpError error = failure({.url = server.url(), .read_timeout = 0.05});
  EXPECT_EQ(error.kind(), HttpError::Kind::kTimeout);
  EXPECT_STREQ(error.what(), "Read timed out. (read timeout=0.05)");
}

TEST_F(HttpClientTest, ReportsAServerThatStopsSendingInTheBody) {
  HttpServer server({hang("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")});
  const HttpError error = failure({.url = server.url(), .read_timeout = 0.5});
  EXPECT_EQ(error.kind(), HttpError::Kind::kConnection);
  EXPECT_STREQ(error.what(), "Read timed out.");
}

TEST_F(HttpClientTest, ReportsAServerThatCannotBeReached) {
  const BlackHolePort port;
  const HttpError error = failure({.url = port.url(), .connect_timeout = 0.05});
  EXPECT_EQ(error.kind(), HttpError::Kind::kConnection);
}

TEST_F(HttpClientTest, ObeysTheDeadline) {
  HttpServer server({hang()});
  const auto deadline = Deadline::after(std::chrono::milliseconds(50));
  EXPECT_EQ(failure({.url = server.url()}, deadline).kind(), HttpError::Kind::kTimeout);
}

TEST_F(HttpClientTest, DoesNotStartAfterTheDeadline) {
  HttpServer server({reply(200)});
  const auto deadline = Deadline::after(std::chrono::seconds(-1));
  EXPECT_EQ(failure({.url = server.url()}, deadline).kind(), HttpError::Kind::kTimeout);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, StopsWhileTheServerIsSilent) {
  HttpServer server({hang()});
  std::stop_source source;
  std::jthread stopper([&] {
    server.wait_for_requests(1);
    source.request_stop();
  });
  EXPECT_THROW(
      HttpClient::shared().send({.url = server.url()}, Deadline::never(), source.get_token()),
      Stopped);
}

TEST_F(HttpClientTest, StopsWhileConnecting) {
  const BlackHolePort port;
  std::stop_source source;
  std::jthread stopper([&] { source.request_stop(); });
  EXPECT_THROW(
      HttpClient::shared().send({.url = port.url()}, Deadline::never(), source.get_token()),
      Stopped);
}

TEST_F(HttpClientTest, DoesNotStartOnceStopped) {
  HttpServer server({reply(200)});
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(
      HttpClient::shared().send({.url = server.url()}, Deadline::never(), source.get_token()),
      Stopped);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(HttpClientTest, ServesManyThreads) {
  HttpServer server([](const ReceivedRequest& request) { return reply(200, request.target); });
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&server, thread] {
      for (int i = 0; i < 10; ++i) {
        const std::string path = "/" + std::to_string(thread) + "/" + std::to_string(i);
        EXPECT_EQ(get(server.url(path)).body, path);
      }
    });
  }
  threads.clear();
  EXPECT_EQ(server.requests().size(), 80U);
}

TEST_F(HttpClientTest, UsesTheProxyOfTheEnvironment) {
  HttpServer proxy({reply(200, "by proxy")});
  environment_.set("http_proxy", proxy.url());
  EXPECT_EQ(get("http://far.invalid/x").body, "by proxy");
  EXPECT_EQ(proxy.requests().at(0).target, "http://far.invalid/x");
  EXPECT_EQ(proxy.requests().at(0).header("Proxy-Connection"), "");
}

}  // namespace
}  // namespace chaos::net
