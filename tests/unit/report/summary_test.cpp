#include "report/summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/json_reader.h"
#include "report/json_summary.h"
#include "report/report.h"
#include "support/journals.h"

namespace chaos::report {
namespace {

using ::testing::ElementsAre;
using testing::failed_run_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::journal_of;
using ::testing::Not;
using testing::probe_of;
using testing::run_of;
using testing::state_of;
using testing::time_text;
using testing::with_states;

/// "name: outcome" of each activity.
std::vector<std::string> told(const PhaseSummary& phase) {
  std::vector<std::string> lines;
  for (const auto& activity : phase.activities)
    lines.push_back(activity.name + ": " + std::string(to_string(activity.outcome)));
  return lines;
}

TEST(ReportSummary, ReadsAJournal) {
  const Json journal = with_states(journal_of({run_of("action", "break it", 2, 3)}),
                                   state_of({probe_of("answers", true, 1)}),
                                   state_of({probe_of("answers", true, 6)}));
  const Summary summary = summarize(journal, "j.json");
  EXPECT_EQ(summary.title, "Checkout survives");
  EXPECT_EQ(summary.path, "j.json");
  EXPECT_EQ(summary.seconds, 10);
  const PhaseSummary& method = summary.phase(Phase::kMethod);
  EXPECT_THAT(told(method), ElementsAre("break it: succeeded"));
  EXPECT_EQ(method.seconds, 3);
  EXPECT_EQ(method.activities[0].pointer, "/run/0");
  EXPECT_EQ(summary.phase(Phase::kBefore).met, true);
  EXPECT_EQ(summary.phase(Phase::kAfter).activities[0].pointer, "/steady_states/after/probes/0");
}

TEST(ReportSummary, HidesSecretsThatTheExperimentStates) {
  Json journal = journal_of({run_of("action", "log in with hunter2", 2, 3)});
  journal["experiment"]["secrets"] = {{"shop", {{"password", "hunter2"}}}};
  journal["run"][0]["output"] = "hunter2";
  const Summary summary = summarize(journal, "j.json");
  EXPECT_THAT(told(summary.phase(Phase::kMethod)),
              ElementsAre("log in with [redacted]: succeeded"));
  EXPECT_THAT(render(Format::kHtml, {&summary, 1}), Not(HasSubstr("hunter2")));
}

TEST(ReportSummary, KnowsWhatDidNotRun) {
  Json journal = journal_of({run_of("action", "a"), run_of("action", "b"), run_of("action", "a")},
                            {run_of("action", "undo")});
  journal["run"] = Json::array({run_of("action", "a"), run_of("action", "b")});
  journal["rollbacks"] = Json::array();
  const Summary summary = summarize(journal, "");
  EXPECT_THAT(told(summary.phase(Phase::kMethod)),
              ElementsAre("a: succeeded", "b: succeeded", "a: not run"));
  EXPECT_EQ(summary.phase(Phase::kMethod).activities[2].pointer, "/experiment/method/2");
  EXPECT_THAT(told(summary.phase(Phase::kRollbacks)), ElementsAre("undo: not run"));
}

TEST(ReportSummary, MatchesRunsByNameInAnyOrder) {
  Json journal = journal_of({run_of("action", "a"), run_of("action", "b"), run_of("action", "c")});
  journal["run"] = Json::array({run_of("action", "c"), run_of("action", "a")});
  EXPECT_THAT(told(summarize(journal, "").phase(Phase::kMethod)),
              ElementsAre("c: succeeded", "a: succeeded", "b: not run"));
}

TEST(ReportSummary, IsNotMisledByRenamedActivities) {
  Json journal = journal_of({run_of("action", "a"), run_of("action", "b"), run_of("action", "c")});
  journal["run"] = Json::array({run_of("action", "a renamed"), run_of("action", "b")});
  EXPECT_THAT(told(summarize(journal, "").phase(Phase::kMethod)),
              ElementsAre("a renamed: succeeded", "b: succeeded", "c: not run"));
}

TEST(ReportSummary, FollowsReferences) {
  Json journal = journal_of({run_of("probe", "p")});
  journal["experiment"]["method"] = Json::array({{{"ref", "p"}}, {{"ref", "q"}}});
  EXPECT_THAT(told(summarize(journal, "").phase(Phase::kMethod)),
              ElementsAre("p: succeeded", "q: not run"));
}

TEST(ReportSummary, ExplainsProblems) {
  Json unfinished = run_of("action", "c");
  unfinished["status"] = "aborted";
  const Json journal =
      with_states(journal_of({failed_run_of("action", "b", "it exploded"), unfinished}),
                  state_of({probe_of("answers", false)}), nullptr);
  std::vector<std::string> problems;
  const Summary summary = summarize(journal, "");
  for (const auto& problem : problems_of(summary))
    problems.push_back(problem.activity->problem);
  EXPECT_THAT(problems, ElementsAre("503 is not within the tolerance 200", "it exploded",
                                    "it began and has no result"));
}

TEST(ReportSummary, ReadsSamplesAndCountsWhatRepeats) {
  Json journal = journal_of({run_of("action", "a", 0, 9)});
  for (const bool met : {true, false, false, true}) {
    journal["steady_states"]["during"].push_back(state_of({probe_of("answers", met, 1)}));
  }
  const Summary summary = summarize(journal, "");
  EXPECT_EQ(summary.samples.size(), 4U);
  EXPECT_EQ(summary.samples_met(), 2U);
  EXPECT_EQ(summary.samples[1].pointer, "/steady_states/during/1");
  const auto problems = problems_of(summary);
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_EQ(problems[0].times, 2U);
  EXPECT_EQ(problems[0].activity->pointer, "/steady_states/during/1/probes/0");
  EXPECT_EQ(place_of(problems[0]), "Hypothesis during the method, 2 times");
}

TEST(ReportSummary, ReadsTheMeasurementsOfAVerification) {
  Json journal = journal_of({});
  journal["measurements"] = Json::array({state_of({probe_of("answers", true)})});
  const Summary summary = summarize(journal, "");
  ASSERT_EQ(summary.samples.size(), 1U);
  EXPECT_EQ(summary.samples[0].pointer, "/measurements/0");
}

TEST(ReportSummary, DerivesMissingTimes) {
  Json without_duration = run_of("action", "a", 1, 2);
  without_duration.erase("duration");
  Json without_end = run_of("action", "b", 3, 2);
  without_end.erase("end");
  Json journal = journal_of({without_duration, without_end});
  journal.erase("duration");
  const Summary summary = summarize(journal, "");
  EXPECT_EQ(summary.seconds, 10);
  EXPECT_EQ(summary.phase(Phase::kMethod).activities[0].seconds, 2);
  EXPECT_EQ(summary.phase(Phase::kMethod).seconds, 4);
}

TEST(ReportSummary, ReadsAnOldJournal) {
  // chaoslib 0.12: local times without a zone, no deviation, no rollbacks.
  const Json journal = parse_json(R"({
    "experiment": {"title": "Moving a file", "method": [{"name": "move", "type": "action"}]},
    "steady_states": {"before": null}, "start": "2018-01-24T13:25:55.1", "duration": 0.009,
    "run": [{"status": "succeeded", "start": "2018-01-24T13:25:55.198676", "output": null,
             "activity": {"name": "move", "type": "action"}, "duration": 0.0005,
             "end": "2018-01-24T13:25:55.199185"}],
    "status": "completed", "chaoslib-version": "0.12.1"})");
  const Summary summary = summarize(journal, "");
  EXPECT_EQ(summary.words, "completed");
  EXPECT_THAT(told(summary.phase(Phase::kMethod)), ElementsAre("move: succeeded"));
  EXPECT_THAT(problems_of(summary), IsEmpty());
}

/// All formats of a journal, with values of unexpected types.
TEST(ReportSummary, AcceptsOddTypes) {
  const Json odd_values = Json::array(
      {nullptr, 7, -1.5, true, "text", Json::array(), Json::array({nullptr, 1, Json::array()}),
       Json::object(), Json{{"before", 3}, {"probes", "x"}, {"name", Json::array()}}});
  const Json whole = with_states(journal_of({run_of("action", "a")}, {run_of("action", "undo")}),
                                 state_of({probe_of("p", true)}), nullptr);
  const std::vector<std::string> places = {"/experiment",
                                           "/experiment/title",
                                           "/experiment/method",
                                           "/experiment/tags",
                                           "/experiment/contributions",
                                           "/experiment/steady-state-hypothesis",
                                           "/start",
                                           "/end",
                                           "/duration",
                                           "/status",
                                           "/deviated",
                                           "/steady_states",
                                           "/steady_states/before",
                                           "/steady_states/before/probes",
                                           "/steady_states/before/steady_state_met",
                                           "/steady_states/during",
                                           "/run",
                                           "/run/0",
                                           "/run/0/activity",
                                           "/run/0/activity/name",
                                           "/run/0/activity/type",
                                           "/run/0/activity/pauses",
                                           "/run/0/activity/provider",
                                           "/run/0/activity/provider/arguments",
                                           "/run/0/activity/background",
                                           "/run/0/status",
                                           "/run/0/start",
                                           "/run/0/end",
                                           "/run/0/duration",
                                           "/run/0/output",
                                           "/run/0/exception",
                                           "/rollbacks",
                                           "/node",
                                           "/platform",
                                           "/chaoslib-version",
                                           "/measurements"};
  for (const auto& place : places) {
    for (const auto& value : odd_values) {
      Json journal = whole;
      journal[JsonPointer(place)] = value;
      const Summary summary = summarize(journal, "j.json");
      for (const Format format :
           {Format::kHtml, Format::kMarkdown, Format::kJunit, Format::kJsonSummary}) {
        EXPECT_FALSE(render(format, {&summary, 1}).empty()) << place << " " << value;
      }
    }
  }
}

TEST(ReportSummary, RequiresNoMembers) {
  for (const Json& journal : {Json::object(), Json(), Json::array()}) {
    const Summary summary = summarize(journal, "j.json");
    EXPECT_EQ(summary.title, "Untitled experiment");
    for (const Format format :
         {Format::kHtml, Format::kMarkdown, Format::kJunit, Format::kJsonSummary}) {
      EXPECT_FALSE(render(format, {&summary, 1}).empty());
    }
  }
}

TEST(ReportSummary, NamesUndosThatWereNotPlayed) {
  Json journal = journal_of({run_of("action", "a"), run_of("action", "b")},
                            {run_of("action", "undo b"), run_of("action", "flat")});
  Json& experiment = journal["experiment"];
  experiment["method"].push_back(experiment["method"][1]);
  experiment["method"][2]["name"] = "never begun";
  for (auto& action : experiment["method"]) {
    action["rollback"] = {{"type", "action"}, {"name", "undo " + action.value("name", "")}};
  }
  experiment["rollbacks"].erase(0);
  journal["rollbacks"].erase(1);
  const Summary summary = summarize(journal, "");
  EXPECT_THAT(told(summary.phase(Phase::kRollbacks)),
              ElementsAre("undo b: succeeded", "undo a: not run", "flat: not run"));
  EXPECT_EQ(summary.phase(Phase::kRollbacks).activities[1].pointer,
            "/experiment/method/0/rollback");
}

}  // namespace
}  // namespace chaos::report
