#include "report/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html_timeline.h"
#include "support/journals.h"

namespace chaos::report {
namespace {

using ::testing::HasSubstr;
using testing::journal_of;
using testing::probe_of;
using testing::run_of;
using testing::state_of;
using testing::with_states;

Json in_background(Json run) {
  run["activity"]["background"] = true;
  return run;
}

TEST(ReportTimeline, PlacesActivitiesByTheirTimes) {
  const Json journal = with_states(
      journal_of({in_background(run_of("action", "load", 2, 6)), run_of("action", "kill", 4, 1)}),
      state_of({probe_of("answers", true, 0, 1)}), nullptr);
  const auto timeline = lay_out(summarize(journal, ""));
  ASSERT_TRUE(timeline);
  ASSERT_EQ(timeline->groups.size(), 2U);
  const auto& rows = timeline->groups[1].rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_DOUBLE_EQ(rows[0].marks[0].left, 0.2);
  EXPECT_DOUBLE_EQ(rows[0].marks[0].width, 0.6);
  EXPECT_TRUE(rows[0].background);
  EXPECT_DOUBLE_EQ(rows[1].marks[0].left, 0.4);
  EXPECT_EQ(rows[1].marks[0].title, "kill (action): succeeded, took 1 s, began at +4 s");
}

TEST(ReportTimeline, ShowsDeclaredPausesAsGaps) {
  Json run = run_of("action", "kill", 4, 1);
  run["activity"]["pauses"] = {{"before", 3}, {"after", 2}};
  const Json journal = journal_of({run});
  const auto timeline = lay_out(summarize(journal, ""));
  const auto& pauses = timeline->groups[0].rows[0].pauses;
  ASSERT_EQ(pauses.size(), 2U);
  EXPECT_DOUBLE_EQ(pauses[0].left, 0.1);
  EXPECT_DOUBLE_EQ(pauses[0].width, 0.3);
  EXPECT_EQ(pauses[0].title, "pause of 3 s before");
  EXPECT_DOUBLE_EQ(pauses[1].left, 0.5);
}

TEST(ReportTimeline, SharesRowsWhenThereAreTooMany) {
  std::vector<Json> method;
  for (int i = 0; i < 100; ++i)
    method.push_back(run_of("action", "a" + std::to_string(i), i * 0.05, 0.08));
  const Json journal = journal_of(method);
  const auto timeline = lay_out(summarize(journal, ""));
  EXPECT_EQ(timeline->groups[0].rows.size(), 2U) << "each overlaps with the next";
  EXPECT_EQ(timeline->groups[0].rows[0].marks.size(), 50U);
}

TEST(ReportTimeline, CountsTheSamplesWhereThereIsRoom) {
  Json journal = journal_of({run_of("action", "a", 0, 2)});
  journal["steady_states"]["during"] = Json::array(
      {state_of({probe_of("p", true, 1, 0.1)}), state_of({probe_of("p", false, 1.5, 0.1)})});
  const auto timeline = lay_out(summarize(journal, ""));
  ASSERT_TRUE(timeline);
  const TimelineRow& row = timeline->groups.at(1).rows.at(0);
  EXPECT_EQ(row.label, "1 of 2 samples met");
  EXPECT_EQ(row.note, "");
}

TEST(ReportTimeline, HasRoundTicks) {
  Json journal = journal_of({run_of("action", "a", 0, 83)});
  journal["end"] = testing::time_text(83);
  const auto timeline = lay_out(summarize(journal, ""));
  std::vector<std::string> labels;
  for (const auto& tick : timeline->ticks)
    labels.push_back(tick.label);
  EXPECT_THAT(labels, ::testing::ElementsAre("0", "15 s", "30 s", "45 s", "1 m", "1 m 15 s"));
}

TEST(ReportTimeline, IsOmittedWithoutTimes) {
  Json run = run_of("action", "a");
  run.erase("start");
  const Json journal = journal_of({run});
  EXPECT_FALSE(lay_out(summarize(journal, "")));
  EXPECT_EQ(html_timeline(summarize(journal, "")), "");
}

TEST(ReportTimeline, CanBeReadWithoutTheDrawing) {
  const Json journal = journal_of({in_background(run_of("action", "load", 2, 6))});
  EXPECT_THAT(html_timeline(summarize(journal, "")),
              HasSubstr("<tr><td>Method</td><td class=\"name\">load</td><td>action, in the "
                        "background</td><td>succeeded</td><td>+2 s</td><td>6 s</td></tr>"));
}

TEST(ReportTimeline, SurvivesTimesThatWentBackwards) {
  const Json journal = journal_of({run_of("action", "a", 5, 1), run_of("action", "b", 1, 0)});
  Json odd = journal;
  odd["start"] = testing::time_text(3);
  odd["run"][0]["end"] = testing::time_text(2);
  EXPECT_TRUE(lay_out(summarize(odd, "")));
}

}  // namespace
}  // namespace chaos::report
