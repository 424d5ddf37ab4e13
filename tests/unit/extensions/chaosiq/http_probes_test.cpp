#include "chaosiq/functions/http_probes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "chaos/error.h"
#include "provider/function_provider.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::ClosedPort;
using chaos::testing::hang;
using chaos::testing::HttpServer;
using chaos::testing::ReceivedRequest;
using chaos::testing::reply;
using ::testing::StartsWith;

constexpr const char* kStatus = "read_http_status_code";
constexpr const char* kTime = "time_http_call";
const Json kNothing = Json::object();

class HttpProbes : public ::testing::Test {
 protected:
  HttpProbes() { register_http_probes(registry_); }

  Json call(const char* function, const Json& arguments, const Deadline& deadline = {},
            std::stop_token stop = {}) {
    return registry_.function("chaoscloud.probes.http", function)
        ->call({arguments, kNothing, kNothing, std::move(stop), deadline});
  }

  std::string failure(const char* function, const Json& arguments, const Deadline& deadline = {}) {
    try {
      call(function, arguments, deadline);
    } catch (const ActivityFailed& error) {
      return error.what();
    }
    ADD_FAILURE() << "did not fail";
    return {};
  }

  /// The request that a server receives for a call with `arguments` in addition to the URL.
  ReceivedRequest sent(Json arguments, const std::string& path = "/") {
    HttpServer server({reply(200)});
    arguments["url"] = server.url(path);
    call(kStatus, arguments);
    return server.requests().at(0);
  }

  /// The error of a call with `arguments` and a URL that is rejected before anything is sent,
  /// without the part that names the call.
  std::string refusal(Json arguments) {
    HttpServer server({reply(200)});
    arguments["url"] = server.url();
    const std::string message = failure(kStatus, arguments);
    EXPECT_TRUE(server.requests().empty());
    const std::string start = "Failed to request " + server.url() + ": ";
    EXPECT_THAT(message, StartsWith(start));
    return message.substr(start.size());
  }

  chaos::testing::NetworkEnvironment environment_;
  Registry registry_;
};

TEST_F(HttpProbes, ReadAnyStatus) {
  HttpServer server({reply(204), reply(404, "none"), reply(503)});
  for (const int status : {204, 404, 503}) {
    const Json output = call(kStatus, {{"url", server.url()}});
    EXPECT_TRUE(output.is_number_integer());
    EXPECT_EQ(output, status);
  }
}

TEST_F(HttpProbes, FollowRedirects) {
  HttpServer server({reply(302, "", {{"Location", "/there"}}), reply(201)});
  EXPECT_EQ(call(kStatus, {{"url", server.url("/here")}, {"method", "HEAD"}}), 201);
  EXPECT_EQ(server.requests().at(1).target, "/there");
}

TEST_F(HttpProbes, IgnoreTheBody) {
  HttpServer server({reply(200, "not gzip", {{"Content-Encoding", "gzip"}})});
  EXPECT_EQ(call(kStatus, {{"url", server.url()}}), 200);
}

TEST_F(HttpProbes, TimeTheWholeCallInMilliseconds) {
  constexpr std::chrono::milliseconds kDelay(20);
  HttpServer server([&](const ReceivedRequest&) {
    std::this_thread::sleep_for(kDelay);  // the measured delay
    return reply(500, "late");
  });
  const auto start = std::chrono::steady_clock::now();
  const Json output = call(kTime, {{"url", server.url()}});
  const std::chrono::duration<double, std::milli> outside =
      std::chrono::steady_clock::now() - start;
  ASSERT_TRUE(output.is_number_float());
  EXPECT_GE(output.get<double>(), static_cast<double>(kDelay.count()));
  EXPECT_LE(output.get<double>(), outside.count());
}

TEST_F(HttpProbes, SendAGetWithoutABodyByDefault) {
  const ReceivedRequest request = sent(kNothing, "/r?a=1");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.target, "/r?a=1");
  EXPECT_EQ(request.body, "");
  EXPECT_EQ(request.header("Content-Type"), "");
}

TEST_F(HttpProbes, SendTheirArguments) {
  const ReceivedRequest request = sent({{"method", "patch"},
                                        {"headers", {{"X-A", "b"}, {"Accept", nullptr}}},
                                        {"params", {{"q", "a b"}, {"l", {1, "x"}}}},
                                        {"json", {{"é", true}}}},
                                       "/r?a=1");
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.target, "/r?a=1&q=a+b&l=1&l=x");
  EXPECT_EQ(request.header("X-A"), "b");
  EXPECT_EQ(request.header("Accept"), "");
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_EQ(request.body, R"({"\u00e9": true})");
}

TEST_F(HttpProbes, SendABodyWithEveryMethodAndOfTheGivenType) {
  const ReceivedRequest request =
      sent({{"json", kNothing}, {"headers", {{"content-type", "application/x+json"}}}});
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.body, "{}");
  EXPECT_EQ(request.header("Content-Type"), "application/x+json");
}

TEST_F(HttpProbes, TreatNullAsMissing) {
  const ReceivedRequest request = sent({{"headers", nullptr},
                                        {"params", nullptr},
                                        {"json", nullptr},
                                        {"verify_tls", nullptr},
                                        {"timeout", nullptr}});
  EXPECT_EQ(request.target, "/");
  EXPECT_EQ(request.body, "");
}

TEST_F(HttpProbes, ConnectForEachCall) {
  HttpServer server({reply(200)});
  for (const char* function : {kStatus, kStatus, kTime})
    call(function, {{"url", server.url()}});
  EXPECT_EQ(server.connections(), 3);
}

TEST_F(HttpProbes, VerifyTlsByDefault) {
  const chaos::testing::TestCertificate certificate;
  HttpServer server({reply(200)}, &certificate);
  EXPECT_THAT(failure(kStatus, {{"url", server.url()}}),
              StartsWith("Failed to request " + server.url() + ": "));
  EXPECT_EQ(call(kStatus, {{"url", server.url()}, {"verify_tls", false}}), 200);
}

TEST_F(HttpProbes, FailWithoutAResponse) {
  const ClosedPort port;
  const Json arguments = {{"url", port.url()}};
  EXPECT_THAT(failure(kStatus, arguments), StartsWith("Failed to request " + port.url() + ": "));
  EXPECT_THAT(failure(kTime, arguments), StartsWith("Failed to time request " + port.url() + ": "));
  EXPECT_THAT(failure(kStatus, {{"url", "nowhere"}}), StartsWith("Failed to request nowhere: "));
}

TEST_F(HttpProbes, ObeyTheirTimeout) {
  HttpServer server({hang(), hang("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab")});
  const Json arguments = {{"url", server.url()}, {"timeout", 0.05}};
  EXPECT_EQ(failure(kStatus, arguments), "Failed to request " + server.url() + ": the time is up");
  EXPECT_EQ(failure(kTime, arguments),
            "Failed to time request " + server.url() + ": the time is up");
}

TEST_F(HttpProbes, ObeyTheDeadlineOfTheActivity) {
  HttpServer server({hang()});
  for (const Json& timeout : {Json(3600), Json()}) {
    const Deadline deadline = Deadline::after(std::chrono::milliseconds(50));
    EXPECT_EQ(failure(kStatus, {{"url", server.url()}, {"timeout", timeout}}, deadline),
              "Failed to request " + server.url() + ": the time is up");
  }
}

TEST_F(HttpProbes, Stop) {
  for (const char* function : {kStatus, kTime}) {
    HttpServer server({hang()});
    std::stop_source source;
    std::jthread stopper([&] {
      server.wait_for_requests(1);
      source.request_stop();
    });
    EXPECT_THROW(call(function, {{"url", server.url()}}, {}, source.get_token()), Stopped);
  }
}

TEST_F(HttpProbes, FailForArgumentsThatCannotBeSent) {
  EXPECT_EQ(refusal({{"timeout", 0}}), "the timeout must be a positive number of seconds, not 0");
  EXPECT_EQ(refusal({{"timeout", "5"}}),
            "the timeout must be a positive number of seconds, not '5'");
  EXPECT_EQ(refusal({{"method", nullptr}}), "the method must be a string, not None");
  EXPECT_EQ(refusal({{"headers", "X-A: b"}}), "HTTP headers must be a mapping");
  EXPECT_EQ(refusal({{"json", {{"x", NAN}}}}), "Out of range float values are not JSON compliant");
  EXPECT_EQ(refusal({{"params", 5}}),
            "arguments must be a mapping, a list of pairs or a string, not 5");
}

TEST_F(HttpProbes, RequireAUrlOnly) {
  const FunctionProvider provider(registry_);
  Json activity = {
      {"type", "probe"},
      {"name", "x"},
      {"provider",
       {{"type", "python"}, {"module", "chaoscloud.probes.http"}, {"arguments", kNothing}}}};
  for (const char* function : {kStatus, kTime}) {
    activity["provider"]["func"] = function;
    activity["provider"]["arguments"] = kNothing;
    EXPECT_THROW(provider.validate(activity), InvalidActivity);
    activity["provider"]["arguments"]["url"] = "http://x";
    EXPECT_NO_THROW(provider.validate(activity));
  }
  EXPECT_EQ(failure(kStatus, kNothing), "Failed to request: no url is given");
}

}  // namespace
}  // namespace chaos::chaosiq
