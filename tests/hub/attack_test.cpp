/// Attacks: all of them are refused, some are logged, and nothing is revealed.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<std::string> kInjections = {"' OR '1'='1",
                                              "'; DROP TABLE experiment; --",
                                              "\" OR 1=1 --",
                                              "x' UNION SELECT digest FROM token --",
                                              "${7*7}",
                                              "%s%n",
                                              "<script>alert(1)</script>"};

std::string encoded(const std::string& text) {
  std::string all;
  for (const unsigned char c : text)
    all += fmt::format("%{:02X}", c);
  return all;
}

class HubUnderAttack : public ::testing::Test {
 protected:
  HubReply get(const std::string& path) { return ada.hub.call({.path = path, .token = ada.token}); }
  int status_with(const std::string& authorization) {
    return ada.hub.call({.path = "/api/v1/account", .headers = {{"Authorization", authorization}}})
        .status;
  }

  TeamOfAda ada;
};

TEST_F(HubUnderAttack, TreatsSqlAsText) {
  const std::string id = ada.publish("x");
  for (const std::string& text : kInjections) {
    const std::string part = encoded(text);
    EXPECT_EQ(get(ada.path("/experiments/" + part)).status, 404) << text;
    EXPECT_EQ(get("/api/v1/organizations/" + part).status, 404) << text;
    EXPECT_EQ(get("/assets/experiments/" + part + ".json").status, 404) << text;
    for (const char* query : {"status=", "outcome="})
      EXPECT_EQ(get(ada.path("/executions?") + query + part).status, 422) << text;
    for (const char* query : {"before=", "experiment_id="}) {
      const HubReply list = get(ada.path("/executions?") + query + part);
      EXPECT_EQ(list.json, Json::array()) << text;
    }
    Json experiment = experiment_titled(text);
    experiment["tags"] = {text};
    const HubReply made = ada.post("/experiments", {{"experiment", experiment}});
    EXPECT_EQ(made.json["title"], text);
    EXPECT_EQ(made.json["tags"], Json({text}));
  }
  EXPECT_EQ(ada.get("/experiments").json.size(), 1 + kInjections.size());
  EXPECT_EQ(ada.get("/experiments/" + id).status, 200);
}

TEST_F(HubUnderAttack, RejectsTokensThatItDidNotCreate) {
  const std::string none = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
  const std::string somebody = "eyJzdWIiOiJhMSIsImFkbWluaXN0cmF0b3IiOnRydWV9";
  for (const std::string& token :
       {none + "." + somebody + ".", none + "." + somebody, std::string("..."), std::string("null"),
        std::string(4000, 'a'), "chub_" + std::string(43, 'A'), ada.token + "x",
        ada.token.substr(0, ada.token.size() - 1), encoded(ada.token)})
    EXPECT_EQ(status_with("Bearer " + token), 401) << token;
  for (const std::string& header : {std::string("Bearer"), std::string("Bearer "), ada.token,
                                    "Basic " + ada.token, std::string("Negotiate abc")})
    EXPECT_EQ(status_with(header), 401) << header;
  for (const char* path : {"/internal/auth/identify", "/internal/dashboard/place"}) {
    const HubReply reply = ada.hub.call(
        {.method = "POST", .path = path, .body = {{"principal", none + "." + somebody + "."}}});
    EXPECT_EQ(reply.status, 404) << path;
  }
}

TEST_F(HubUnderAttack, PreventsPathTraversal) {
  // The client itself removes ".." that it recognizes from URLs.
  for (const char* path : {"/%2e%2e/%2e%2e/etc/passwd", "/assets/%2E./key", "/assets/..%2F..%2Fkey",
                           "/assets/%2e%2e/%2e%2e/key", "/api/v1/organizations/%2e%2e",
                           "/assets/hub.css%00.js", "/api/v1/account%0d%0aX-Injected:%201"}) {
    const HubReply reply = get(path);
    EXPECT_EQ(reply.status, 400) << path;
    EXPECT_FALSE(reply.headers.contains("x-injected")) << path;
  }
  for (const char* path : {"/assets/%5C..%5C..%5Ckey", "/assets/key", "/data/auth.sqlite", "/key"})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(HubUnderAttack, LogsEachAttemptOnOneLineWithoutSecrets) {
  const std::string link = ada.hub.admin({"sign-up-link"});
  get("/a%0aINFO%20ada%20signed%20in/%2e%2e");
  status_with("Bearer chub_guessed");
  ada.hub.call({.method = "POST",
                .path = link,
                .body = {{"name", "x"}},
                .headers = {{"Origin", "https://evil.example"}}});
  ada.hub.call({.method = "POST",
                .path = "/api/v1/organizations",
                .token = ada.token,
                .headers = {{"Content-Type", "application/json"}}});
  const std::string log = ada.hub.stop().err;
  EXPECT_THAT(log, AllOf(HasSubstr("Refused GET /a?INFO ada signed in/.. from "),
                         HasSubstr("Refused GET /api/v1/account from "),
                         HasSubstr("Refused POST /sign-up/... from ")));
  EXPECT_THAT(log, AllOf(Not(HasSubstr("chub_guessed")), Not(HasSubstr(link.substr(9))),
                         Not(HasSubstr(ada.token))));
}

}  // namespace
}  // namespace chaos::testing
