#include "provider/http_provider.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos {
namespace {

using chaos::testing::ClosedPort;
using chaos::testing::drop;
using chaos::testing::hang;
using chaos::testing::HttpServer;
using chaos::testing::json_reply;
using chaos::testing::ReceivedRequest;
using chaos::testing::reply;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Json kNothing = Json::object();

/// An activity that calls `url`; `rest` contains further members of its provider block, as JSON.
Json activity(const std::string& url, const std::string& rest = "{}") {
  Json provider = {{"type", "http"}, {"url", url}};
  provider.update(parse_json(rest));
  return {{"type", "action"}, {"name", "x"}, {"provider", provider}};
}

Json run(const Json& call, const Json& configuration = kNothing, const Json& secrets = kNothing) {
  return HttpProvider().execute({call, configuration, secrets, {}, Deadline::never()});
}

template <typename Error>
Diagnostic failure(const Json& call, const Deadline& deadline = Deadline::never()) {
  try {
    HttpProvider().execute({call, kNothing, kNothing, {}, deadline});
  } catch (const Error& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "the expected error was not thrown";
  return {};
}

class HttpProviderTest : public ::testing::Test {
 protected:
  /// The request that a server receives from an activity with `rest` in its provider block.
  ReceivedRequest sent(const std::string& rest, const std::string& path = "/r") {
    HttpServer server({reply(200)});
    run(activity(server.url(path), rest));
    return server.requests().at(0);
  }
  Diagnostic refused(const std::string& rest) {
    HttpServer server({reply(200)});
    const Diagnostic diagnostic = failure<UnexpectedError>(activity(server.url(), rest));
    EXPECT_TRUE(server.requests().empty());
    return diagnostic;
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(HttpProviderTest, ReturnsStatusHeadersAndBody) {
  HttpServer server(
      {reply(201, "café", {{"X-Id", "9"}, {"content-type", "text/plain; charset=utf-8"}})});
  EXPECT_EQ(run(activity(server.url())).dump(),
            R"({"status":201,"headers":{"X-Id":"9","content-type":"text/plain; charset=utf-8",)"
            R"("Content-Length":"5"},"body":"café"})");
}

TEST_F(HttpProviderTest, DecodesJsonOnlyForThatType) {
  HttpServer server({json_reply(R"({"a": [1, 2.0, null]})"),
                     reply(200, "{}", {{"Content-Type", "application/json; charset=utf-8"}})});
  EXPECT_EQ(run(activity(server.url()))["body"], parse_json(R"({"a": [1, 2.0, null]})"));
  EXPECT_EQ(run(activity(server.url()))["body"], "{}");
}

TEST_F(HttpProviderTest, TreatsInvalidJsonAsFatal) {
  HttpServer server({json_reply("{oops")});
  EXPECT_THAT(failure<UnexpectedError>(activity(server.url())).message,
              StartsWith("Expecting property name enclosed in double quotes"));
}

TEST_F(HttpProviderTest, SendsArgumentsOfAGetAsTheQuery) {
  EXPECT_EQ(sent(R"({"arguments": {"s": "a b", "t": true, "n": null, "l": [1, "x"]}})").target,
            "/r?s=a+b&t=True&l=1&l=x");
  EXPECT_EQ(sent(R"({"arguments": {"b": 2}})", "/r?a=1").target, "/r?a=1&b=2");
  EXPECT_EQ(sent(R"({"arguments": "x=1&y=%20z"})").target, "/r?x=1&y=%20z");
  EXPECT_EQ(sent(R"({"arguments": 0})").target, "/r");
}

TEST_F(HttpProviderTest, SendsArgumentsOfOtherMethodsAsAForm) {
  const ReceivedRequest request =
      sent(R"({"method": "patch", "arguments": {"s": "a b", "t": false, "l": [1, 2]}})");
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.body, "s=a+b&t=False&l=1&l=2");
  EXPECT_EQ(request.header("Content-Type"), "application/x-www-form-urlencoded");
}

TEST_F(HttpProviderTest, SendsJsonWhenTheHeadersSaySo) {
  const ReceivedRequest request = sent(
      R"({"method": "POST", "headers": {"Content-Type": "application/json"},
          "arguments": {"s": "café", "n": null}})");
  EXPECT_EQ(request.body, R"({"s": "caf\u00e9", "n": null})");
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_EQ(sent(R"({"method": "POST", "headers": {"content-type": "application/json"},
                     "arguments": {"a": 1}})")
                .body,
            "a=1");
}

TEST_F(HttpProviderTest, SendsStringsUnchanged) {
  const ReceivedRequest request = sent(
      R"({"method": "POST", "headers": {"Content-Type": "text/plain"}, "arguments": "a & é"})");
  EXPECT_EQ(request.body, "a & é");
  EXPECT_EQ(request.header("Content-Type"), "text/plain");
  EXPECT_EQ(sent(R"({"method": "POST", "arguments": ""})").header("Content-Length"), "0");
}

TEST_F(HttpProviderTest, RejectsArgumentsThatCannotBeSent) {
  EXPECT_EQ(refused(R"({"arguments": 5})").pointer, "/provider/arguments");
  EXPECT_EQ(refused(R"({"method": "POST", "arguments": [1]})").pointer, "/provider/arguments");
  EXPECT_EQ(refused(R"({"method": "POST", "headers": {"Content-Type": "application/json"},
                        "arguments": {"x": NaN}})")
                .message,
            "Out of range float values are not JSON compliant");
}

TEST_F(HttpProviderTest, SendsHeadersAndRemovesNullOnes) {
  const ReceivedRequest request = sent(R"({"headers": {"Accept": null, "X-A": "b"}})");
  EXPECT_EQ(request.header("X-A"), "b");
  EXPECT_EQ(request.header("Accept"), "");
}

TEST_F(HttpProviderTest, RejectsHeadersThatAreNotStrings) {
  const Diagnostic diagnostic = refused(R"({"headers": {"X-One": 1}})");
  EXPECT_EQ(diagnostic.pointer, "/provider/headers");
  EXPECT_EQ(refused(R"({"headers": {"X-One": "a\nb"}})").message,
            "Invalid leading whitespace, reserved character(s), or return character(s) in header "
            "value: 'a\\nb'");
}

TEST_F(HttpProviderTest, SubstitutesUrlHeadersTimeoutAndArguments) {
  HttpServer server({reply(200)});
  const Json call = activity("${base}/a/${h}", R"({"headers": {"X-H": "${h}"}, "timeout": "${t}",
                                                   "arguments": {"q": "${q}", "r": "r${t}"}})");
  run(call, {{"base", server.url("")}, {"h", "hv"}, {"t", 5}, {"q", {1, 2}}});
  EXPECT_EQ(server.requests().at(0).target, "/a/hv?q=1&q=2&r=r5");
  EXPECT_EQ(server.requests().at(0).header("X-H"), "hv");
}

TEST_F(HttpProviderTest, KeepsArgumentsWithoutConfigurationAndSecrets) {
  EXPECT_EQ(sent(R"({"arguments": {"q": "$$x"}})").target, "/r?q=%24%24x");
  HttpServer server({reply(200)});
  run(activity(server.url(), R"({"arguments": {"q": "$$x"}})"), {{"any", 1}});
  EXPECT_EQ(server.requests().at(0).target, "/?q=%24x");
}

TEST_F(HttpProviderTest, FailsIfThereIsNoConnection) {
  const ClosedPort port;
  EXPECT_THAT(failure<ActivityFailed>(activity(port.url("/x"))).message,
              StartsWith("failed to connect to " + port.url("/x") + ": "));
  HttpServer server({drop()});
  EXPECT_THAT(failure<ActivityFailed>(activity(server.url())).message,
              StartsWith("failed to connect to " + server.url() + ": "));
}

TEST_F(HttpProviderTest, FailsIfTheResponseIsLate) {
  HttpServer server({hang()});
  EXPECT_EQ(failure<ActivityFailed>(activity(server.url(), R"({"timeout": 0.05})")).message,
            "activity took too long to complete");
  EXPECT_EQ(failure<ActivityFailed>(activity(server.url(), R"({"timeout": [null, 0.05]})")).message,
            "activity took too long to complete");
  EXPECT_EQ(failure<ActivityFailed>(activity(server.url()),
                                    Deadline::after(std::chrono::milliseconds(50)))
                .message,
            "activity took too long to complete");
}

TEST_F(HttpProviderTest, RejectsInvalidTimeouts) {
  EXPECT_EQ(refused(R"({"timeout": 0})").message,
            "Attempted to set connect timeout to 0, but the timeout cannot be set to a value less "
            "than or equal to 0.");
  EXPECT_EQ(refused(R"({"timeout": [1, -2]})").message,
            "Attempted to set read timeout to -2, but the timeout cannot be set to a value less "
            "than or equal to 0.");
  EXPECT_EQ(refused(R"({"timeout": "5"})").pointer, "/provider/timeout");
  EXPECT_EQ(refused(R"({"timeout": [1]})").pointer, "/provider/timeout");
  EXPECT_EQ(refused(R"({"timeout": true})").pointer, "/provider/timeout");
}

TEST_F(HttpProviderTest, RetriesAsOftenAsAsked) {
  HttpServer server({drop(), drop(), reply(200, "third")});
  EXPECT_EQ(run(activity(server.url(), R"({"max_retries": 3})"))["body"], "third");
  HttpServer unlucky({drop()});
  failure<ActivityFailed>(activity(unlucky.url(), R"({"max_retries": null})"));
  EXPECT_EQ(unlucky.requests().size(), 4U);
  EXPECT_EQ(refused(R"({"max_retries": "3"})").pointer, "/provider/max_retries");
}

TEST_F(HttpProviderTest, TreatsInvalidRequestsAsFatal) {
  EXPECT_EQ(failure<UnexpectedError>(activity("just/a/path")).message,
            "Invalid URL 'just/a/path': No scheme supplied. Perhaps you meant "
            "https://just/a/path?");
  HttpServer server({reply(302, "", {{"Location", "/a"}})});
  EXPECT_EQ(failure<UnexpectedError>(activity(server.url())).message, "Exceeded 30 redirects.");
  EXPECT_EQ(refused(R"({"method": 1})").pointer, "/provider/method");
}

TEST_F(HttpProviderTest, VerifiesCertificatesUnlessDisabled) {
  const chaos::testing::TestCertificate certificate;
  HttpServer server({reply(200)}, &certificate);
  failure<ActivityFailed>(activity(server.url()));
  EXPECT_EQ(run(activity(server.url(), R"({"verify_tls": false})"))["status"], 200);
}

TEST_F(HttpProviderTest, WarnsAboutErrorsUnlessTheyAreExpected) {
  HttpServer server({reply(399), reply(400), reply(503)});
  Json probe = activity(server.url());
  const auto output = [](const Json& call) {
    ::testing::internal::CaptureStderr();
    log::configure({});
    run(call);
    return ::testing::internal::GetCapturedStderr();
  };
  EXPECT_EQ(output(probe), "");
  EXPECT_THAT(output(probe), HasSubstr("This HTTP call returned a response with a HTTP status code "
                                       "above 400. This may indicate some error and not what you "
                                       "expected. Please have a look at the logs."));
  probe["tolerance"] = 200;
  EXPECT_EQ(output(probe), "");
}

TEST_F(HttpProviderTest, MarksBodiesThatAreTooLarge) {
  HttpServer server({reply(200, "12345é789", {{"Content-Type", "text/plain; charset=utf-8"}})});
  const Json call = activity(server.url());
  HttpProvider provider(net::HttpClient::shared(), 6);
  EXPECT_EQ(provider.execute({call, kNothing, kNothing, {}, Deadline::never()})["body"],
            "12345\n[truncated: only the first 6 bytes were kept]\n");
}

TEST_F(HttpProviderTest, Stops) {
  HttpServer server({hang()});
  std::stop_source source;
  std::jthread stopper([&] {
    server.wait_for_requests(1);
    source.request_stop();
  });
  const Json call = activity(server.url());
  HttpProvider provider;
  EXPECT_THROW(provider.execute({call, kNothing, kNothing, source.get_token(), Deadline::never()}),
               Stopped);
}

Diagnostic invalid(const std::string& provider) {
  try {
    HttpProvider().validate(
        {{"type", "action"}, {"name", "x"}, {"provider", parse_json(provider)}});
  } catch (const InvalidActivity& error) {
    return error.diagnostic();
  }
  return {};
}

TEST(HttpProviderValidation, NeedsAUrl) {
  EXPECT_EQ(invalid(R"({"type": "http"})").message, "a HTTP activity must have a URL");
  EXPECT_EQ(invalid(R"({"type": "http"})").pointer, "/provider");
  EXPECT_EQ(invalid(R"({"type": "http", "url": ""})").pointer, "/provider/url");
  EXPECT_EQ(invalid(R"({"type": "http", "url": "http://x"})").message, "");
}

TEST(HttpProviderValidation, NeedsAMappingOfHeaders) {
  EXPECT_EQ(invalid(R"({"type": "http", "url": "http://x", "headers": ["A: b"]})").message,
            "a HTTP activities expect headers as a mapping");
  EXPECT_EQ(invalid(R"({"type": "http", "url": "http://x", "headers": []})").message, "");
}

TEST(HttpProviderConnections, AreSharedBySafeRequestsOnly) {
  HttpServer server({reply(200, "ok")});
  for (const char* method : {"GET", "HEAD", "POST", "POST", "GET"}) {
    run(activity(server.url(), fmt::format(R"({{"method": "{}"}})", method)));
  }
  std::vector<int> connections;
  for (const auto& request : server.requests())
    connections.push_back(request.connection);
  EXPECT_THAT(connections, ::testing::ElementsAre(1, 1, 2, 3, 1));
}

}  // namespace
}  // namespace chaos
