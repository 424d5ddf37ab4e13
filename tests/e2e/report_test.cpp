#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "json/json_reader.h"
#include "support/chaos_command.h"
#include "support/junit_schema.h"

namespace chaos::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A run with a failing action and a background probe.
void run_some(ChaosCommand& chaos, const std::string& journal = "journal.json") {
  Json background = shell_probe("watch", "sleep 0.05; echo watched");
  background["background"] = true;
  background.erase("tolerance");
  Json broken = shell_action("broken", "true");
  broken["provider"] = {{"type", "http"}, {"url", "http://127.0.0.1:1/"}};
  chaos.experiment(
      with_hypothesis(experiment_of({background, shell_action("kill", "echo '<killed>'"), broken},
                                    {shell_action("restart", "echo up")}),
                      {shell_probe("page is there", "true")}));
  ASSERT_EQ(chaos.run({"run", "--journal-path", journal, "experiment.json"}).exit_code, 0);
}

TEST(Report, OfARunIsWrittenInEveryFormat) {
  ChaosCommand chaos;
  run_some(chaos);
  for (const char* file : {"r.html", "r.md", "r.xml", "r.json"}) {
    const Outcome outcome = chaos.run({"report", "--output", file, "journal.json"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_THAT(chaos.text(file), HasSubstr("but 1 of 2 actions failed")) << file;
  }
  EXPECT_THAT(chaos.text("r.html"), HasSubstr("<pre>&lt;killed&gt;\n</pre>"));
  EXPECT_EQ(chaos.json("r.json")["phases"]["method"]["ran"], 3);
}

TEST(Report, OfARunIsValidJunit) {
  REQUIRE_XML_SCHEMA();
  ChaosCommand chaos;
  run_some(chaos);
  const Outcome outcome = chaos.run({"report", "--format", "junit", "journal.json"});
  EXPECT_EQ(problems_of_junit(outcome.out), "");
}

TEST(Report, GoesToStandardOutput) {
  ChaosCommand chaos;
  run_some(chaos);
  EXPECT_TRUE(chaos.run({"report", "journal.json"}).out.starts_with("## ⚠️ "));
  const Outcome outcome =
      chaos.run({"report", "--format", "json-summary", "--output", "-", "journal.json"});
  EXPECT_EQ(parse_json(outcome.out)["journal"], "journal.json");
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(Report, AcceptsSeveralJournals) {
  ChaosCommand chaos;
  run_some(chaos, "one.json");
  run_some(chaos, "two.json");
  const Outcome outcome = chaos.run({"report", "--format", "json-summary", "one.json", "two.json"});
  const Json list = parse_json(outcome.out);
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1]["journal"], "two.json");
  EXPECT_THAT(chaos.run({"report", "--format", "html", "one.json", "two.json"}).out,
              HasSubstr("<h1>2 runs</h1>"));
}

TEST(Report, OfARunThatDeviatedEndsWithZero) {
  ChaosCommand chaos;
  chaos.experiment(with_hypothesis(experiment_of({shell_action("break", "touch broken")}),
                                   {shell_probe("whole", "test ! -e broken")}));
  EXPECT_EQ(chaos.run({"run", "experiment.json"}).exit_code, 1);
  const Outcome outcome = chaos.run({"report", "--format", "json-summary", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(parse_json(outcome.out)["verdict"], "deviated");
  EXPECT_EQ(parse_json(outcome.out)["exit_code"], 1);
}

TEST(Report, WritesNothingIfAJournalCannotBeRead) {
  ChaosCommand chaos;
  run_some(chaos);
  const Outcome outcome =
      chaos.run({"report", "--output", "r.html", "journal.json", "missing.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("ERROR the journal 'missing.json' cannot be read: No such "
                                      "file or directory"));
  EXPECT_THAT(outcome.err, HasSubstr("hint: name the journal of a run"));
  EXPECT_FALSE(chaos.exists("r.html"));
}

TEST(Report, ShowsWhereAJournalIsNotJson) {
  ChaosCommand chaos;
  chaos.file("journal.json", "{\"status\": oops}");
  const Outcome outcome = chaos.run({"report", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("journal.json:1:12: "));
}

TEST(Report, ThatCannotBeWrittenIsAnError) {
  ChaosCommand chaos;
  run_some(chaos);
  const Outcome outcome = chaos.run({"report", "--output", "nowhere/r.html", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.log(), Contains("ERROR the report cannot be written to 'nowhere/r.html': No "
                                      "such file or directory"));
}

TEST(Report, ReplacesAnEarlierOneAndLeavesNoOtherFiles) {
  ChaosCommand chaos;
  run_some(chaos);
  chaos.file("r.html", "an earlier report", 0600);
  EXPECT_EQ(chaos.run({"report", "--output", "r.html", "journal.json"}).exit_code, 0);
  EXPECT_TRUE(chaos.text("r.html").starts_with("<!DOCTYPE html>"));
  const auto mode = std::filesystem::status(chaos.path("r.html")).permissions();
  EXPECT_EQ(static_cast<unsigned>(mode), 0600U) << "written as the journal is: its mode is kept";
}

TEST(Report, RejectsAnInvalidCommandLine) {
  ChaosCommand chaos;
  const Outcome missing = chaos.run({"report"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("Usage: chaos report [OPTIONS] JOURNAL...\n"));
  EXPECT_EQ(chaos.run({"report", "--format", "pdf", "journal.json"}).exit_code, 2);
  const Outcome outcome = chaos.run({"report", "--output", "r.pdf", "journal.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err,
              HasSubstr("Error: Missing option '--format': 'r.pdf' has no known extension. Choose "
                        "from 'html', 'markdown', 'junit', 'json-summary'.\n"));
}

TEST(RunReport, IsWrittenAtTheEnd) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("say", "echo one")}));
  const Outcome outcome = chaos.run(
      {"run", "--report", "out.html", "--report", "junit:results.txt", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_THAT(chaos.text("out.html"), ::testing::StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(chaos.text("results.txt"), ::testing::HasSubstr("<testsuites"));
}

TEST(RunReport, InAnUnknownFormatIsRejectedBeforeTheRun) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("say", "touch done")}));
  const Outcome outcome = chaos.run({"run", "--report", "out.docx", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_FALSE(chaos.exists("done"));
}

TEST(RunReport, ThatCannotBeWrittenFailsTheCommandAndLeavesTheJournal) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("say", "true")}));
  EXPECT_EQ(chaos.run({"run", "--report", "html:/dev/full", "experiment.json"}).exit_code, 1);
  EXPECT_EQ(chaos.journal()["status"], "completed");
}

TEST(RunReport, InADirectoryThatIsMissingCreatesIt) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("say", "true")}));
  chaos.run({"run", "--report", "some/where/out.html", "experiment.json"});
  EXPECT_TRUE(chaos.exists("some/where/out.html"));
  chaos.run({"report", "--output", "else/where/out.html", "journal.json"});
  EXPECT_TRUE(chaos.exists("else/where/out.html"));
}

TEST(RunReport, ThatCannotBeWrittenIsDetectedBeforeTheRun) {
  ChaosCommand chaos;
  chaos.file("file", "").experiment(experiment_of({shell_action("say", "touch done")}));
  const Outcome outcome = chaos.run({"run", "--report", "file/out.html", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_FALSE(chaos.exists("done"));
  EXPECT_THAT(outcome.err, ::testing::HasSubstr("the report cannot be written to 'file/out.html'"));
  EXPECT_THAT(outcome.err, ::testing::HasSubstr("hint: nothing was run"));
}

TEST(RunReport, OnAnInvalidExperimentSaysWhatIsWrong) {
  ChaosCommand chaos;
  chaos.file("bad.yaml", "title: t\ndescription: d\nmethod:\n- {type: actoin}\n");
  for (const char* report : {"r.xml", "r.md", "r.html", "r.json"}) {
    chaos.file(report, "of an earlier run");
    EXPECT_EQ(chaos.run({"run", "--report", report, "bad.yaml"}).exit_code, 1);
    EXPECT_THAT(chaos.text(report), ::testing::HasSubstr("bad.yaml:4:3: an activity"));
  }
}

TEST(RunReport, OnARunThatCannotStartSaysWhy) {
  ChaosCommand chaos;
  chaos.experiment(experiment_of({shell_action("say", "true")}));
  const Outcome outcome = chaos.run(
      {"run", "--journal-path", "no/where.json", "--report", "markdown:-", "experiment.json"});
  EXPECT_EQ(outcome.exit_code, 1);
  EXPECT_THAT(outcome.out,
              ::testing::HasSubstr("**could not be run: the journal cannot be written to"));
}

TEST(RunReport, IsAddedToTheSummaryOfAGithubStep) {
  ChaosCommand chaos;
  chaos.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", chaos.path("summary.md"));
  chaos.experiment(
      with_hypothesis(experiment_of({shell_action("say", "true")}), {shell_probe("p", "false")}));
  const Outcome outcome = chaos.run({"run", "experiment.json"});
  EXPECT_THAT(outcome.out, ::testing::HasSubstr("::error file=experiment.json,title="));
  EXPECT_FALSE(chaos.text("summary.md").empty());
  chaos.file("broken.json", "{\n  oops\n}");
  EXPECT_THAT(chaos.run({"validate", "broken.json"}).out,
              ::testing::HasSubstr("::error file=broken.json,line=2,col=3::"));
}

}  // namespace
}  // namespace chaos::testing
