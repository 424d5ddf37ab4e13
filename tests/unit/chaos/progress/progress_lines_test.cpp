#include "progress/progress_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "progress/display_text.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using std::chrono::seconds;

const ProgressClock::time_point kNow{seconds(1000)};
const ProgressStyle kPlain{.columns = 50, .unicode = true, .colour = false};

RunProgress method_since(int seconds_ago) {
  return {.phase = "Method", .phase_since = kNow - seconds(seconds_ago)};
}

ActivityProgress activity(const char* type, const std::string& name, int seconds_ago) {
  return {.type = type, .name = name, .since = kNow - seconds(seconds_ago)};
}

TEST(ProgressLines, AreNoneBeforeTheFirstPhase) {
  EXPECT_THAT(progress_lines({}, kNow, kPlain), IsEmpty());
}

TEST(ProgressLines, ShowPhaseActivitiesAndPauses) {
  RunProgress progress = method_since(75);
  progress.activities = {activity("Action", "restart", 3), activity("Pause", "check", 4),
                         activity("Probe", "watch", 12)};
  progress.activities[0].limit_seconds = 30;
  progress.activities[1].limit_seconds = 10;
  progress.activities[2].background = true;
  EXPECT_THAT(progress_lines(progress, kNow, kPlain),
              ElementsAre("▶ Method                                      1:15",
                          "  ● Action: restart                   0:03 of 0:30",
                          "  ◌ Pause of check                       0:06 left",
                          "  ◍ Probe: watch                              0:12"));
}

TEST(ProgressLines, ShowTheLatestSamples) {
  RunProgress progress = method_since(1);
  progress.sampling = true;
  EXPECT_EQ(progress_lines(progress, kNow, kPlain).at(1),
            "  Hypothesis                            0 of 0 met");
  progress.samples = {true, true, false};
  EXPECT_EQ(progress_lines(progress, kNow, kPlain).at(1),
            "  Hypothesis ■■□                        2 of 3 met");
  progress.samples.assign(100, true);
  progress.samples.back() = false;
  EXPECT_EQ(progress_lines(progress, kNow, kPlain).at(1),
            "  Hypothesis ■■■■■■■■■■■■■■■■□       99 of 100 met");
}

TEST(ProgressLines, FitTheTerminal) {
  RunProgress progress = method_since(1);
  progress.activities = {activity("Action", std::string(300, 'n'), 7200),
                         activity("Action", "日本語日本語日本語日本語日本語日本語", 1)};
  progress.samples.assign(1000, true);
  for (const std::size_t columns : {1U, 20U, 33U, 80U, 200U}) {
    for (const auto& line :
         progress_lines(progress, kNow, {.columns = columns, .unicode = true, .colour = false}))
      EXPECT_LE(display_width(line), std::max<std::size_t>(columns, 20)) << line;
  }
}

TEST(ProgressLines, DoNotPushTheLogOffTheScreen) {
  RunProgress progress = method_since(1);
  for (int i = 0; i < 100; ++i)
    progress.activities.push_back(activity("Action", "a", 1));
  const auto lines = progress_lines(progress, kNow, kPlain);
  EXPECT_THAT(lines, SizeIs(8));
  EXPECT_EQ(lines.back().substr(0, 13), "  and 94 more");
}

TEST(ProgressLines, UseAsciiWithoutColoursIfAskedTo) {
  RunProgress progress = method_since(1);
  progress.activities = {activity("Action", "a", 1)};
  progress.samples = {true, false};
  for (const auto& line :
       progress_lines(progress, kNow, {.columns = 60, .unicode = false, .colour = false})) {
    for (const char c : line)
      EXPECT_TRUE(c >= ' ' && c <= '~') << line;
  }
  const auto coloured =
      progress_lines(progress, kNow, {.columns = 60, .unicode = true, .colour = true});
  EXPECT_TRUE(coloured.at(0).starts_with("\033[1m▶ Method\033[0m")) << coloured.at(0);
  EXPECT_NE(coloured.at(2).find("\033[31m□\033[0m"), std::string::npos);
}

TEST(ProgressLines, EscapeControlSequencesInNames) {
  RunProgress progress = method_since(1);
  progress.activities = {activity("Action", "a\033[2J\nb", 1)};
  EXPECT_EQ(progress_lines(progress, kNow, kPlain).at(1),
            "  ● Action: a?[2J?b                           0:01");
}

}  // namespace
}  // namespace chaos
