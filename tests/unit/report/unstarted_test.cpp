#include "report/unstarted.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/report.h"

namespace chaos::report {
namespace {

using ::testing::HasSubstr;

Diagnostic at(std::string message, std::size_t line) {
  return {.message = std::move(message), .position = {.file = "e.yaml", .line = line, .column = 3}};
}

Unstarted invalid() {
  return {.source = "e.yaml",
          .title = "",
          .words = "invalid",
          .obstacles = {at("first", 1), at("second", 2)}};
}

TEST(Unstarted, SaysTheFirstObstacleInItsVerdict) {
  const Summary summary = summarize(invalid());
  EXPECT_EQ(summary.verdict, Verdict::kInvalid);
  EXPECT_EQ(summary.title, "e.yaml");
  EXPECT_EQ(summary.words, "invalid: e.yaml:1:3: first; and 1 more problem");
  EXPECT_EQ(summary.exit_code(), 1);
}

TEST(Unstarted, ListsAllObstaclesInEachFormat) {
  const Summary summary = summarize(invalid());
  for (const Format format : {Format::kHtml, Format::kMarkdown, Format::kJunit})
    EXPECT_THAT(render(format, {&summary, 1}), HasSubstr("e.yaml:2:3: second"));
  const Json json = Json::parse(render(Format::kJsonSummary, {&summary, 1}));
  EXPECT_EQ(json["source"], "e.yaml");
  EXPECT_EQ(json["journal"], nullptr);
  EXPECT_EQ(json["problems"][1]["line"], 2);
}

TEST(Unstarted, IsSkippedIfNothingWasWrongWithIt) {
  const Summary summary = summarize({.source = "e.yaml", .title = "t", .words = "not run"});
  EXPECT_EQ(summary.verdict, Verdict::kNotRun);
  EXPECT_THAT(render(Format::kJunit, {&summary, 1}), HasSubstr("<skipped message=\"not run\"/>"));
}

TEST(Unstarted, EveryFormatCanShowNoRuns) {
  for (const Format format :
       {Format::kHtml, Format::kMarkdown, Format::kJunit, Format::kJsonSummary})
    EXPECT_FALSE(render(format, {}).empty());
}

}  // namespace
}  // namespace chaos::report
