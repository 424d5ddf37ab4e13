#include "report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/html_run.h"
#include "support/journals.h"

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

std::string html_of(const Json& journal) {
  const Summary summary = summarize(journal, "j.json");
  return html_report({&summary, 1});
}

TEST(HtmlReport, IsSelfContained) {
  const std::string html = html_of(journal_of({run_of("action", "a")}));
  EXPECT_TRUE(html.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"));
  EXPECT_THAT(html, HasSubstr("Content-Security-Policy\" content=\"default-src 'none';"));
  EXPECT_THAT(html, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(html, HasSubstr("@media print"));
  for (const char* outside : {"<script", "<link", "<img", "http://", "https://", " style=", "url("})
    EXPECT_THAT(html, Not(HasSubstr(outside)));
}

TEST(HtmlReport, BeginsWithTheVerdict) {
  Json journal = journal_of({run_of("action", "a"), failed_run_of("action", "b", "no way")});
  journal["experiment"]["tags"] = Json::array({"shop"});
  journal["experiment"]["contributions"] = {{"reliability", "high"}};
  const std::string html = html_of(journal);
  EXPECT_THAT(html, HasSubstr("<title>Checkout survives – chaos experiment</title>"));
  EXPECT_THAT(html, HasSubstr("<span class=\"pill warn\">! Passed with problems</span> "
                              "<span>Completed, but 1 of 2 actions failed</span>"));
  EXPECT_THAT(html, HasSubstr("<dt>Started</dt><dd><time datetime=\"2026-11-20T10:00:00Z\">"
                              "2026-11-20 10:00:00 UTC</time></dd>"));
  EXPECT_THAT(html, HasSubstr("<dt>Duration</dt><dd>10 s</dd>"));
  EXPECT_THAT(html, HasSubstr("<li><bdi>shop</bdi></li>\n<li><bdi>reliability</bdi>: "
                              "<b><bdi>high</bdi></b></li>"));
}

TEST(HtmlReport, ShowsTheBadgeOfItsPageInsteadOfTheVerdict) {
  Json journal = journal_of({run_of("action", "a")});
  journal["status"] = "aborted";
  EXPECT_THAT(html_of(journal), HasSubstr("<p class=\"verdict bad\"><span class=\"pill bad\">✕ "
                                          "Aborted</span> <span>Aborted</span></p>"));
  EXPECT_THAT(html_run(summarize(journal, ""), 1, {.badge = "<b>Failed</b>"}),
              HasSubstr("<p class=\"verdict bad\"><b>Failed</b> <span>Aborted</span></p>"));
}

TEST(HtmlReport, ShowsWhatWentWrongUnfolded) {
  const std::string html = html_of(journal_of({failed_run_of("action", "b", "no way")}));
  EXPECT_THAT(html, HasSubstr("<a class=\"name\" href=\"#run-1-run-0\"><bdi>b</bdi></a>"));
  EXPECT_THAT(html, HasSubstr("<details class=\"activity bad\" id=\"run-1-run-0\" open>"));
  EXPECT_THAT(html, HasSubstr("<pre>Traceback (most recent call last):\nchaoslib.exceptions"));
}

TEST(HtmlReport, FoldsAwayWhatSucceeded) {
  const std::string html = html_of(journal_of({run_of("action", "a")}));
  EXPECT_THAT(html, HasSubstr("<details class=\"activity ok\" id=\"run-1-run-0\">\n"));
  EXPECT_THAT(html, HasSubstr("<dt>stdout</dt><dd><pre>hello\n</pre></dd>"));
  EXPECT_THAT(html, HasSubstr("process <code>echo</code>"));
  EXPECT_THAT(html, Not(HasSubstr("What went wrong")));
}

TEST(HtmlReport, WarnsAboutRollbacksThatDidNotRun) {
  Json journal = journal_of({}, {run_of("action", "undo"), run_of("action", "undo too")});
  journal["rollbacks"].erase(1);
  const std::string html = html_of(journal);
  EXPECT_THAT(html, HasSubstr("1 of 2 declared rollbacks did not run"));
  EXPECT_THAT(html, HasSubstr("<span class=\"pill none\">– not run</span><span "
                              "class=\"name\"><bdi>undo too</bdi></span>"));
}

TEST(HtmlReport, ShowsSamples) {
  Json journal = journal_of({run_of("action", "a", 0, 9)});
  journal["steady_states"]["during"] = Json::array(
      {state_of({probe_of("answers", true, 3)}), state_of({probe_of("answers", false, 5)})});
  const std::string html = html_of(journal);
  EXPECT_THAT(html, HasSubstr("aria-label=\"1 of 2 samples met\""));
  EXPECT_THAT(html, HasSubstr("<title>sample 2 at +5 s: not met</title>"));
  EXPECT_THAT(html, HasSubstr("<td class=\"name\">answers</td><td>1</td><td>2</td>"));
  EXPECT_THAT(html, HasSubstr("id=\"run-1-steady_states-during-1-probes-0\" open>"));
}

TEST(HtmlReport, TruncatesLongValuesWithANote) {
  Json run = run_of("action", "a");
  run["output"] = std::string(100 << 10, 'x') + "THE END";
  const std::string html = html_of(journal_of({run}));
  EXPECT_THAT(html, HasSubstr("92 KiB more are left out here; the journal has them."));
  EXPECT_THAT(html, Not(HasSubstr("THE END")));
}

TEST(HtmlReport, EscapesEverything) {
  const std::string evil = "<script>alert(\"1\")</script>'&";
  Json run = failed_run_of("action", evil, evil);
  run["output"] = {{evil, evil}};
  run["activity"]["provider"] = {{"type", evil}, {"path", evil}, {"arguments", {{evil, evil}}}};
  run["activity"]["tolerance"] = evil;
  run["activity"]["type"] = evil;
  run["activity"]["pauses"] = {{"before", evil}};
  Json journal = with_states(journal_of({run}, {run}), state_of({probe_of(evil, false)}), nullptr);
  journal["experiment"]["title"] = evil;
  journal["experiment"]["description"] = evil;
  journal["experiment"]["dry"] = evil;
  journal["experiment"]["tags"] = Json::array({evil});
  journal["experiment"]["contributions"] = {{evil, evil}};
  journal["experiment"]["steady-state-hypothesis"]["title"] = evil;
  journal["rollbacks"] = Json::array();
  for (const char* key : {"node", "platform", "chaoslib-version", "status"})
    journal[key] = evil;
  const Summary summary = summarize(journal, evil);
  const std::string html = html_report(std::vector<Summary>{summary, summary});
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("alert(\"1\")")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"));
}

TEST(HtmlReport, OfSeveralRunsBeginsWithATable) {
  const Json journal = journal_of({run_of("action", "a")});
  const Summary summary = summarize(journal, "j.json");
  const std::string html = html_report(std::vector<Summary>{summary, summary});
  EXPECT_THAT(html, HasSubstr("<h1>2 runs</h1>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#run-2\">Checkout survives</a>"));
  EXPECT_THAT(html, HasSubstr("<article id=\"run-2\">"));
  EXPECT_THAT(html, HasSubstr("id=\"run-2-run-0\""));
}

TEST(HtmlReport, EndsWithTheDetailsOfTheMachine) {
  Json journal = journal_of({run_of("action", "a")});
  journal["node"] = "runner-7";
  journal["experiment"]["dry"] = false;
  const std::string html = html_of(journal);
  EXPECT_GT(html.find("<dt>Node</dt><dd>runner-7</dd>"), html.find("<h2>Method"));
  EXPECT_THAT(html, Not(HasSubstr("Rehearsal")));
}

TEST(HtmlReport, FoldsTheRestOfAnInterruptedMethod) {
  Json journal = journal_of({run_of("action", "a")});
  for (int i = 0; i < 6; ++i)
    journal["experiment"]["method"].push_back(
        {{"type", "action"}, {"name", "b" + std::to_string(i)}, {"provider", Json::object()}});
  const std::string html = html_of(journal);
  EXPECT_THAT(html, HasSubstr("<details class=\"not-run\"><summary>6 activities did not run"));
}

}  // namespace
}  // namespace chaos::report
