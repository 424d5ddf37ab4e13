#include "experiment/rendered_reports.h"

#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

class RenderedReportsTest : public ::testing::Test {
 protected:
  RenderedReports::Report report_of(const std::string& execution, const std::string& document) {
    Execution ended;
    ended.id = execution;
    ended.document = document;
    return reports_.report_of(ended, [this] {
      ++rendered_;
      return shown_;
    });
  }

  RenderedReports reports_;
  RenderedReports::Report shown_ =
      RenderedReport{.first = web::html("it passed"), .rest = {}, .digest = {}};
  int rendered_ = 0;
};

TEST_F(RenderedReportsTest, AreRenderedOnceForEachJournal) {
  EXPECT_EQ(report_of("1", "a")->first.markup(), "it passed");
  shown_->first = web::html("it failed");
  EXPECT_EQ(report_of("1", "a")->first.markup(), "it passed");
  EXPECT_EQ(report_of("1", "b")->first.markup(), "it failed") << "the journal was replaced";
  EXPECT_EQ(report_of("2", "a")->first.markup(), "it failed") << "another execution";
  EXPECT_EQ(rendered_, 3);
}

TEST_F(RenderedReportsTest, KeepNothingThatIsMissingOrVeryLong) {
  shown_ = std::nullopt;
  EXPECT_FALSE(report_of("1", "a"));
  shown_ = RenderedReport{
      .first = {}, .rest = web::Html::trusted(std::string(1 << 20, 'x')), .digest = {}};
  report_of("1", "a");
  report_of("1", "a");
  EXPECT_EQ(rendered_, 3);
  EXPECT_EQ(reports_.counts().hits, 0U);
}

}  // namespace
}  // namespace chaos::hub::experiment
