#include "report/json_summary.h"

#include <gtest/gtest.h>

#include "json/json_reader.h"
#include "support/journals.h"

namespace chaos::report {
namespace {

using testing::failed_run_of;
using testing::journal_of;
using testing::probe_of;
using testing::run_of;
using testing::state_of;
using testing::with_states;

TEST(JsonSummary, ReportsWhatHappened) {
  Json journal = with_states(
      journal_of({failed_run_of("action", "kill", "no", 2)}, {run_of("action", "undo")}),
      state_of({probe_of("answers", true)}), nullptr);
  journal["rollbacks"] = Json::array();
  const Json summary = json_summary(summarize(journal, "j.json"));
  const Json expected = parse_json(R"json({
    "version": 1, "journal": "j.json", "title": "Checkout survives", "status": "completed",
    "deviated": false, "verdict": "passed with problems",
    "summary": "completed, but the only action failed and the only rollback did not run",
    "exit_code": 0, "dry": null, "start": "2026-11-20T10:00:00.000000+00:00",
    "end": "2026-11-20T10:00:10.000000+00:00", "duration": 10.0,
    "phases": {
      "hypothesis-before": {"met": true, "ran": 1, "succeeded": 1, "failed": 0, "not_met": 0,
                            "aborted": 0, "not_run": 0, "duration": 0.5},
      "method": {"ran": 1, "succeeded": 0, "failed": 1, "not_met": 0, "aborted": 0, "not_run": 0,
                 "duration": 1.0},
      "hypothesis-during": {"met": null, "ran": 0, "succeeded": 0, "failed": 0, "not_met": 0,
                            "aborted": 0, "not_run": 0, "duration": null},
      "hypothesis-after": {"met": null, "ran": 0, "succeeded": 0, "failed": 0, "not_met": 0,
                           "aborted": 0, "not_run": 1, "duration": null},
      "rollbacks": {"ran": 0, "succeeded": 0, "failed": 0, "not_met": 0, "aborted": 0,
                    "not_run": 1, "duration": null}},
    "samples": {"total": 0, "met": 0}, "rollbacks": {"declared": 1, "ran": 0},
    "problems": [{"pointer": "/run/0", "phase": "method", "type": "action", "name": "kill",
                  "outcome": "failed", "times": 1, "message": "no"}],
    "left_as_found": {"answer": "no", "differences": [],
                      "rollbacks": "the only rollback has not succeeded: undo (never ran)",
                      "reason": null}
})json");
  EXPECT_EQ(to_json_text(summary, 2), to_json_text(expected, 2));
}

TEST(JsonSummary, IsAnObjectForOneRunAndAListForSeveral) {
  const Json journal = journal_of({});
  const std::vector<Summary> runs = {summarize(journal, "1.json"), summarize(journal, "2.json")};
  EXPECT_EQ(parse_json(json_summary_report({runs.data(), 1}))["journal"], "1.json");
  const Json list = parse_json(json_summary_report(runs));
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[1]["journal"], "2.json");
}

TEST(JsonSummary, HasNullForWhatTheJournalLacks) {
  const Json empty = Json::object();
  const Json summary = json_summary(summarize(empty, "j.json"));
  for (const char* key : {"status", "dry", "start", "end", "duration"})
    EXPECT_TRUE(summary.at(key).is_null()) << key;
  EXPECT_EQ(summary["verdict"], "unknown");
  EXPECT_EQ(summary["exit_code"], 1);
}

}  // namespace
}  // namespace chaos::report
