/// The overview, the lists and the pages of an experiment, as a browser without scripts sees them.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/team_of_ada.h"
#include "net/percent_encoding.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class HubExperimentPages : public ::testing::Test {
 protected:
  std::string page(const std::string& rest, int status = 200) {
    const HubReply reply = ada.hub.call(
        {.path = team + rest, .token = ada.token, .headers = {{"Accept", "text/html"}}});
    EXPECT_EQ(reply.status, status) << rest << reply.body;
    return reply.body;
  }
  HubReply send_form(const std::string& rest, const std::string& fields) {
    return ada.hub.call({.method = "POST",
                         .path = team + rest,
                         .token = ada.token,
                         .body = fields,
                         .headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                     {"Accept", "text/html"}}});
  }
  HubReply save(const std::string& experiment, int version, const std::string& text) {
    return send_form(
        "/experiments/" + experiment + "/edit",
        fmt::format("form=experiment&version={}&text={}", version, net::form_encode(text)));
  }
  std::string run(const std::string& experiment, const Json& document, const std::string& status) {
    const HubReply reply = ada.post("/experiments/" + experiment + "/executions",
                                    {{"journal", finished_journal(document, status)}});
    EXPECT_LT(reply.status, 300) << reply.body;
    return reply.json.at("id");
  }

  TeamOfAda ada;
  const std::string team = "/organizations/" + ada.organization + "/teams/" + ada.team;
};

TEST_F(HubExperimentPages, StartWithNumbers) {
  EXPECT_THAT(page(""), AllOf(HasSubstr("Running now"), HasSubstr("No executions yet.")));
  const std::string experiment = ada.publish("Kill a pod");
  ada.open(experiment);
  ada.post("/safeguards", {{"kind", "approval"}});
  ada.post("/safeguards",
           {{"kind", "failure-budget"}, {"settings", {{"failures", 3}, {"hours", 24}}}});
  ada.post("/safeguards", {{"kind", "single-execution"}});
  EXPECT_THAT(page(""), AllOf(HasSubstr("executions?outcome=running\">1</a>"),
                              HasSubstr("of 3 allowed failures in 24 hours"),
                              HasSubstr("Waiting for approval"), HasSubstr("Last 20 results"),
                              HasSubstr("Blocked now"), HasSubstr("is being run by ada")));
  const HubReply home =
      ada.hub.call({.path = "/", .token = ada.token, .headers = {{"Accept", "text/html"}}});
  EXPECT_THAT(home.body, AllOf(HasSubstr("Pass rate, 7 days"), HasSubstr(team + "\""),
                               HasSubstr("is being run by ada")));
}

TEST_F(HubExperimentPages, SearchAndPageThroughLists) {
  for (const char* title : {"Kill a pod", "Cut the network", "Fill a disk"})
    run(ada.publish(title), experiment_titled(title), "completed");
  EXPECT_THAT(page("/executions?q=POD"),
              AllOf(HasSubstr("1 execution<"), HasSubstr("Clear filters"),
                    Not(HasSubstr("<bdi>Cut the network<"))));
  EXPECT_THAT(page("/executions?q=%22%27%26"), HasSubstr("No executions match this filter."));
  EXPECT_THAT(
      page("/executions?limit=2"),
      AllOf(HasSubstr("3 executions"), HasSubstr("rel=\"next\""), Not(HasSubstr("rel=\"prev\""))));
  EXPECT_THAT(
      page("/experiments?sort=title&limit=1"),
      AllOf(HasSubstr("Cut the network"), HasSubstr(">Next</a>"), Not(HasSubstr("Kill a pod"))));
  page("/executions?from=yesterday", 422);
}

TEST_F(HubExperimentPages, FilterExecutionsByTheirExperiment) {
  const std::string pod = ada.publish("Kill a pod");
  const std::string disk = ada.publish("Fill a disk");
  run(pod, experiment_titled("Kill a pod"), "completed");
  run(pod, experiment_titled("Kill a pod"), "failed");
  run(disk, experiment_titled("Fill a disk"), "completed");
  EXPECT_THAT(page("/executions"),
              AllOf(HasSubstr("<option value=\"" + pod + "\">Kill a pod</option>"),
                    HasSubstr("3 executions")));
  EXPECT_THAT(page("/executions?experiment_id=" + pod),
              AllOf(HasSubstr("<option value=\"" + pod + "\" selected>Kill a pod</option>"),
                    HasSubstr("2 executions"), HasSubstr("/experiments/" + pod + "#compare"),
                    Not(HasSubstr(">Fill a disk</a>"))));
  EXPECT_THAT(page("/executions?experiment_id=" + disk), Not(HasSubstr("#compare")));
  page("/executions?experiment_id=unknown", 404);
}

TEST_F(HubExperimentPages, ShowWhichVersionWasRunWhateverIsPublishedLater) {
  const std::string experiment = ada.publish("first");
  const std::string one = run(experiment, experiment_titled("first"), "completed");
  const auto version = [&](int number) {
    return HasSubstr(
        fmt::format("/experiments/{}/versions/{}\">{}</a>", experiment, number, number));
  };
  EXPECT_THAT(page("/executions/" + one), version(1));
  for (const char* title : {"second", "first"}) {
    Json changed = experiment_titled(title);
    changed["extensions"] = {{{"name", "chaosiq"}, {"experiment_id", experiment}}};
    ada.post("/experiments", {{"experiment", changed}});
  }
  EXPECT_THAT(page("/executions/" + one), AllOf(version(1), Not(version(3))));
  const std::string three = run(experiment, experiment_titled("first"), "completed");
  EXPECT_THAT(page("/executions/" + three), version(3));
  const std::string other = run(experiment, experiment_titled("changed locally"), "completed");
  EXPECT_THAT(page("/executions/" + other), Not(HasSubstr("/versions/")));
}

TEST_F(HubExperimentPages, CheckTheTextWithoutSavingIt) {
  const std::string experiment = ada.publish("Kill a pod");
  const auto check = [&](const std::string& text) {
    const HubReply reply =
        send_form("/experiments/" + experiment + "/edit/check", "text=" + net::form_encode(text));
    EXPECT_EQ(reply.status, 200);
    return reply.body;
  };
  EXPECT_THAT(check("title: x\ndescription: x\nmethod:\n- type: acton\n  name: <b>\n"),
              AllOf(HasSubstr("data-line=\"4\""), HasSubstr("acton"), Not(HasSubstr("<html")),
                    Not(HasSubstr("<b>:"))));
  EXPECT_THAT(check("{"), HasSubstr("1 error"));
  EXPECT_THAT(check("title: x\ndescription: x\nmethod: []\n"), HasSubstr("No problems found"));
  EXPECT_EQ(ada.get("/experiments/" + experiment).json["version"], 1);
}

TEST_F(HubExperimentPages, SaveValidTextAsANewVersion) {
  const std::string experiment = ada.publish("Kill a pod");
  EXPECT_THAT(page("/experiments/" + experiment + "/edit"), HasSubstr("&quot;Kill a pod&quot;"));
  const HubReply refused =
      save(experiment, 1, "title: Kill a pod\ndescription: x\nmethod:\n- type: acton\n  name: x\n");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("Line 4"), HasSubstr("acton"), HasSubstr("Not saved")));
  const std::string text = "title: Kill two pods\ndescription: <b>\nmethod: []\n";
  EXPECT_EQ(save(experiment, 1, text).status, 303);
  EXPECT_EQ(ada.get("/experiments/" + experiment).json["version"], 2);
  EXPECT_THAT(page("/experiments/" + experiment + "/changes"),
              AllOf(HasSubstr("class=\"removed\""), HasSubstr("Kill two pods")));
  // Someone else has saved in the meantime: nothing is lost.
  const HubReply stale = save(experiment, 1, "title: Mine\ndescription: x\nmethod: []\n");
  EXPECT_EQ(stale.status, 412);
  EXPECT_THAT(stale.body, AllOf(HasSubstr("title: Mine"), HasSubstr("changes?from=1&amp;to=2"),
                                HasSubstr("name=\"version\" value=\"2\"")));
  EXPECT_EQ(save(experiment, 0, text).status, 412);
  EXPECT_EQ(ada.get("/experiments/" + experiment).json["title"], "Kill two pods");
  EXPECT_EQ(save(experiment, 2, text).status, 303);
  EXPECT_EQ(ada.get("/experiments/" + experiment).json["version"], 2);  // same content
}

TEST_F(HubExperimentPages, ShowSafeguardsResultsAndComparisons) {
  Json document = experiment_titled("Kill a pod");
  document["tags"] = std::vector<std::string>(9, "a tag");
  const std::string experiment = ada.publish("Kill a pod");
  Json changed = document;
  changed["description"] = "another text";
  changed["extensions"] = {{{"name", "chaosiq"}, {"execution_id", "noted by the hub"}}};
  const std::string first = run(experiment, document, "completed");
  const std::string second = run(experiment, changed, "failed");
  ada.post("/safeguards", {{"kind", "approval"}});
  EXPECT_THAT(page("/experiments/" + experiment),
              AllOf(HasSubstr("Results over time"), HasSubstr("✕ Blocks"),
                    HasSubstr("/executions/compare")));
  EXPECT_THAT(page("/executions/compare?first=" + first + "&second=" + second),
              AllOf(HasSubstr("✓ Passed"), HasSubstr("✕ Failed"), HasSubstr("another text"),
                    HasSubstr("unchanged line"), Not(HasSubstr("noted by the hub"))));
  page("/executions/compare?first=" + first, 404);
  EXPECT_THAT(page("/executions/" + second),
              HasSubstr("/executions/compare?first=" + first + "&amp;second=" + second));
  EXPECT_THAT(page("/executions/" + first), Not(HasSubstr("/executions/compare")));
}

TEST_F(HubExperimentPages, OfEndedExecutionsShowTheJournalThatReplacedAnother) {
  const std::string executions = "/experiments/" + ada.publish("x") + "/executions";
  const std::string id =
      ada.post(executions, {{"journal", finished_journal(experiment_titled("as it ended"))}})
          .json["id"];
  EXPECT_THAT(page("/executions/" + id), HasSubstr("as it ended"));
  Json replaced = finished_journal(experiment_titled("as it ended"));
  replaced["experiment"]["description"] = "published again";
  ASSERT_EQ(ada.put(executions + "/" + id, {{"journal", replaced}}).status, 204);
  EXPECT_THAT(page("/executions/" + id), HasSubstr("published again"));
}

TEST_F(HubExperimentPages, OfEndedExecutionsShowTheBadgeOfTheLists) {
  const std::string id = run(ada.publish("x"), experiment_titled("x"), "aborted");
  const auto badge = HasSubstr("<span class=\"pill bad\">✕ Failed</span>");
  EXPECT_THAT(page("/executions"), badge);
  EXPECT_THAT(page("/executions/" + id),
              AllOf(badge, HasSubstr("<p class=\"verdict bad\">"), Not(HasSubstr("pill warn"))));
}

TEST_F(HubExperimentPages, HaveTitlesThatTellExecutionsApart) {
  const std::string experiment = ada.publish("x");
  const std::string body =
      page("/executions/" + run(experiment, experiment_titled("x"), "completed"));
  EXPECT_THAT(body, ::testing::ContainsRegex(
                        "<title>Passed: x, [0-9-]{10} [0-9:]{8} UTC – chaoshub</title>"));
}

TEST_F(HubExperimentPages, OfVerificationsShowWhatTheirRunsMeasured) {
  const std::string experiment = ada.publish("x");
  const std::string path = ada.open(experiment);
  const std::string execution = path.substr(path.find("/executions/"));
  const std::string all = "/verifications/v1/runs";
  const Json journal = running_journal(experiment_titled("x"));
  const std::string run = ada.post(all, {{"journal", journal},
                                         {"status", "started"},
                                         {"experiment_id", experiment},
                                         {"execution_id", execution.substr(12)}})
                              .json["id"];
  EXPECT_THAT(page("/verifications"), HasSubstr("● Running"));
  EXPECT_THAT(page(execution), HasSubstr("/verifications/v1\"><bdi>x</bdi></a>"));
  Json ended = finished_journal(experiment_titled("x"));
  ended["measurements"] = Json::array();
  ada.put(path, {{"journal", ended}});
  const Json results = {{"successful_samples", 12},
                        {"deviated_samples", 1},
                        {"not_run_samples", 1},
                        {"total_number_of_samples", 14},
                        {"total_duration", 9.188704}};
  EXPECT_EQ(ada.post(all + "/" + run + "/finished",
                     {{"journal", ended}, {"status", "completed"}, {"results", results}})
                .status,
            200);
  const auto measured = HasSubstr("12 of 14 met, 1 not run");
  EXPECT_THAT(page("/verifications"), AllOf(measured, HasSubstr("✓ Passed")));
  EXPECT_THAT(page("/verifications/v1"),
              AllOf(measured, HasSubstr("✓ Passed"), HasSubstr("9.19 s"), Not(HasSubstr("9.188"))));
  EXPECT_THAT(page(execution), HasSubstr("/verifications/v1\"><bdi>x</bdi></a>"));
}

/// Text in scripts that are written from right to left must not affect what surrounds it.
TEST_F(HubExperimentPages, IsolateNamesInForeignScripts) {
  const std::string title = "\u0645\u0631\u062d\u0628\u0627";
  const std::string isolated = "<bdi>" + title + "</bdi>";
  const std::string experiment = ada.publish(title);
  const std::string running = ada.post("/experiments/" + experiment + "/executions",
                                       {{"journal", running_journal(experiment_titled(title))}})
                                  .json["id"];
  const Json event = event_of("1", "starting-activity", title);
  ada.post("/experiments/" + experiment + "/executions/" + running + "/events", event);
  EXPECT_THAT(page("/executions/" + running),
              AllOf(HasSubstr("<h1>" + isolated), HasSubstr("<b>" + isolated + "</b>"),
                    HasSubstr("<span class=\"name\">" + isolated)));
  Json journal = finished_journal(experiment_titled(title), "interrupted");
  journal["extensions"] = {{{"name", "chaosiq"}, {"safeguards", {{{"name", title}}}}}};
  const std::string ended =
      ada.post("/experiments/" + experiment + "/executions", {{"journal", journal}}).json["id"];
  EXPECT_THAT(page("/executions/" + ended), AllOf(HasSubstr("<h1 class=\"title\">" + isolated),
                                                  HasSubstr("<ul><li>" + isolated)));
}

TEST_F(HubExperimentPages, OfEndedExecutionsSayWhichVersionWasRun) {
  Json document = experiment_titled("x");
  const std::string experiment = ada.publish("x");
  const auto version_of = [&](const Json& was_run) {
    const std::string id = run(experiment, was_run, "completed");
    const std::string html = page("/executions/" + id);
    EXPECT_THAT(html, HasSubstr("<dt>Run by</dt><dd><bdi>ada</bdi></dd>"));
    const auto at = html.find("/versions/");
    return at == std::string::npos ? std::string() : html.substr(at, 11);
  };
  EXPECT_EQ(version_of(document), "/versions/1");
  document["description"] = "changed before it was published";
  EXPECT_EQ(version_of(document), "");
  save(experiment, 1, document.dump());
  EXPECT_EQ(version_of(document), "/versions/2");
}

}  // namespace
}  // namespace chaos::testing
