#include "report/verdict.h"

#include <gtest/gtest.h>

#include "support/journals.h"

namespace chaos::report {
namespace {

using testing::failed_run_of;
using testing::journal_of;
using testing::probe_of;
using testing::run_of;
using testing::state_of;
using testing::with_states;

const Json kMet = state_of({probe_of("answers", true)});
const Json kUnmet = state_of({probe_of("answers", false)});

std::string words(const Json& journal) {
  return summarize(journal, "journal.json").words;
}

std::string_view label(const Json& journal) {
  return label_of(summarize(journal, "journal.json").verdict);
}

TEST(ReportVerdict, OfASuccessfulRun) {
  const Json journal = with_states(journal_of({run_of("action", "a")}), kMet, kMet);
  EXPECT_EQ(words(journal), "completed");
  EXPECT_EQ(label(journal), "passed");
}

TEST(ReportVerdict, NamesFailuresInACompletedRun) {
  const Json journal =
      journal_of({run_of("action", "a"), failed_run_of("action", "b", "no"), run_of("action", "c"),
                  failed_run_of("probe", "p", "no")},
                 {failed_run_of("action", "undo", "no"), run_of("action", "undo too")});
  EXPECT_EQ(
      words(journal),
      "completed, but 1 of 3 actions failed, the only probe failed and 1 of 2 rollbacks failed");
  EXPECT_EQ(label(journal), "passed with problems");
}

TEST(ReportVerdict, SaysWhyAGuardInterruptedTheRun) {
  Json journal = journal_of({run_of("action", "a")});
  journal["status"] = "interrupted";
  EXPECT_EQ(words(journal), "interrupted");
  journal["extensions"] = {
      {{"name", "other"}},
      {{"name", "chaos"},
       {"stopped", {{"by", "deadline"}, {"reason", "The run did not end in time."}}}}};
  EXPECT_EQ(words(journal), "interrupted: The run did not end in time");
}

TEST(ReportVerdict, NamesASingleFailure) {
  EXPECT_EQ(words(journal_of({run_of("action", "a"), failed_run_of("action", "b", "no"),
                              run_of("action", "c")})),
            "completed, but 1 of 3 actions failed");
}

TEST(ReportVerdict, OfAHypothesisThatWasNotMetBefore) {
  Json journal =
      with_states(journal_of({run_of("action", "a")}, {run_of("action", "undo")}), kUnmet, nullptr);
  journal["run"] = Json::array();
  journal["rollbacks"] = Json::array();
  EXPECT_EQ(words(journal), "not played: the hypothesis was not met before the method");
  EXPECT_EQ(label(journal), "failed");
  EXPECT_EQ(summarize(journal, "").exit_code(), 0);
}

TEST(ReportVerdict, OfADeviation) {
  Json journal =
      with_states(journal_of({run_of("action", "a")}, {run_of("action", "undo")}), kMet, kUnmet);
  journal["deviated"] = true;
  journal["rollbacks"] = Json::array();
  EXPECT_EQ(words(journal),
            "deviated: the hypothesis was not met after the method; the only rollback did not run");
  EXPECT_EQ(label(journal), "deviated");
  EXPECT_EQ(summarize(journal, "").exit_code(), 1);
}

TEST(ReportVerdict, OfARunThatItsSamplesEnded) {
  Json journal = journal_of({run_of("action", "a")});
  journal["steady_states"]["during"] = Json::array({kMet, kUnmet, kMet});
  EXPECT_EQ(words(journal),
            "completed, but the hypothesis was not met in 1 of 3 samples during the method");
  journal["status"] = "failed";
  EXPECT_EQ(words(journal),
            "failed: the hypothesis was not met in 1 of 3 samples during the method");
}

TEST(ReportVerdict, NamesTheActivityThatMadeTheRunFail) {
  Json journal = journal_of({run_of("action", "a"), probe_of("answers", false)});
  journal["status"] = "failed";
  journal["run"][1]["failure"] = {{"reason", "too slow"}, {"on-failure", "fail"}};
  EXPECT_EQ(words(journal), "failed: 'answers' was not met in the method; the only probe failed");
  journal["run"][0]["failure"] = {{"reason", "exit status 3"}, {"on-failure", "stop"}};
  EXPECT_EQ(words(journal),
            "failed: 'a' failed in the method; the only action failed; the only probe failed");
  const Summary summary = summarize(journal, "");
  const auto problems = problems_of(summary);
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].activity->problem, "exit status 3");
}

TEST(ReportVerdict, OfAnInterruption) {
  Json journal = journal_of({run_of("action", "a"), run_of("action", "b")});
  journal["status"] = "interrupted";
  journal["run"].erase(1);
  EXPECT_EQ(words(journal), "interrupted; 1 of 2 activities of the method did not run");
  EXPECT_EQ(label(journal), "interrupted");
  journal["status"] = "aborted";
  EXPECT_EQ(label(journal), "aborted");
}

TEST(ReportVerdict, OfAJournalWithoutAStatus) {
  EXPECT_EQ(words(Json::object()), "no status: the run may not have finished");
  EXPECT_EQ(label(Json::object()), "unknown");
  EXPECT_EQ(words({{"status", "running"}}), "running");
  EXPECT_EQ(label({{"status", 7}}), "unknown");
}

}  // namespace
}  // namespace chaos::report
