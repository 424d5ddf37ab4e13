#include "chaosiq/api.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "chaos/error.h"
#include "support/chaosiq_settings.h"
#include "support/fake_http_client.h"
#include "support/http_server.h"
#include "support/network_environment.h"
#include "support/temporary_directory.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::chaosiq_settings;
using chaos::testing::FakeHttpClient;
using chaos::testing::http_answer;
using chaos::testing::HttpServer;
using chaos::testing::json_answer;
using chaos::testing::no_answer;
using chaos::testing::reply;
using ::testing::ElementsAre;

constexpr const char* kUrl = "https://c.example:8443";

Account account_at(const std::string& url, const std::string& host) {
  const Json settings = chaosiq_settings(url, host);
  return read_account(declaration_in(settings), settings);
}

std::string header(const net::HttpRequest& request, const std::string& name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return "(none)";
}

/// The common prefix of every request about a team.
std::string team(const std::string& rest) {
  return std::string(kUrl) + "/api/v1/organizations/o1/teams/t1" + rest;
}

class ApiTest : public ::testing::Test {
 protected:
  const net::HttpRequest& last() {
    requests_ = client_.requests();
    return requests_.back();
  }
  /// Method and URL of the last request.
  std::string line() {
    const net::HttpRequest& request = last();
    return request.method + " " + request.url;
  }

  FakeHttpClient client_{[](const net::HttpRequest&) { return json_answer(200, Json::object()); }};
  Account account_ = account_at(kUrl, "c.example:8443");
  Api api_{account_, client_};
  const Json body_ = {{"k", "é"}};

 private:
  std::vector<net::HttpRequest> requests_;
};

TEST_F(ApiTest, AsksTheRootAboutTheToken) {
  api_.check_token({});
  EXPECT_EQ(line(), "HEAD https://c.example:8443");
  EXPECT_FALSE(last().follow_redirects);
  EXPECT_FALSE(last().body);
  EXPECT_EQ(header(last(), "Accept"), "*/*");
}

TEST_F(ApiTest, ListsOrganizationsAndTeams) {
  api_.organizations({});
  EXPECT_EQ(line(), "GET https://c.example:8443/api/v1/organizations");
  EXPECT_EQ(header(last(), "Accept"), "*/*");
  api_.teams("o9", {});
  EXPECT_EQ(line(), "GET https://c.example:8443/api/v1/organizations/o9/teams");
  EXPECT_EQ(header(last(), "Accept"), "*/*");
  api_.team("t9", {});
  EXPECT_EQ(line(), "GET https://c.example:8443/api/v1/organizations/o1/teams/t9");
  EXPECT_EQ(header(last(), "Accept"), "*/*");
  EXPECT_TRUE(last().follow_redirects);
}

TEST_F(ApiTest, PublishesExperiments) {
  api_.publish_experiment(body_, {});
  EXPECT_EQ(line(), "POST " + team("/experiments"));
  EXPECT_EQ(header(last(), "Accept"), "application/json");
  EXPECT_EQ(header(last(), "Content-Type"), "application/json");
  EXPECT_EQ(last().body, R"({"experiment": {"k": "é"}})");
  EXPECT_EQ(api_.experiments_url(), team("/experiments"));
}

TEST_F(ApiTest, CreatesAndClosesExecutions) {
  api_.create_execution("x", body_, {});
  EXPECT_EQ(line(), "POST " + team("/experiments/x/executions"));
  EXPECT_EQ(header(last(), "Content-Type"), "application/json");
  EXPECT_EQ(last().body, R"({"journal": {"k": "é"}})");
  api_.close_execution("x", "e", body_, {});
  EXPECT_EQ(line(), "PUT " + team("/experiments/x/executions/e"));
  EXPECT_EQ(header(last(), "Content-Type"), "application/json");
  EXPECT_EQ(last().body, R"({"journal": {"k": "é"}})");
  api_.find_execution("x", "e", {});
  EXPECT_EQ(line(), "GET " + team("/experiments/x/executions/e"));
  EXPECT_EQ(header(last(), "Accept"), "application/json");
}

TEST_F(ApiTest, SendsEventsAsCloudEvents) {
  api_.push_event("x", "e", body_, {});
  EXPECT_EQ(line(), "POST " + team("/experiments/x/executions/e/events"));
  EXPECT_EQ(header(last(), "Content-Type"), "application/cloudevents+json");
  EXPECT_EQ(header(last(), "Accept"), "application/json");
  EXPECT_EQ(last().body, R"({"k": "é"})");
}

TEST_F(ApiTest, AsksTheSafeguards) {
  api_.ask_safeguards("x", "e", {});
  EXPECT_EQ(line(), "GET " + team("/experiments/x/executions/e/policies"));
  EXPECT_EQ(header(last(), "Accept"), "application/json");
  EXPECT_EQ(header(last(), "Content-Type"), "(none)");
}

TEST_F(ApiTest, ReportsRunsOfVerifications) {
  api_.start_run("v", body_, {});
  EXPECT_EQ(line(), "POST " + team("/verifications/v/runs"));
  EXPECT_EQ(last().body, R"({"k": "é"})");
  api_.push_run_event("v", "r", body_, {});
  EXPECT_EQ(line(), "POST " + team("/verifications/v/runs/r/events"));
  EXPECT_EQ(header(last(), "Content-Type"), "application/json");
  api_.finish_run("v", "r", body_, {});
  EXPECT_EQ(line(), "POST " + team("/verifications/v/runs/r/finished"));
  EXPECT_EQ(last().body, R"({"k": "é"})");
}

TEST_F(ApiTest, KeepsAnOddIdentifierInOnePathSegment) {
  const std::pair<const char*, const char*> ids[] = {
      {"a/b", "a%2Fb"},     {"a b", "a%20b"}, {"?x=1#y", "%3Fx%3D1%23y"}, {"100%", "100%25"},
      {"a%2Fb", "a%252Fb"}, {"é", "%C3%A9"},  {"../../x", "..%2F..%2Fx"}, {"//", "%2F%2F"}};
  for (const auto& [id, encoded] : ids) {
    api_.push_event(id, id, body_, {});
    EXPECT_EQ(last().url,
              team("/experiments/" + std::string(encoded) + "/executions/" + encoded + "/events"));
  }
}

TEST_F(ApiTest, NeverLeavesThePathForAnIdentifier) {
  const chaos::testing::NetworkEnvironment environment;
  HttpServer server({reply(200)});
  const Api api(account_at(server.url(""), server.host()));
  for (const char* id : {".", "..", "a/b", "x?y", "100%", "a%2Fb", "%2e%2e"}) {
    api.ask_safeguards(id, "e", {});
    const std::string target = server.requests().back().target;
    EXPECT_TRUE(target.starts_with("/api/v1/organizations/o1/teams/t1/experiments/")) << target;
    EXPECT_TRUE(target.ends_with("/executions/e/policies")) << target;
    EXPECT_EQ(std::count(target.begin(), target.end(), '/'), 11) << target;
  }
}

TEST_F(ApiTest, SendsItsTokenToTheServer) {
  api_.check_token({});
  EXPECT_EQ(header(last(), "Authorization"), "Bearer token-0001");
  api_.push_event("x", "e", body_, {});
  EXPECT_EQ(header(last(), "Authorization"), "Bearer token-0001");
  account_.token_type = "Token";
  Api(account_, client_).organizations({});
  EXPECT_EQ(header(last(), "Authorization"), "Token token-0001");
}

TEST_F(ApiTest, SendsNoTokenIfThereIsNone) {
  account_.token.clear();
  Api(account_, client_).organizations({});
  EXPECT_EQ(header(last(), "Authorization"), "(none)");
}

TEST_F(ApiTest, PrefersItsTokenToALoginOfTheNetrc) {
  chaos::testing::NetworkEnvironment environment;
  const chaos::testing::TemporaryDirectory directory;
  environment.set("NETRC", directory.write("netrc", "machine 127.0.0.1 login a password b"));
  HttpServer server({reply(200)});
  Api(account_at(server.url(""), server.host())).organizations({});
  EXPECT_EQ(server.requests().at(0).header("Authorization"), "Bearer token-0001");
}

TEST_F(ApiTest, VerifiesTheServerUnlessDisabled) {
  api_.push_event("x", "e", body_, {});
  EXPECT_TRUE(last().verify_tls);
  account_.verify_tls = false;
  Api(account_, client_).push_event("x", "e", body_, {});
  EXPECT_FALSE(last().verify_tls);
}

TEST_F(ApiTest, ReadsTheResponse) {
  client_.set_script([](const net::HttpRequest&) {
    return json_answer(201, {{"id", "x1"}}, {{"content-location", "https://c.example/x1"}});
  });
  const Answer answer = api_.publish_experiment(body_, {});
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.id(), "x1");
  EXPECT_EQ(answer.content_location, "https://c.example/x1");
  EXPECT_TRUE(answer.succeeded());
}

TEST_F(ApiTest, ParsesOnlyValidJsonThatIsDeclaredAsSuch) {
  const auto body = [&](const std::string& type, const std::string& text) {
    client_.set_script([&](const net::HttpRequest&) {
      return http_answer(200, text, {{"Content-Type", type}});
    });
    return api_.organizations({}).body;
  };
  EXPECT_EQ(body("application/json; charset=utf-8", "[1]"), Json::array({1}));
  EXPECT_EQ(body("text/plain", "[1]"), "[1]");
  EXPECT_EQ(body("application/json", "<p>"), "<p>");
  EXPECT_EQ(body("application/json", ""), "");
}

TEST_F(ApiTest, ThrowsWithoutAResponse) {
  client_.set_script([](const net::HttpRequest&) -> net::HttpResponse { throw no_answer(); });
  EXPECT_THROW(api_.organizations({}), net::HttpError);
}

TEST_F(ApiTest, StopsWhileTheServerIsSilent) {
  client_.hold("");
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW(api_.organizations({.stop = source.get_token()}), Stopped);
}

TEST(Answer, HasTheIdentifierOnlyIfItIsAString) {
  EXPECT_EQ((Answer{.body = {{"id", "a"}}}).id(), "a");
  EXPECT_EQ((Answer{.body = {{"id", 1}}}).id(), "");
  EXPECT_EQ((Answer{.body = {{"id", nullptr}}}).id(), "");
  EXPECT_EQ((Answer{.body = "id"}).id(), "");
}

TEST(Answer, IsShownInTheOriginalsFormat) {
  EXPECT_EQ((Answer{.reason = "Bad", .body = {{"message", "broken"}}}).shown(),
            "{'message': 'broken'}");
  EXPECT_EQ((Answer{.reason = "Bad", .body = "as text"}).shown(), "as text");
  EXPECT_EQ((Answer{.reason = "Bad", .body = ""}).shown(), "Bad");
}

TEST(Answer, SucceedsWithAny2xxStatus) {
  EXPECT_FALSE((Answer{.status = 199}).succeeded());
  EXPECT_TRUE((Answer{.status = 200}).succeeded());
  EXPECT_TRUE((Answer{.status = 299}).succeeded());
  EXPECT_FALSE((Answer{.status = 300}).succeeded());
}

}  // namespace
}  // namespace chaos::chaosiq
