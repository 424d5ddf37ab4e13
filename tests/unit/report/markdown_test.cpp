#include "report/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/journals.h"

namespace chaos::report {
namespace {

using testing::failed_run_of;
using ::testing::HasSubstr;
using testing::journal_of;
using ::testing::Not;
using testing::run_of;

std::string markdown_of(const Json& journal) {
  const Summary summary = summarize(journal, "j.json");
  return markdown_report({&summary, 1});
}

TEST(MarkdownReport, BeginsWithTheVerdict) {
  EXPECT_TRUE(markdown_of(journal_of({run_of("action", "a"), failed_run_of("action", "b", "no")}))
                  .starts_with("## ⚠️ Checkout survives\n\n**completed, but 1 of 2 actions "
                               "failed**\n\nCustomers must not notice\n\n| | |\n| --- | --- |\n"
                               "| Status | completed |\n| Deviated | no |\n| Started | 2026-11-20 "
                               "10:00:00 UTC |\n| Duration | 10 s |\n"));
}

TEST(MarkdownReport, HasATableOfThePhases) {
  EXPECT_THAT(markdown_of(journal_of({run_of("action", "a"), failed_run_of("action", "b", "no")})),
              HasSubstr("| Method | **1 failed** | 2 | 1 | 0 | 1 s |\n"));
}

TEST(MarkdownReport, FoldsTheDetailsAway) {
  const std::string text = markdown_of(journal_of({failed_run_of("action", "b|c", "no *way*")}));
  EXPECT_THAT(text, HasSubstr("**b\\|c** (action, Method) failed: no \\*way\\*\n\n"
                              "<details><summary>Details of b|c</summary>\n\n"));
  EXPECT_THAT(text, HasSubstr("Exception:\n\n```\nTraceback (most recent call last):\n"));
  EXPECT_THAT(text, HasSubstr("<details><summary>All activities (1)</summary>"));
}

TEST(MarkdownReport, FitsIntoAComment) {
  std::vector<Json> method;
  for (int i = 0; i < 1000; ++i)
    method.push_back(failed_run_of("action", std::string(1000, '<'), std::string(5000, '|')));
  const std::string text = markdown_of(journal_of(method));
  EXPECT_LT(text.size(), 65536U);
  EXPECT_THAT(text, HasSubstr("… and 9"));
}

TEST(MarkdownReport, EscapesMarkup) {
  const std::string evil = "</summary><script>alert(1)</script>\n\n# big ```` | @everyone";
  Json run = failed_run_of("action", evil, evil);
  run["activity"]["type"] = evil;
  run["activity"]["provider"]["arguments"] = evil;
  Json journal = journal_of({run});
  journal["experiment"]["title"] = evil;
  journal["experiment"]["description"] = evil;
  const std::string text = markdown_of(journal);
  EXPECT_THAT(text, Not(HasSubstr("\n# big ```` | @everyone\n```\n")));
  EXPECT_THAT(text, HasSubstr("&lt;/summary&gt;&lt;script&gt;alert(1)"));
  EXPECT_THAT(text, HasSubstr("`````\n</summary><script>")) << "in a fence it is only text";
}

TEST(MarkdownReport, OfSeveralRunsBeginsWithATable) {
  const Json journal = journal_of({run_of("action", "a")});
  const Summary summary = summarize(journal, "j.json");
  EXPECT_TRUE(
      markdown_report(std::vector<Summary>{summary, summary})
          .starts_with("# 2 chaos experiments\n\n| | Experiment | Verdict | Duration |\n| --- "
                       "| --- | --- | ---: |\n| ✅ | Checkout survives | completed | 10 s "
                       "|\n"));
}

}  // namespace
}  // namespace chaos::report
