/// Who gets the secrets that are written in an experiment. The matrix covers the roles and scopes.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSecret = "s3cr3t-in-clear";
constexpr const char* kFlat = "another-s3cr3t";

Json secret_experiment(const std::string& title = "x") {
  Json experiment = experiment_titled(title);
  experiment["secrets"] = {{"shop",
                            {{"token", kSecret},
                             {"key", {{"type", "env"}, {"key", "SHOP_KEY"}, {"default", kSecret}}},
                             {"path", {{"type", "vault"}, {"path", "shop/token"}}}}},
                           {"flat", kFlat}};
  experiment["configuration"] = {{"vault_token", kSecret}, {"url", "https://shop.example"}};
  return experiment;
}

Json secret_journal() {
  Json journal = finished_journal(secret_experiment());
  journal["run"] = {{{"activity", {{"type", "probe"}, {"name", "p"}, {"provider", Json::object()}}},
                     {"output", std::string("logged in with ") + kSecret},
                     {"status", "succeeded"}}};
  return journal;
}

auto has_values() {
  return AllOf(HasSubstr(kSecret), HasSubstr(kFlat));
}

auto has_no_values() {
  return AllOf(Not(HasSubstr(kSecret)), Not(HasSubstr(kFlat)));
}

class HubSecrets : public ::testing::Test {
 protected:
  HubSecrets() {
    viewer = ada.hub.add_user("viewer");
    ada.hub.admin({"add-member", "viewer", "--organization", "Acme", "--owner", "ada"});
    ada.hub.admin({"add-member", "viewer", "--organization", "Acme", "--team", "Payments", "--role",
                   "viewer", "--owner", "ada"});
    experiment =
        ada.post("/experiments", {{"experiment", secret_experiment()}}).json.value("id", "");
    const std::string executions = "/experiments/" + experiment + "/executions";
    execution = ada.post(executions, {{"journal", secret_journal()}}).json.value("id", "");
  }

  std::string get(const std::string& path, const std::string& token) {
    const HubReply reply =
        ada.hub.call({.path = path, .token = token, .headers = {{"Accept", "text/html, */*"}}});
    EXPECT_EQ(reply.status, 200) << path << reply.body;
    return reply.body;
  }
  std::string page(const std::string& rest, const std::string& token) {
    return get(pages + rest, token);
  }

  TeamOfAda ada;
  const std::string pages = "/organizations/" + ada.organization + "/teams/" + ada.team;
  std::string viewer;
  std::string experiment;
  std::string execution;
};

TEST_F(HubSecrets, AreForThoseWhoMayRunTheExperiment) {
  const std::string one = ada.path("/experiments/" + experiment);
  for (const std::string& path :
       {one + "/document", one + "/versions/1", one + "/executions/" + execution,
        one + "/executions/" + execution + "/journal",
        "/assets/experiments/" + experiment + ".json"}) {
    EXPECT_THAT(get(path, ada.token), has_values()) << path;
    EXPECT_THAT(get(path, viewer),
                AllOf(has_no_values(), HasSubstr("***"), HasSubstr("SHOP_KEY"),
                      HasSubstr("shop/token"), HasSubstr("https://shop.example")))
        << path;
  }
  EXPECT_THAT(get(one + "/executions/" + execution + "/journal", viewer),
              HasSubstr("logged in with [redacted]"));
  EXPECT_EQ(ada.get("/experiments/" + experiment + "/document").json, secret_experiment());
}

TEST_F(HubSecrets, AreOnNoPageAndInNoReport) {
  const std::string executions = ada.path("/experiments/" + experiment + "/executions/");
  for (const std::string& token : {ada.token, viewer}) {
    for (const std::string& rest :
         {"/experiments/" + experiment, "/experiments/" + experiment + "/versions/1",
          "/executions/" + execution})
      EXPECT_THAT(page(rest, token), has_no_values()) << rest;
    for (const char* format : {"html", "markdown", "junit"})
      EXPECT_THAT(get(executions + execution + "/report?format=" + format, token), has_no_values())
          << format;
  }
}

TEST_F(HubSecrets, AreNotInDifferences) {
  Json changed = secret_experiment();
  changed["secrets"]["shop"]["token"] = "s3cr3t-in-clear-2";
  changed["secrets"]["flat"] = "another-s3cr3t-2";
  changed["extensions"] = {{{"name", "chaosiq"}, {"experiment_id", experiment}}};
  EXPECT_EQ(ada.post("/experiments", {{"experiment", changed}}).status, 200);
  const std::string other = ada.post("/experiments/" + experiment + "/executions",
                                     {{"journal", finished_journal(changed)}})
                                .json["id"];
  for (const std::string& token : {ada.token, viewer})
    for (const std::string& rest : {"/experiments/" + experiment + "/changes?from=1&to=2",
                                    "/executions/compare?first=" + execution + "&second=" + other})
      EXPECT_THAT(page(rest, token), AllOf(has_no_values(), HasSubstr("it has changed"))) << rest;
}

TEST_F(HubSecrets, AreNotInEvents) {
  const std::string path = ada.open(experiment, secret_experiment());
  Json event = event_of("1", "starting-experiment", "x");
  event["data"] = Json({{"context", secret_experiment()}, {"state", nullptr}}).dump();
  EXPECT_EQ(ada.post(path + "/events", event).status, 201);
  event = event_of("2", "experiment-finished", "x");
  event["data"] = Json({{"context", secret_experiment()}, {"state", secret_journal()}}).dump();
  EXPECT_EQ(ada.post(path + "/events", event).status, 201);
  EXPECT_THAT(get(ada.path(path + "/events"), ada.token), has_no_values());
  EXPECT_THAT(page(path.substr(path.find("/executions/")), ada.token), has_no_values());
}

TEST_F(HubSecrets, AreInTheEditorWithAdvice) {
  EXPECT_THAT(page("/experiments/" + experiment + "/edit", ada.token),
              AllOf(has_values(), HasSubstr("an environment variable")));
  const std::string harmless = ada.publish("harmless");
  EXPECT_THAT(page("/experiments/" + harmless + "/edit", ada.token),
              Not(HasSubstr("an environment variable")));
}

TEST_F(HubSecrets, AreNotShownWhereAJournalIsTooLong) {
  Json journal = secret_journal();
  journal["run"][0]["output"] = std::string(9 << 20, 'x');
  const std::string executions = "/experiments/" + experiment + "/executions";
  const std::string id = ada.post(executions, {{"journal", journal}}).json["id"];
  const HubReply refused =
      ada.hub.call({.path = ada.path(executions + "/" + id + "/journal"), .token = viewer});
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.json["detail"].get<std::string>(),
              HasSubstr("only people who may run the experiment can read it"));
  EXPECT_EQ(ada.get(executions + "/" + id + "/journal").status, 200);
}

}  // namespace
}  // namespace chaos::testing
