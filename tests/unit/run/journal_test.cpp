#include "run/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "log/log.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;

const char* const kSecret = "journal-test-s3cret";

Json run_with(const Json& output) {
  return {{"activity", {{"name", std::string("says ") + kSecret}}}, {"output", output}};
}

TEST(Journal, BeginsWithEverythingButItsEnd) {
  const Json experiment = {{"title", "t"}};
  const Json journal = new_journal(experiment);
  std::vector<std::string> keys;
  for (const auto& [key, value] : journal.items())
    keys.push_back(key);
  EXPECT_THAT(keys, ElementsAre("chaoslib-version", "platform", "node", "experiment", "start",
                                "status", "deviated", "steady_states", "run", "rollbacks"));
  EXPECT_EQ(journal["experiment"], experiment);
  EXPECT_TRUE(journal["status"].is_null());
  EXPECT_EQ(to_json_text(journal["steady_states"]),
            R"({"before": null, "after": null, "during": []})");
}

TEST(Journal, EndsWithAStatusFromTheSpecification) {
  for (const char* status : {"completed", "failed", "aborted", "interrupted"}) {
    Json journal = {{"status", status}};
    end_journal(journal, 1.5);
    EXPECT_EQ(journal["status"], status);
    EXPECT_EQ(journal["duration"], 1.5);
    EXPECT_TRUE(journal["end"].is_string());
  }
  for (const Json& status : {Json(), Json("running")}) {
    Json journal = {{"status", status}};
    end_journal(journal, 0);
    EXPECT_EQ(journal["status"], "completed");
  }
}

TEST(Journal, SharesTheExperimentsPartsButNotItsTopLevel) {
  Json journal = {
      {"experiment", {{"title", "t"}, {"method", Json::array()}, {"tags", {{"a", 1}}}}}};
  refresh_experiment(
      journal,
      {{"title", "changed"}, {"method", Json::array({1})}, {"tags", "replaced"}, {"added", true}});
  EXPECT_EQ(to_json_text(journal["experiment"]),
            R"({"title": "t", "method": [1], "tags": {"a": 1}})");
}

class Presentable : public ::testing::Test {
 protected:
  Presentable() { log::add_secrets({kSecret}); }
};

TEST_F(Presentable, RedactsOutputsAndExceptions) {
  Json run = run_with({{"stdout", std::string("token ") + kSecret}, {"status", 0}});
  run["exception"] = Json::array({std::string("bad ") + kSecret});
  const Json shown = presentable_run(run);
  EXPECT_EQ(shown["output"]["stdout"], "token [redacted]");
  EXPECT_EQ(shown["output"]["status"], 0);
  EXPECT_EQ(shown["exception"][0], "bad [redacted]");
  EXPECT_EQ(shown["activity"], run["activity"]) << "the author's own text stays";
}

TEST_F(Presentable, RedactsEveryPartOfAJournal) {
  const Json state = {{"steady_state_met", true}, {"probes", Json::array({run_with(kSecret)})}};
  const Json journal = {
      {"experiment", {{"title", std::string("for ") + kSecret}, {"description", kSecret}}},
      {"steady_states",
       {{"before", state}, {"after", nullptr}, {"during", Json::array({state, state})}}},
      {"run", Json::array({run_with(kSecret)})},
      {"rollbacks", Json::array({run_with(kSecret)})}};
  const Json shown = presentable(journal);
  EXPECT_EQ(shown["experiment"]["title"], "for [redacted]");
  EXPECT_EQ(shown["experiment"]["description"], kSecret) << "the author's own text stays";
  for (const Json& run :
       {shown["run"][0], shown["rollbacks"][0], shown["steady_states"]["before"]["probes"][0],
        shown["steady_states"]["during"][1]["probes"][0]}) {
    EXPECT_EQ(run["output"], "[redacted]");
  }
  EXPECT_TRUE(shown["steady_states"]["after"].is_null());
}

TEST_F(Presentable, RedactsTheValueOfAJudgingProbe) {
  const Json judged = {
      {"name", "p"},
      {"tolerance",
       {{"type", "probe"},
        {"provider", {{"type", "python"}, {"arguments", {{"value", {kSecret}}, {"x", 1}}}}}}}};
  const Json journal = {
      {"experiment",
       {{"steady-state-hypothesis", {{"title", "h"}, {"probes", Json::array({judged})}}}}},
      {"run", Json::array({Json{{"activity", judged}, {"output", 1}}})}};
  const Json shown = presentable(journal);
  const char* const kExpected = R"({"value": ["[redacted]"], "x": 1})";
  EXPECT_EQ(to_json_text(shown["run"][0]["activity"]["tolerance"]["provider"]["arguments"]),
            kExpected);
  EXPECT_EQ(to_json_text(shown["experiment"]["steady-state-hypothesis"]["probes"][0]["tolerance"]
                              ["provider"]["arguments"]),
            kExpected);
}

TEST_F(Presentable, DoesNotAddMissingParts) {
  EXPECT_EQ(presentable(Json::object()), Json::object());
  EXPECT_TRUE(presentable_state(Json()).is_null());
}

}  // namespace
}  // namespace chaos
