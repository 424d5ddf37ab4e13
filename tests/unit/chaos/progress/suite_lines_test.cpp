#include "progress/suite_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "progress/display_text.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

using std::chrono::seconds;

const SuiteProgress::Clock::time_point kNow{seconds(10000)};
const ProgressStyle kPlain{.columns = 50, .unicode = true, .colour = false};

SuiteProgress suite() {
  return {.since = kNow - seconds(75), .total = 10, .done = 3};
}

TEST(SuiteLines, CountWhatIsDoneAndShowWhatIsRunning) {
  SuiteProgress progress = suite();
  progress.not_passed = 1;
  progress.under_way = {{"a.yaml", kNow - seconds(5)}, {"deep/b.yaml", kNow - seconds(3725)}};
  EXPECT_THAT(suite_lines(progress, kNow, kPlain),
              ElementsAre("▶ 3 of 10 done, 1 not passed                  1:15",
                          "  ● a.yaml                                    0:05",
                          "  ● deep/b.yaml                            1:02:05"));
}

TEST(SuiteLines, OmitCountsOfZero) {
  EXPECT_THAT(suite_lines(suite(), kNow, kPlain),
              ElementsAre("▶ 3 of 10 done                                1:15"));
}

TEST(SuiteLines, DoNotPushTheLogOffTheScreen) {
  SuiteProgress progress = suite();
  progress.under_way.assign(100, {"a.yaml", kNow});
  const auto lines = suite_lines(progress, kNow, kPlain);
  EXPECT_THAT(lines, SizeIs(12));
  EXPECT_EQ(lines.back().substr(0, 13), "  and 90 more");
}

TEST(SuiteLines, FitTheTerminalAndEscapeControlSequences) {
  SuiteProgress progress = suite();
  progress.not_passed = 3;
  progress.under_way = {{"\033[2J\n" + std::string(300, 'n'), kNow - seconds(7200)}};
  for (const std::size_t columns : {1U, 20U, 80U}) {
    for (const auto& line :
         suite_lines(progress, kNow, {.columns = columns, .unicode = false, .colour = false})) {
      EXPECT_LE(display_width(line), std::max<std::size_t>(columns, 20)) << line;
      EXPECT_EQ(line.find_first_of("\033\n"), line.npos) << line;
    }
  }
}

TEST(SuiteLines, AreRedOnceOneHasNotPassed) {
  SuiteProgress progress = suite();
  const ProgressStyle coloured{.columns = 50, .unicode = true, .colour = true};
  EXPECT_TRUE(suite_lines(progress, kNow, coloured).at(0).starts_with("\033[1m▶ 3 of 10 done"));
  progress.not_passed = 1;
  EXPECT_TRUE(suite_lines(progress, kNow, coloured).at(0).starts_with("\033[1;31m▶ 3 of 10 done"));
}

}  // namespace
}  // namespace chaos
