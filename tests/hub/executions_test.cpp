#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "hub/team_of_ada.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// The members named `key` of the objects in a list.
std::vector<std::string> all(const Json& list, const std::string& key) {
  std::vector<std::string> values;
  for (const Json& item : list)
    values.push_back(item.at(key));
  return values;
}

class HubExecutions : public ::testing::Test {
 protected:
  Json with_id(Json experiment, const std::string& id) {
    experiment["extensions"] = {{{"name", "chaosiq"}, {"experiment_id", id}}};
    return experiment;
  }

  TeamOfAda ada;
};

TEST_F(HubExecutions, OfAnExperimentThatChanges) {
  const std::string id = ada.publish("first");
  const Json same = with_id(experiment_titled("first"), id);
  EXPECT_EQ(ada.post("/experiments", {{"experiment", same}}).status, 204);
  Json dry = same;
  dry["dry"] = true;
  EXPECT_EQ(ada.post("/experiments", {{"experiment", dry}}).status, 204);
  const HubReply changed =
      ada.post("/experiments", {{"experiment", with_id(experiment_titled("second"), id)}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.json["version"], 2);
  EXPECT_EQ(ada.get("/experiments/" + id).json["title"], "second");
  EXPECT_EQ(ada.get("/experiments/" + id + "/versions/1").json["title"], "first");
  EXPECT_EQ(ada.get("/experiments/" + id + "/document").json["title"], "second");
  EXPECT_EQ(ada.get("/experiments/" + id + "/versions").json.size(), 2U);
  EXPECT_EQ(ada.get("/experiments/" + id + "/versions/3").status, 404);
  EXPECT_EQ(ada.get("/experiments/" + id + "/versions/x").status, 404);
}

TEST_F(HubExecutions, OfAnExperimentIdentifiedByItsSource) {
  Json experiment = experiment_titled("from afar");
  experiment["extensions"] = {{{"name", "chaosiq"}, {"source", "https://x.example/e.json"}}};
  const HubReply first = ada.post("/experiments", {{"experiment", experiment}});
  EXPECT_EQ(first.status, 201);
  const HubReply second = ada.post("/experiments", {{"experiment", experiment}});
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.json["id"], first.json["id"]);
  EXPECT_EQ(second.json["version"], 1);
}

TEST_F(HubExecutions, OfAnExperimentPublishedByManyAtOnce) {
  Json experiment = experiment_titled("from afar");
  experiment["extensions"] = {{{"name", "chaosiq"}, {"source", "https://x.example/e.json"}}};
  std::vector<std::jthread> pipelines;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i)
    pipelines.emplace_back([&, i] {
      Json changed = experiment;
      changed["title"] = fmt::format("change {}", i);
      const HubReply reply = ada.hub.call({.method = "POST",
                                           .path = ada.path("/experiments"),
                                           .token = ada.token,
                                           .body = {{"experiment", changed}}});
      if (reply.status < 300) ++good;
    });
  pipelines.clear();
  EXPECT_EQ(good, 8);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
  EXPECT_EQ(ada.get("/experiments").json[0]["version"], 8);
}

TEST_F(HubExecutions, OfIdenticalExperimentsPublishedByManyAtOnce) {
  std::vector<std::jthread> pipelines;
  std::atomic<int> good = 0;
  for (int i = 0; i < 8; ++i)
    pipelines.emplace_back([&] {
      const HubReply reply = ada.hub.call({.method = "POST",
                                           .path = ada.path("/experiments"),
                                           .token = ada.token,
                                           .body = {{"experiment", experiment_titled("x")}}});
      if (reply.status < 300) ++good;
    });
  pipelines.clear();
  EXPECT_EQ(good, 8);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
}

TEST_F(HubExecutions, WithAnUnknownIdentifierCreateAnExperiment) {
  const HubReply reply =
      ada.post("/experiments", {{"experiment", with_id(experiment_titled("x"), "long gone")}});
  EXPECT_EQ(reply.status, 201);
  EXPECT_NE(reply.json["id"], "long gone");
}

TEST_F(HubExecutions, CanBeFollowedFromStartToEnd) {
  const std::string experiment = ada.publish("kill a pod", {{"tags", {"prod", "db"}}});
  const HubReply opened = ada.post("/experiments/" + experiment + "/executions",
                                   {{"journal", running_journal(experiment_titled("kill"))}});
  EXPECT_EQ(opened.status, 201);
  EXPECT_EQ(opened.json["status"], "running");
  const std::string id = opened.json["id"];
  EXPECT_THAT(
      opened.headers.at("content-location"),
      HasSubstr("/organizations/" + ada.organization + "/teams/" + ada.team + "/executions/" + id));
  const std::string path = "/experiments/" + experiment + "/executions/" + id;
  EXPECT_EQ(ada.post(path + "/events", event_of("1", "starting-experiment", "kill")).status, 201);
  EXPECT_EQ(ada.post(path + "/events", event_of("2", "starting-activity", "stop it")).status, 201);
  EXPECT_EQ(ada.get(path + "/policies").json, Json::parse(R"({"allowed":true,"policies":[]})"));
  EXPECT_EQ(ada.put(path, {{"journal", finished_journal(experiment_titled("kill"))}}).status, 204);
  const HubReply found = ada.get(path);
  EXPECT_EQ(found.json["status"], "completed");
  EXPECT_EQ(found.json["journal"]["status"], "completed");
  EXPECT_THAT(found.headers.at("content-location"), HasSubstr("/executions/" + id));
  const Json events = ada.get(path + "/events").json;
  EXPECT_THAT(all(events, "name"), ElementsAre("kill", "stop it"));
  EXPECT_EQ(ada.get(path + "/events?after=" + events[0]["id"].dump()).json.size(), 1U);
}

TEST_F(HubExecutions, StoreADuplicateEventOnce) {
  const std::string path = ada.open(ada.publish("x"));
  const Json event = event_of("same", "starting-method", "x");
  const HubReply first = ada.post(path + "/events", event);
  const HubReply second = ada.post(path + "/events", event);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.json, second.json);
  EXPECT_EQ(ada.get(path + "/events").json.size(), 1U);
}

TEST_F(HubExecutions, AreListedNewestFirstPageByPage) {
  const std::string experiment = ada.publish("x");
  for (int i = 0; i < 6; ++i)
    ada.open(experiment);
  const HubReply first = ada.get("/executions?limit=4");
  EXPECT_EQ(first.json.size(), 4U);
  const std::string link = first.headers.at("link");
  EXPECT_THAT(link, HasSubstr("rel=\"next\""));
  const std::string next = link.substr(1, link.find('>') - 1);
  const HubReply second = ada.hub.call({.path = next, .token = ada.token});
  EXPECT_EQ(second.json.size(), 2U);
  EXPECT_THAT(second.headers.at("link"), ::testing::Not(HasSubstr("rel=\"next\"")));
  EXPECT_EQ(ada.get("/executions?status=completed").json.size(), 0U);
  EXPECT_EQ(ada.get("/executions?limit=0").status, 422);
  EXPECT_EQ(ada.get("/executions?limit=x").status, 422);
}

TEST_F(HubExecutions, HaveOneOutcomeInListsFeedFilterAndMetrics) {
  const std::string executions = "/experiments/" + ada.publish("x") + "/executions";
  Json journal = finished_journal(experiment_titled("x"));
  journal["deviated"] = true;
  const std::string id = ada.post(executions, {{"journal", journal}}).json["id"];
  ada.post(executions, {{"journal", finished_journal(experiment_titled("x"))}});
  const Json found = ada.get("/executions?outcome=deviated").json;
  ASSERT_THAT(all(found, "id"), ElementsAre(id));
  EXPECT_EQ(found[0]["outcome"], "deviated");
  EXPECT_EQ(found[0]["status"], "completed");
  EXPECT_EQ(ada.get(executions + "?outcome=passed").json.size(), 1U);
  EXPECT_EQ(ada.get("/executions?outcome=completed").status, 422);
  EXPECT_EQ(ada.get("/executions?status=deviated").status, 422);
  const Json feed = ada.hub
                        .call({.path = "/api/v1/organizations/" + ada.organization + "/activities",
                               .token = ada.token})
                        .json;
  EXPECT_EQ(feed[0]["outcome"], "passed");
  EXPECT_EQ(feed[1]["outcome"], "deviated");
  EXPECT_EQ(feed[1]["text"], "ran 'x'");
}

TEST_F(HubExecutions, AcceptBodiesAsTheOriginalClientSendsThem) {
  const std::string experiment = ada.publish("x");
  Json journal = running_journal(experiment_titled("caf\u00e9"));
  std::string latin = Json({{"journal", journal}}).dump();
  latin.replace(latin.find("\xC3\xA9"), 2, "\xE9");
  const HubReply reply =
      ada.hub.call({.method = "POST",
                    .path = ada.path("/experiments/" + experiment + "/executions"),
                    .token = ada.token,
                    .body = Json(latin)});
  ASSERT_EQ(reply.status, 201) << reply.body;
  const HubReply found =
      ada.get("/experiments/" + experiment + "/executions/" + reply.json["id"].get<std::string>());
  EXPECT_EQ(found.json["journal"]["experiment"]["title"], "caf\u00e9");
}

TEST_F(HubExecutions, CanHaveJournalsOfManyMegabytes) {
  const std::string experiment = ada.publish("x");
  Json journal = finished_journal(experiment_titled("x"));
  const std::string output(3 << 20, 'x');
  journal["run"] = {{{"activity", {{"ref", "a"}}}, {"output", output + "\u00e9"}}};
  const HubReply reply =
      ada.post("/experiments/" + experiment + "/executions", {{"journal", journal}});
  ASSERT_EQ(reply.status, 201);
  EXPECT_EQ(reply.json["status"], "completed");
  const HubReply found =
      ada.get("/experiments/" + experiment + "/executions/" + reply.json["id"].get<std::string>());
  EXPECT_EQ(found.json["journal"], journal);
}

TEST_F(HubExecutions, ServeThePlainJournalAndReports) {
  const std::string executions = "/experiments/" + ada.publish("x") + "/executions";
  const Json journal = finished_journal(experiment_titled("x"));
  const std::string path =
      executions + "/" + ada.post(executions, {{"journal", journal}}).json["id"].get<std::string>();
  const HubReply bare = ada.get(path + "/journal");
  EXPECT_EQ(bare.json, journal);
  EXPECT_THAT(bare.headers.at("content-disposition"),
              ::testing::MatchesRegex("attachment; filename=\"journal-[0-9a-f]+\\.json\""));
  EXPECT_THAT(ada.get(path + "/report").body, HasSubstr("<!DOCTYPE html>"));
  const HubReply markdown = ada.get(path + "/report?format=markdown");
  EXPECT_THAT(markdown.headers.at("content-type"), HasSubstr("text/markdown"));
  EXPECT_THAT(markdown.headers.at("content-disposition"), HasSubstr(".md\""));
  EXPECT_THAT(ada.get(path + "/report?format=junit").body, HasSubstr("<testsuites"));
  EXPECT_EQ(ada.get(path + "/report?format=pdf").status, 422);
}

TEST_F(HubExecutions, HaveNoJournalBeforeTheirEnd) {
  const std::string path = ada.open(ada.publish("x"));
  EXPECT_EQ(ada.get(path + "/journal").status, 409);
  EXPECT_EQ(ada.get(path + "/report").status, 409);
}

TEST_F(HubExecutions, AreIdentifiedByTheirJournalHoweverOftenItIsPublished) {
  Json journal = finished_journal(experiment_titled("offline"));
  const HubReply experiment = ada.post("/experiments", {{"experiment", journal["experiment"]}});
  ASSERT_EQ(experiment.status, 201);
  const std::string executions =
      "/experiments/" + experiment.json["id"].get<std::string>() + "/executions";
  const HubReply first = ada.post(executions, {{"journal", journal}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.json["started"], journal["start"].get<std::string>() + "Z");
  EXPECT_EQ(first.json["ended"], journal["end"].get<std::string>() + "Z");

  const HubReply again = ada.post("/experiments", {{"experiment", journal["experiment"]}});
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.json["id"], experiment.json["id"]);
  // Its rollbacks have run in the meantime, and the hub has told the client its identifiers.
  journal["rollbacks"] = {{{"activity", {{"ref", "undo"}}}, {"output", nullptr}}};
  journal["experiment"] = with_id(journal["experiment"], experiment.json["id"]);
  const HubReply second = ada.post(executions, {{"journal", journal}});
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.json["id"], first.json["id"]);
  const std::string path = executions + "/" + first.json["id"].get<std::string>();
  EXPECT_EQ(ada.put(path, {{"journal", journal}}).status, 204);
  EXPECT_EQ(ada.get(path + "/journal").json["rollbacks"].size(), 1U);
  EXPECT_EQ(ada.get("/experiments").json.size(), 1U);
  EXPECT_EQ(ada.get("/executions").json.size(), 1U);
  const Json feed = ada.hub
                        .call({.path = "/api/v1/organizations/" + ada.organization + "/activities",
                               .token = ada.token})
                        .json;
  EXPECT_EQ(feed.size(), 2U) << feed;
}

TEST_F(HubExecutions, CannotBeClosedWhileTheyReport) {
  const std::string path = ada.open(ada.publish("x"));
  EXPECT_EQ(ada.post(path + "/close", Json::object()).status, 409);
  EXPECT_EQ(ada.get(path).json["outcome"], "running");
}

TEST_F(HubExecutions, OfTheOriginalPublishCommandHaveAnUnknownEnd) {
  Json journal = finished_journal(experiment_titled("x"));
  journal["status"] = "running";
  const HubReply reply =
      ada.post("/experiments/" + ada.publish("x") + "/executions", {{"journal", journal}});
  EXPECT_EQ(reply.json["status"], "unknown");
}

TEST_F(HubExecutions, RejectInvalidInput) {
  const std::string experiment = ada.publish("x");
  const std::string executions = "/experiments/" + experiment + "/executions";
  EXPECT_EQ(ada.post(executions, Json::object()).status, 422);
  EXPECT_EQ(ada.post(executions, {{"journal", {{"status", "running"}}}}).status, 422);
  EXPECT_EQ(ada.post("/experiments/unknown/executions",
                     {{"journal", running_journal(experiment_titled("x"))}})
                .status,
            404);
  const std::string path = ada.open(experiment);
  EXPECT_EQ(ada.post(path + "/events", event_of("1", "unheard-of", "x")).status, 422);
  EXPECT_EQ(ada.post(path + "/events", event_of("", "starting-method", "x")).status, 422);
  EXPECT_EQ(ada.post("/experiments", {{"experiment", {{"method", Json::array()}}}}).status, 422);
  const HubReply no_json = ada.hub.call(
      {.method = "POST", .path = ada.path("/experiments"), .token = ada.token, .body = Json("{")});
  EXPECT_EQ(no_json.status, 400);
  EXPECT_EQ(no_json.headers.at("content-type"), "application/problem+json");
}

TEST_F(HubExecutions, SurviveDeeplyNestedBodies) {
  const std::string deep = "{\"experiment\":" + std::string(100000, '[');
  const HubReply reply = ada.hub.call(
      {.method = "POST", .path = ada.path("/experiments"), .token = ada.token, .body = Json(deep)});
  EXPECT_EQ(reply.status, 422);
}

}  // namespace
}  // namespace chaos::testing
