#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/chaos_command.h"

namespace chaos::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kInvalid =
    "title: the invalid one\ndescription: d\nmethod:\n- {type: action, name: a, provider: {type: "
    "proces, path: 'true'}}\n";

Json deviating() {
  return with_hypothesis(experiment_of({shell_action("break", "touch broken")}),
                         {shell_probe("p", "! test -e broken")});
}

/// One experiment that completes, one that is invalid, and one that cannot be read.
class MixedSuite : public ::testing::Test {
 protected:
  MixedSuite() {
    chaos_.file("e/good.json", to_json_text(experiment_of({shell_action("a", "true")}), 2))
        .file("e/bad.yaml", kInvalid)
        .file("e/broken.json", "{");
  }

  ChaosCommand chaos_;
};

TEST_F(MixedSuite, HasEveryExperimentInEachReport) {
  for (const char* report : {"r.xml", "r.md", "r.html", "r.json"}) {
    EXPECT_EQ(chaos_.run({"run", "--report", report, "e"}).exit_code, 1);
    EXPECT_THAT(chaos_.text(report),
                AllOf(HasSubstr("journals/good.json"), HasSubstr("the invalid one"),
                      HasSubstr("invalid: e/bad.yaml:4:44: unknown provider type "),
                      HasSubstr("invalid: e/broken.json:2:1: Failed parsing JSON experiment")))
        << report;
  }
}

TEST_F(MixedSuite, CountsInvalidExperimentsAsErrorsInJunit) {
  chaos_.run({"run", "--report", "r.xml", "e"});
  EXPECT_THAT(chaos_.text("r.xml"), AllOf(HasSubstr(R"(tests="3" failures="0" errors="2")"),
                                          HasSubstr(R"(type="Invalid")"),
                                          HasSubstr("hint: did you mean &quot;process&quot;?")));
}

TEST_F(MixedSuite, ShowsProblemsOnTheConsole) {
  const Outcome outcome = chaos_.run({"run", "e"});
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("e/bad.yaml:4:44: unknown provider type 'proces'\n| 4 |"),
                    HasSubstr("hint: did you mean \"process\"?")));
}

TEST_F(MixedSuite, AnnotatesProblemsAtTheirPlaces) {
  const Outcome outcome = chaos_.env("GITHUB_ACTIONS", "true").run({"run", "e"});
  EXPECT_THAT(outcome.out, HasSubstr("::error file=e/bad.yaml,line=4,col=44::unknown provider"));
  EXPECT_THAT(outcome.out, HasSubstr("::error file=e/broken.json,line=2,col=1::"));
}

TEST_F(MixedSuite, KeepsStandardOutputForTheReport) {
  const Outcome outcome =
      chaos_.env("GITHUB_ACTIONS", "true").run({"run", "--report", "json-summary:-", "e"});
  EXPECT_EQ(Json::parse(outcome.out).size(), 3U);
  EXPECT_THAT(outcome.err, HasSubstr("3 experiments: 1 completed, 2 invalid\n"));
}

TEST(SuiteReport, AnnotatesADeviationAtItsExperiment) {
  ChaosCommand chaos;
  chaos.file("e.json", to_json_text(deviating(), 2)).env("GITHUB_ACTIONS", "true");
  const Outcome outcome = chaos.run({"run", "--journal-dir", "out", "e.json"});
  EXPECT_THAT(outcome.out, HasSubstr("::error file=e.json,title="));
}

TEST(SuiteReport, ShowsSkippedExperiments) {
  ChaosCommand chaos;
  chaos.file("a.json", "{").file("b.json", to_json_text(experiment_of({}), 2));
  chaos.run({"run", "--fail-fast-suite", "--report", "r.xml", "a.json", "b.json"});
  EXPECT_THAT(chaos.text("r.xml"), HasSubstr("<skipped message=\"not run\""));
}

TEST(SuiteReport, IsNeverThatOfAnEarlierSuite) {
  ChaosCommand chaos;
  chaos.file("a.json", to_json_text(experiment_of({}), 2)).file("r.xml", "old").file("r.md", "old");
  chaos.run({"run", "--tag", "none", "--report", "r.xml", "--report", "r.md", "a.json"});
  EXPECT_THAT(chaos.text("r.xml"), HasSubstr("tests=\"0\""));
  EXPECT_THAT(chaos.text("r.md"), HasSubstr("# 0 chaos experiments"));
  chaos.file("r.xml", "old");
  chaos.run({"run", "--report", "r.xml", "no*.json"});
  EXPECT_FALSE(chaos.exists("r.xml"));
}

TEST(SuiteReport, IgnoresTheJournalOfAnEarlierRun) {
  ChaosCommand chaos;
  chaos.file("a.json", to_json_text(experiment_of({shell_action("a", "kill -9 $PPID")}), 2));
  chaos.file("journals/a.json", R"({"status": "completed", "experiment": {"title": "earlier"}})");
  chaos.run({"run", "--report", "r.md", "--no-watchdog", "--journal-dir", "journals", "a.json"});
  EXPECT_THAT(chaos.text("r.md"),
              AllOf(Not(HasSubstr("earlier")), HasSubstr("it ended without a journal")));
}

}  // namespace
}  // namespace chaos::testing
