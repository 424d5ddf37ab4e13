#include "progress/summary_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "progress/display_text.h"

namespace chaos {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Json run_of(const char* name, const char* status, const char* start, const char* end) {
  return {{"activity", {{"type", "action"}, {"name", name}}},
          {"status", status},
          {"output", nullptr},
          {"start", std::string("2026-01-01T10:00:") + start},
          {"end", std::string("2026-01-01T10:00:") + end},
          {"duration", 1.0}};
}

Json action(const char* name) {
  return {{"type", "action"}, {"name", name}};
}

/// A run whose rollbacks were not played.
Json journal() {
  return {
      {"experiment",
       {{"title", "The page stays up"},
        {"method", {action("break"), action("wait")}},
        {"rollbacks", {action("mend")}}}},
      {"status", "completed"},
      {"deviated", false},
      {"start", "2026-01-01T10:00:00"},
      {"end", "2026-01-01T10:00:12"},
      {"duration", 12.0},
      {"steady_states", {{"before", nullptr}, {"after", nullptr}, {"during", Json::array()}}},
      {"run", {run_of("break", "succeeded", "00", "01"), run_of("wait", "succeeded", "01", "12")}},
      {"rollbacks", Json::array()}};
}

std::vector<std::string> lines_of(const Json& journal, std::size_t columns = 80) {
  const report::Summary summary = report::summarize(journal, "out/journal.json");
  return summary_lines(summary, "never", "chaos rollback " + summary.path,
                       {.columns = columns, .unicode = true, .colour = false});
}

TEST(SummaryLines, ShowWhatHappenedAndWhatIsLeft) {
  const auto lines = lines_of(journal());
  EXPECT_EQ(lines.at(0), "");
  EXPECT_THAT(lines.at(1), HasSubstr("The page stays up: completed"));
  EXPECT_THAT(lines.at(1), HasSubstr(", in 12 s"));
  EXPECT_THAT(lines, Contains("  Method                        2 of 2 activities played, 12 s"));
  EXPECT_THAT(lines,
              Contains("  Rollbacks                     none of 1 played (strategy: never)"));
  EXPECT_THAT(lines, Contains("  To put the system back        chaos rollback out/journal.json"));
  EXPECT_EQ(lines.back(), "  Journal                       out/journal.json");
}

TEST(SummaryLines, NameWhatWentWrong) {
  Json failed = journal();
  failed["run"][1] = run_of("wait", "failed", "01", "02");
  failed["run"][1]["exception"] = {"chaoslib.exceptions.ActivityFailed: no such host\n"};
  const auto lines = lines_of(failed);
  EXPECT_THAT(lines.at(1), HasSubstr("1 of 2 actions failed"));
  EXPECT_THAT(lines, Contains(HasSubstr("  failed                        wait (Method)")));
  EXPECT_THAT(lines, Contains(HasSubstr("no such host")));
}

TEST(SummaryLines, WrapLongLines) {
  Json failed = journal();
  failed["run"][1] = run_of("wait", "failed", "01", "02");
  std::string words;
  for (int i = 0; i < 50; ++i)
    words += "word ";
  failed["run"][1]["exception"] = {"chaoslib.exceptions.ActivityFailed: " + words + "\n"};
  const auto lines = lines_of(failed, 60);
  EXPECT_EQ(lines.at(1), "✘ The page stays up: completed, but 1 of 2 actions failed");
  EXPECT_EQ(lines.at(2), "  and the only rollback did not run, in 12 s");
  const auto problem = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
    return line.starts_with("  failed ");
  });
  ASSERT_LT(problem + 3, lines.end());
  EXPECT_EQ(problem[0], "  failed                        wait (Method): word word");
  EXPECT_EQ(problem[1], "                                word word word word word");
  EXPECT_EQ(problem[2], "                                word word word word word wo…");
  EXPECT_THAT(problem[3], StartsWith("  System left as found"));
}

TEST(SummaryLines, DoNotWrapCommands) {
  const Json ended = journal();  // the summary refers to it
  const report::Summary summary = report::summarize(ended, std::string(200, 'j'));
  const auto lines =
      summary_lines(summary, "never", "chaos rollback " + summary.path, {.columns = 40});
  EXPECT_THAT(lines, Contains(EndsWith("chaos rollback " + std::string(200, 'j'))));
  EXPECT_THAT(lines.back(), EndsWith(std::string(200, 'j')));
}

TEST(SummaryLines, FitTheTerminal) {
  Json journal = ::chaos::journal();
  journal["experiment"]["title"] = std::string(300, 't') + "\033[2J";
  for (const std::size_t columns : {20U, 40U, 120U}) {
    for (const auto& line : lines_of(journal, columns)) {
      const bool is_to_be_copied = line.find("journal.json") != line.npos;
      EXPECT_TRUE(is_to_be_copied || display_width(line) <= columns) << line;
      EXPECT_EQ(line.find('\033'), line.npos) << line;
    }
  }
}

TEST(SummaryLines, AcceptIncompleteJournals) {
  EXPECT_FALSE(lines_of({{"experiment", Json::object()}}).empty());
  EXPECT_FALSE(lines_of(Json::object()).empty());
}

}  // namespace
}  // namespace chaos
