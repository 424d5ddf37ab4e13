#include <gtest/gtest.h>

#include <thread>

#include "chaos/error.h"
#include "net/http_client.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos::net {
namespace {

using chaos::testing::ClosedPort;
using chaos::testing::drop;
using chaos::testing::hang;
using chaos::testing::HttpServer;
using chaos::testing::reply;
using chaos::testing::ScriptedReply;

using Kind = HttpError::Kind;

class RetryTest : public ::testing::Test {
 protected:
  static HttpResponse send(const HttpRequest& request) {
    return HttpClient::shared().send(request, Deadline::never(), {});
  }
  static Kind failure(const HttpRequest& request) {
    try {
      send(request);
    } catch (const HttpError& error) {
      return error.kind();
    }
    ADD_FAILURE() << "the request did not fail";
    return Kind::kOther;
  }
  static HttpRequest request(const std::string& url, int max_retries,
                             const std::string& method = "GET") {
    // Long enough for the server to see each request, even on a busy machine.
    return {.method = method, .url = url, .read_timeout = 0.3, .max_retries = max_retries};
  }
  static ScriptedReply busy(const std::string& retry_after) {
    return reply(503, "busy", {{"Retry-After", retry_after}});
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(RetryTest, RetriesIfTheConnectionDrops) {
  HttpServer server({drop(), drop(), reply(200, "third")});
  EXPECT_EQ(send(request(server.url(), 3)).body, "third");
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(RetryTest, GivesUpEventually) {
  HttpServer server({drop()});
  EXPECT_EQ(failure(request(server.url(), 2)), Kind::kConnection);
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(RetryTest, ReportsThatItGaveUp) {
  const ClosedPort port;
  try {
    send(request(port.url("/x"), 1));
    FAIL();
  } catch (const HttpError& error) {
    EXPECT_TRUE(
        std::string(error.what()).starts_with("Max retries exceeded with url: /x (Caused by: "));
  }
}

TEST_F(RetryTest, DoesNotRepeatAPostThatTheServerHasSeen) {
  HttpServer server({drop()});
  EXPECT_EQ(failure(request(server.url(), 3, "POST")), Kind::kConnection);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(RetryTest, RetriesIfTheServerIsSilent) {
  HttpServer server({hang(), reply(200, "second")});
  EXPECT_EQ(send(request(server.url(), 1)).body, "second");
}

TEST_F(RetryTest, TreatsARepeatedlySilentServerAsUnreachable) {
  HttpServer server({hang()});
  EXPECT_EQ(failure(request(server.url(), 0)), Kind::kTimeout);
  EXPECT_EQ(failure(request(server.url(), 1)), Kind::kConnection);
  EXPECT_EQ(failure(request(server.url(), -1)), Kind::kConnection);
  EXPECT_EQ(failure(request(server.url(), 1, "POST")), Kind::kTimeout);
  EXPECT_EQ(server.requests().size(), 5U);
}

TEST_F(RetryTest, DoesNotRetryOnceTheResponseHasStarted) {
  HttpServer server({ScriptedReply{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                                   ScriptedReply::Then::kClose}});
  EXPECT_EQ(failure(request(server.url(), 3)), Kind::kOther);
  EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(RetryTest, ObeysRetryAfter) {
  HttpServer server({busy("0"), busy("Thu, 01 Jan 2015 00:00:00 GMT"), reply(200, "third")});
  EXPECT_EQ(send(request(server.url(), 5)).body, "third");
}

TEST_F(RetryTest, ReturnsTheLastResponseIfTheServerStaysBusy) {
  HttpServer server({busy("0")});
  EXPECT_EQ(send(request(server.url(), 2)).body, "busy");
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(RetryTest, IgnoresRetryAfterIfItMustNotRetry) {
  HttpServer server({busy("0")});
  EXPECT_EQ(send(request(server.url(), 0)).status, 503);
  EXPECT_EQ(send(request(server.url(), 2, "POST")).status, 503);
  EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(RetryTest, RejectsAnInvalidRetryAfter) {
  HttpServer server({busy("soon")});
  EXPECT_EQ(failure(request(server.url(), 2)), Kind::kOther);
}

TEST_F(RetryTest, StopsWhileWaitingToRetry) {
  HttpServer server({busy("3600")});
  std::stop_source source;
  std::jthread stopper([&] {
    server.wait_for_requests(1);
    source.request_stop();
  });
  EXPECT_THROW(
      HttpClient::shared().send(request(server.url(), 1), Deadline::never(), source.get_token()),
      Stopped);
}

TEST_F(RetryTest, DoesNotWaitBeyondTheDeadline) {
  HttpServer server({busy("3600")});
  try {
    HttpClient::shared().send(request(server.url(), 1),
                              Deadline::after(std::chrono::milliseconds(200)), {});
    FAIL();
  } catch (const HttpError& error) {
    EXPECT_EQ(error.kind(), Kind::kTimeout);
  }
}

}  // namespace
}  // namespace chaos::net
