/// Lists of executions and experiments: search, filters, order, pages and counts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "experiment/model/executions.h"
#include "experiment/model/numbers.h"
#include "experiment/model/safeguards.h"
#include "experiment/storage/sql_experiment_store.h"
#include "experiment/storage/sql_safeguard_store.h"
#include "experiment/storage/sql_statistics.h"
#include "storage/statement.h"
#include "support/quiet_dashboard.h"
#include "support/temporary_directory.h"

namespace chaos::hub::experiment {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Lists : public ::testing::Test {
 protected:
  Experiment publish(const Json& document) {
    return catalog_.publish(ada_, team_ref_, document).first;
  }
  /// An execution that took so many seconds and has just ended.
  Execution run(const Author& author, const Json& document, const std::string& status = "completed",
                int seconds = 1) {
    now_ += std::chrono::seconds(seconds);
    return executions_
        .open(author, team_ref_, publish(document).id,
              {{"status", status},
               {"deviated", false},
               {"start", to_text(now_ - std::chrono::seconds(seconds)).substr(0, 26)},
               {"end", to_text(now_).substr(0, 26)},
               {"duration", seconds},
               {"experiment", document}})
        .first;
  }
  std::vector<std::string> titles(const ExecutionFilter& filter) {
    std::vector<std::string> titles;
    for (const Execution& execution : executions_.list(team_ref_, filter))
      titles.push_back(execution.title);
    EXPECT_EQ(executions_.count(team_ref_, filter), titles.size());
    return titles;
  }
  std::vector<std::string> experiments(const ExperimentFilter& filter) {
    std::vector<std::string> titles;
    for (const Experiment& experiment : catalog_.page(team_ref_, filter).entries)
      titles.push_back(experiment.title);
    return titles;
  }
  /// SQLite's query plan.
  std::string plan(const std::string& sql) {
    return database_.read([&](soci::session& session) {
      std::string all;
      for (const std::string& line :
           storage::select(session, "EXPLAIN QUERY PLAN " + sql, [](storage::Columns& row) {
             row.number();
             row.number();
             row.number();
             return row.text();
           }))
        all += line + "\n";
      return all;
    });
  }

  const TeamRef team_ref_{.organization = "o", .team = "t"};
  const Author ada_{.principal = {.account = "1", .name = "ada"}, .signed_principal = {}};
  const Author bob_{.principal = {.account = "2", .name = "bob"}, .signed_principal = {}};
  const Time start_ = *time_from("2026-03-01T12:00:00Z");
  Time now_ = start_;
  testing::TemporaryDirectory directory_;
  storage::Database database_{
      {.url = "sqlite:" + directory_ / "experiment.sqlite", .schema = "experiment"}, migrations()};
  SqlExperimentStore store_{database_};
  SqlSafeguardStore safeguard_store_{database_};
  SqlStatistics statistics_{database_};
  testing::QuietDashboard dashboard_;
  ActivityFeed activity_feed_{dashboard_};
  ExperimentCatalog catalog_{store_, activity_feed_, [this] { return now_; }};
  Executions executions_{store_, catalog_, activity_feed_, [this] { return now_; }};
  Safeguards safeguards_{safeguard_store_, activity_feed_, [this] { return now_; }};
  Numbers numbers_{statistics_, safeguard_store_, catalog_, [this] { return now_; }};
};

TEST_F(Lists, AreSearchedByTitleTagsAndDescription) {
  run(ada_, {{"title", "Kill a pod"}, {"tags", {"production"}}});
  run(ada_, {{"title", "Cut the network"}, {"description", "Does the café keep its orders?"}});
  EXPECT_THAT(titles({.text = "POD"}), ElementsAre("Kill a pod"));
  EXPECT_THAT(titles({.text = "prod"}), ElementsAre("Kill a pod"));
  EXPECT_THAT(titles({.text = "orders cafe net"}), ElementsAre("Cut the network"));
  EXPECT_THAT(titles({.text = "pod network"}), IsEmpty());
  EXPECT_THAT(titles({.text = "od"}), IsEmpty());
  EXPECT_THAT(titles({.text = "  "}), ElementsAre("Cut the network", "Kill a pod"));
  EXPECT_THAT(experiments({.text = "café"}), ElementsAre("Cut the network"));
}

TEST_F(Lists, FindAnExperimentByItsLatestVersion) {
  Json document = {{"title", "First"}};
  const Experiment experiment = publish(document);
  document = {{"title", "Second"},
              {"extensions", {{{"name", "chaosiq"}, {"experiment_id", experiment.id}}}}};
  publish(document);
  EXPECT_THAT(experiments({.text = "second"}), ElementsAre("Second"));
  EXPECT_THAT(experiments({.text = "first"}), IsEmpty());
}

TEST_F(Lists, CombineAllFilters) {
  run(ada_, {{"title", "a"}, {"tags", {"db", "prod"}}});
  run(bob_, {{"title", "a"}, {"tags", {"db", "prod"}}}, "failed");
  run(ada_, {{"title", "b"}, {"tags", {"data", "db,prod"}}}, "failed");
  EXPECT_THAT(titles({.tag = "db"}), ElementsAre("a", "a"));
  EXPECT_THAT(titles({.tag = "d"}), IsEmpty());
  EXPECT_THAT(titles({.person = "ada"}), ElementsAre("b", "a"));
  EXPECT_THAT(titles({.outcome = ExecutionOutcome::kFailed, .tag = "db", .person = "bob"}),
              ElementsAre("a"));
  EXPECT_THAT(titles({.started_since = start_ + std::chrono::seconds(1),
                      .started_before = start_ + std::chrono::seconds(2)}),
              ElementsAre("a"));
  EXPECT_THAT(store_.people(team_ref_), ElementsAre("ada", "bob"));
  EXPECT_THAT(store_.tags(team_ref_), ElementsAre("data", "db", "db,prod", "prod"));
}

TEST_F(Lists, ArePagedInBothDirections) {
  for (const char* title : {"1", "2", "3", "4", "5"})
    run(ada_, {{"title", title}}, "completed", 6 - std::stoi(title));
  for (const auto order :
       {ExecutionOrder::kNewest, ExecutionOrder::kOldest, ExecutionOrder::kLongest}) {
    const auto all = executions_.list(team_ref_, {.order = order});
    ASSERT_EQ(all.size(), 5U);
    const auto second =
        executions_.page(team_ref_, {.order = order, .before = all[1].id, .limit = 2});
    EXPECT_EQ(second.entries.front().id, all[2].id);
    EXPECT_EQ(second.entries.back().id, all[3].id);
    EXPECT_TRUE(second.has_previous && second.has_next);
    const auto first =
        executions_.page(team_ref_, {.order = order, .after = all[2].id, .limit = 2});
    EXPECT_EQ(first.entries.front().id, all[0].id);
    EXPECT_EQ(first.entries.back().id, all[1].id);
    EXPECT_TRUE(!first.has_previous && first.has_next);
    const auto last =
        executions_.page(team_ref_, {.order = order, .before = all[3].id, .limit = 2});
    EXPECT_EQ(last.entries.size(), 1U);
    EXPECT_TRUE(last.has_previous && !last.has_next);
  }
  EXPECT_THAT(titles({.order = ExecutionOrder::kLongest}), ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_THAT(executions_.list(team_ref_, {.before = "nobody knows it"}), IsEmpty());
}

TEST_F(Lists, OfExperimentsAreSortedIgnoringCaseAndAccents) {
  for (const char* title : {"delta", "Écho", "Bravo", "alpha", "Foxtrot"})
    publish({{"title", title}});
  EXPECT_THAT(experiments({.order = ExperimentOrder::kTitle}),
              ElementsAre("alpha", "Bravo", "delta", "Écho", "Foxtrot"));
  EXPECT_THAT(experiments({}), ElementsAre("Foxtrot", "alpha", "Bravo", "Écho", "delta"));
}

/// Old rows have no searchable text.
TEST_F(Lists, IncludeWhatWasStoredBeforeSearchExisted) {
  run(ada_, {{"title", "Kill a pod"}, {"tags", {"prod"}}, {"description", "with care"}});
  database_.write([](soci::session& session) {
    session << "UPDATE execution SET search_text = 0, duration = -1";
    session << "UPDATE experiment SET search_text = 0, title_key = ''";
    session << "DELETE FROM search_text";
  });
  EXPECT_THAT(titles({.text = "pod"}), IsEmpty());
  const SqlExperimentStore opened_again(database_);
  EXPECT_THAT(titles({.text = "pod"}), ElementsAre("Kill a pod"));
  EXPECT_THAT(titles({.tag = "prod"}), ElementsAre("Kill a pod"));
  EXPECT_THAT(experiments({.text = "care"}), ElementsAre("Kill a pod"));
}

TEST_F(Lists, AreEmptyOnceTheirTeamIsDeleted) {
  run(ada_, {{"title", "Kill a pod"}});
  store_.remove_team(team_ref_, {.actor = "1", .time = now_});
  EXPECT_THAT(titles({.text = "pod"}), IsEmpty());
  EXPECT_THAT(store_.tags(team_ref_), IsEmpty());
}

TEST_F(Lists, AreReadFromIndexes) {
  EXPECT_THAT(plan("SELECT id FROM execution WHERE team = 't' AND organization = 'o' AND outcome = "
                   "'failed' AND author_name = 'ada' ORDER BY started DESC, id DESC LIMIT 51"),
              HasSubstr("COVERING INDEX execution_by_outcome"));
  EXPECT_THAT(plan("SELECT COUNT(*) FROM execution WHERE team = 't' AND organization = 'o' AND"
                   " search_text IN (SELECT search_text FROM search_tag WHERE team = 't' AND"
                   " tag = 'prod')"),
              ::testing::AllOf(HasSubstr("COVERING INDEX execution_by_text (team=? AND"
                                         " organization=? AND search_text=?)"),
                               HasSubstr("COVERING INDEX search_tag_of_team")));
  EXPECT_THAT(plan("SELECT id FROM execution WHERE team = 't' AND organization = 'o' AND"
                   " search_text IN (SELECT search_text FROM search_tag WHERE team = 't' AND"
                   " tag = 'prod') ORDER BY started DESC, id DESC LIMIT 51"),
              ::testing::AllOf(HasSubstr("COVERING INDEX execution_in_list"),
                               Not(HasSubstr("TEMP B-TREE"))));
  EXPECT_THAT(plan("SELECT id FROM execution WHERE team = 't' AND organization = 'o'"
                   " ORDER BY duration DESC, id DESC LIMIT 51"),
              ::testing::AllOf(HasSubstr("COVERING INDEX execution_by_duration"),
                               Not(HasSubstr("TEMP B-TREE"))));
  EXPECT_THAT(
      plan("SELECT outcome, COUNT(*) FROM execution WHERE team = 't' AND organization ="
           " 'o' AND outcome IN ('passed', 'failed') AND started >= '2026' GROUP BY outcome"),
      ::testing::AllOf(HasSubstr("COVERING INDEX execution_by_outcome"),
                       Not(HasSubstr("TEMP B-TREE"))));
  EXPECT_THAT(plan("SELECT id FROM execution WHERE team = 't' AND organization = 'o' AND"
                   " status = 'running' AND last_seen >= '2026' ORDER BY id"),
              HasSubstr("INDEX execution_by_status"));
  EXPECT_THAT(plan("SELECT id, outcome, started, duration FROM execution WHERE experiment = 'e'"
                   " ORDER BY started DESC, id DESC LIMIT 20"),
              ::testing::AllOf(HasSubstr("COVERING INDEX execution_of_experiment"),
                               Not(HasSubstr("TEMP B-TREE"))));
}

TEST_F(Lists, AreCountedByOutcome) {
  run(ada_, {{"title", "a"}});
  run(ada_, {{"title", "a"}}, "failed");
  now_ += std::chrono::days(2);
  run(ada_, {{"title", "a"}});
  run(ada_, {{"title", "b"}}, "interrupted");
  executions_.open(ada_, team_ref_, publish({{"title", "b"}}).id,
                   {{"status", "running"}, {"experiment", {{"title", "b"}}}});
  const TeamNumbers numbers = numbers_.of(team_ref_);
  EXPECT_EQ(numbers.running, 1);
  EXPECT_EQ(numbers.day.failures(), 0);
  EXPECT_EQ(numbers.day.pass_rate(), 100);
  EXPECT_EQ(numbers.week.failures(), 1);
  EXPECT_EQ(numbers.week.judged(), 3);
  EXPECT_EQ(numbers.week.pass_rate(), 66);
  const auto active = statistics_.active_experiments(team_ref_, 10);
  ASSERT_EQ(active.size(), 2U);
  EXPECT_EQ(active[0].title, "b");
  std::vector<ExecutionOutcome> outcomes;
  for (const Result& result : statistics_.latest_results(active[1].id, 2))
    outcomes.push_back(result.outcome);
  EXPECT_THAT(outcomes, ElementsAre(ExecutionOutcome::kFailed, ExecutionOutcome::kPassed));
}

/// The number of running executions leads to the list of them.
TEST_F(Lists, AgreeWithTheNumbersOnWhatIsRunning) {
  const auto start = [&](const std::string& title) {
    return executions_
        .open(ada_, team_ref_, publish({{"title", title}}).id,
              {{"status", "running"}, {"experiment", {{"title", title}}}})
        .first;
  };
  start("dead for months");
  now_ += std::chrono::days(90);
  const Execution quiet = start("quiet");
  now_ += kQuiet;
  start("new");
  const auto agree = [&](int running, int no_news) {
    const TeamNumbers numbers = numbers_.of(team_ref_);
    EXPECT_EQ(numbers.running, running);
    EXPECT_EQ(numbers.no_news, no_news);
    EXPECT_EQ(std::ssize(titles({.outcome = ExecutionOutcome::kRunning})), running);
    EXPECT_EQ(std::ssize(titles({.outcome = ExecutionOutcome::kNoNews})), no_news);
  };
  agree(2, 1);
  now_ += std::chrono::seconds(1);
  agree(1, 2);
  EXPECT_EQ(executions_.find(team_ref_, quiet.id).outcome, ExecutionOutcome::kNoNews);
}

TEST_F(Lists, ShowWhatIsBlockedAndWhatWaitsForApproval) {
  run(ada_, {{"title", "a"}, {"tags", {"prod"}}}, "failed");
  const Experiment quiet = publish({{"title", "quiet"}});
  EXPECT_THAT(numbers_.of(team_ref_).blocks, IsEmpty());
  safeguards_.create(ada_, team_ref_, {{"kind", "approval"}});
  safeguards_.create(ada_, team_ref_,
                     {{"kind", "failure-budget"}, {"settings", {{"failures", 0}, {"hours", 24}}}});
  safeguards_.create(ada_, team_ref_,
                     {{"kind", "forbidden-tags"}, {"settings", {{"tags", {"dev", "prod"}}}}});
  safeguards_.create(ada_, team_ref_, {{"kind", "single-execution"}});
  const TeamNumbers numbers = numbers_.of(team_ref_);
  EXPECT_THAT(numbers.blocks,
              ElementsAre("Failure budget spent: 1 of 0 allowed failures in 24 hours",
                          "Forbidden tags: experiments tagged 'prod' are blocked"));
  EXPECT_EQ(numbers.awaiting_approval, 2);
  safeguards_.approve(ada_, team_ref_, quiet.id, {});
  EXPECT_EQ(numbers_.of(team_ref_).awaiting_approval, 1);
  const auto budgets = numbers_.budgets(team_ref_);
  ASSERT_EQ(budgets.size(), 1U);
  EXPECT_EQ(budgets[0].spent, 1);
  executions_.open(ada_, team_ref_, quiet.id,
                   {{"status", "running"}, {"experiment", {{"title", "quiet"}}}});
  EXPECT_THAT(numbers_.of(team_ref_).blocks,
              ::testing::Contains("One at a time: 'quiet' is being run by ada"));
}

}  // namespace
}  // namespace chaos::hub::experiment
