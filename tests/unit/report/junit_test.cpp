#include "report/junit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/journals.h"
#include "support/junit_schema.h"

namespace chaos::report {
namespace {

using testing::failed_run_of;
using ::testing::HasSubstr;
using testing::journal_of;
using ::testing::Not;
using testing::probe_of;
using testing::run_of;
using testing::state_of;
using testing::with_states;

std::string junit_of(const Json& journal) {
  const Summary summary = summarize(journal, "j.json");
  return junit_report({&summary, 1});
}

/// A journal with an example of everything.
Json rich_journal() {
  Json background = run_of("action", "load", 1, 8);
  background["activity"]["background"] = true;
  Json journal =
      with_states(journal_of({background, failed_run_of("action", "kill", "it <exploded>", 2),
                              run_of("probe", "count", 4)},
                             {run_of("action", "undo", 9), run_of("action", "undo too")}),
                  state_of({probe_of("answers", true)}), state_of({probe_of("answers", false, 9)}));
  journal["deviated"] = true;
  journal["rollbacks"].erase(1);
  journal["steady_states"]["during"] = Json::array(
      {state_of({probe_of("answers", true, 3)}), state_of({probe_of("answers", false, 5)})});
  journal["experiment"]["tags"] = Json::array({"shop"});
  journal["experiment"]["contributions"] = {{"reliability", "high"}};
  return journal;
}

TEST(JunitReport, HasASuiteForTheVerdictAndOneForEachPhase) {
  const std::string xml = junit_of(rich_journal());
  EXPECT_THAT(
      xml,
      HasSubstr(R"(<testsuites name="chaos" tests="9" failures="3" errors="1" time="10.000">)"));
  EXPECT_THAT(
      xml,
      HasSubstr(
          R"(<testsuite name="Checkout survives: Verdict" id="0" tests="1" failures="1" errors="0" skipped="0" time="10.000" timestamp="2026-11-20T10:00:00" hostname="runner-7">)"));
  EXPECT_THAT(
      xml,
      HasSubstr(
          R"(<testsuite name="Checkout survives: Method" id="2" tests="3" failures="0" errors="1" skipped="0" time="8.000")"));
  EXPECT_THAT(
      xml,
      HasSubstr(
          R"(<testsuite name="Checkout survives: Rollbacks" id="5" tests="2" failures="0" errors="0" skipped="1")"));
  EXPECT_THAT(xml, HasSubstr(R"(<property name="contribution.reliability" value="high"/>)"));
}

TEST(JunitReport, DistinguishesErrorsFailuresAndSkipped) {
  const std::string xml = junit_of(rich_journal());
  EXPECT_THAT(
      xml, HasSubstr("<error message=\"it &lt;exploded&gt;\" type=\"ActivityFailed\">Traceback"));
  EXPECT_THAT(xml, HasSubstr("<failure message=\"503 is not within the tolerance 200\" "
                             "type=\"ToleranceNotMet\"/>"));
  EXPECT_THAT(xml, HasSubstr("<skipped message=\"declared, but not run\"/>"));
}

TEST(JunitReport, HasOneCasePerProbeForAllSamples) {
  const std::string xml = junit_of(rich_journal());
  EXPECT_THAT(xml, HasSubstr("Hypothesis during the method\" id=\"3\" tests=\"1\" failures=\"1\""));
  EXPECT_THAT(xml, HasSubstr("not met in 1 of 2 samples; for example: 503 is not within the "
                             "tolerance 200"));
}

TEST(JunitReport, VerdictFailsAnInterruptedRunWithoutOtherProblems) {
  Json journal = journal_of({run_of("action", "a")});
  journal["status"] = "interrupted";
  EXPECT_THAT(junit_of(journal),
              HasSubstr("<error message=\"interrupted\" type=\"NotCompleted\"/>"));
  journal["status"] = "completed";
  EXPECT_THAT(junit_of(journal), HasSubstr("failures=\"0\" errors=\"0\" time=\"10.000\">\n"));
}

TEST(JunitReport, NumbersCasesWithTheSameName) {
  const std::string xml = junit_of(journal_of({run_of("action", "a"), run_of("action", "a")}));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"a\" classname=\"Checkout survives.Method\""));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"a (2)\""));
}

TEST(JunitReport, KeepsTheOutputsOfProcesses) {
  Json run = run_of("action", "a");
  run["output"]["stderr"] = "\x1b[31mcareful\x1b[0m";
  run["output"]["stdout"] = std::string(20 << 10, 'x');
  const std::string xml = junit_of(journal_of({run}));
  EXPECT_THAT(xml, HasSubstr("<system-err>[31mcareful[0m</system-err>"));
  EXPECT_THAT(xml, HasSubstr("x\n[4 KiB more in the journal]</system-out>"));
}

TEST(JunitReport, IsValid) {
  REQUIRE_XML_SCHEMA();
  EXPECT_EQ(testing::problems_of_junit(junit_of(rich_journal())), "");
  EXPECT_EQ(testing::problems_of_junit(junit_of(Json::object())), "");
}

TEST(JunitReport, IsValidWithAnyNamesAndOutputs) {
  REQUIRE_XML_SCHEMA();
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte)
    every_byte += static_cast<char>(byte);
  Json run = failed_run_of("action", "]]>&\"'<a>" + every_byte, every_byte);
  run["output"] = every_byte;
  Json journal = journal_of({run});
  journal["experiment"]["title"] = every_byte;
  journal["node"] = every_byte;
  EXPECT_EQ(testing::problems_of_junit(junit_of(journal)), "");
}

TEST(JunitReport, SchemaRejectsOtherDocuments) {
  REQUIRE_XML_SCHEMA();
  EXPECT_NE(testing::problems_of_junit("<testsuites><odd/></testsuites>"), "");
}

TEST(JunitReport, HasTheSuitesOfAllRuns) {
  const Json first = journal_of({run_of("action", "a")});
  const Json second = journal_of({run_of("action", "b")});
  const std::vector<Summary> runs = {summarize(first, "1.json"), summarize(second, "2.json")};
  const std::string xml = junit_report(runs);
  EXPECT_THAT(xml, HasSubstr("tests=\"4\" failures=\"0\" errors=\"0\" time=\"20.000\""));
  EXPECT_THAT(xml, HasSubstr("id=\"3\""));
  EXPECT_THAT(xml, Not(HasSubstr("id=\"4\"")));
}

}  // namespace
}  // namespace chaos::report
