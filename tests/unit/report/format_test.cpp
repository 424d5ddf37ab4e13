#include "report/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::report {
namespace {

TEST(ReportFormat, IsFoundByName) {
  EXPECT_EQ(format_named("html"), Format::kHtml);
  EXPECT_EQ(format_named("markdown"), Format::kMarkdown);
  EXPECT_EQ(format_named("junit"), Format::kJunit);
  EXPECT_EQ(format_named("json-summary"), Format::kJsonSummary);
  EXPECT_EQ(format_named("pdf"), std::nullopt);
}

TEST(ReportFormat, IsFoundByExtension) {
  EXPECT_EQ(report_format_of("out/report.html"), Format::kHtml);
  EXPECT_EQ(report_format_of("REPORT.HTM"), Format::kHtml);
  EXPECT_EQ(report_format_of("a.b.md"), Format::kMarkdown);
  EXPECT_EQ(report_format_of("chaos.xml"), Format::kJunit);
  EXPECT_EQ(report_format_of("summary.json"), Format::kJsonSummary);
  for (const char* path : {"report", "report.pdf", "dir.html/report", "", "-"})
    EXPECT_EQ(report_format_of(path), std::nullopt) << path;
}

TEST(ReportFormat, MayPrecedeTheDestination) {
  const Destination destination = read_destination("junit:results:1.txt");
  EXPECT_EQ(destination.format, Format::kJunit);
  EXPECT_EQ(destination.path, "results:1.txt");
  EXPECT_EQ(read_destination("odd:name.md").path, "odd:name.md");
  EXPECT_EQ(read_destination("odd:name.md").format, Format::kMarkdown);
}

TEST(ReportFormat, MustBeKnown) {
  for (const char* text : {"report.pdf", "pdf:report", "html:", ""}) {
    try {
      read_destination(text);
      FAIL() << text;
    } catch (const ReportError& error) {
      EXPECT_EQ(error.what(),
                std::string("'") + text + "' does not say which report format to write");
      EXPECT_THAT(error.diagnostic().hint, ::testing::HasSubstr("html:, markdown:, junit:"));
    }
  }
}

}  // namespace
}  // namespace chaos::report
