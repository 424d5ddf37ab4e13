#include "run/facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "run/interruption.h"
#include "support/captured_log.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using testing::scripted_probe;
using testing::Stage;

class FactsTest : public ::testing::Test {
 protected:
  FactsTest() {
    stage_.provider->on("leader", [this](const ActivityCall&) { return answer_; });
    declare(Json::object());
  }

  void declare(const Json& members) {
    Json fact = scripted_probe("leader");
    fact.erase("tolerance");
    fact.update(members);
    stage_.context.experiment = {{"extensions", {{{"name", "chaos"}, {"facts", {fact}}}}}};
  }

  /// The fact's entry after it was queried with these two answers.
  Json asked_twice(const Json& before, const Json& after) {
    answer_ = before;
    Json facts = query_facts(stage_.context, {});
    answer_ = after;
    query_facts_again(stage_.context, facts, {});
    return facts.at(0);
  }

  CapturedLog log_;
  Stage stage_;
  Json answer_;
};

TEST_F(FactsTest, AreEqualIfTheirAnswersAre) {
  EXPECT_EQ(asked_twice({1, "a"}, {1, "a"}),
            (Json{{"name", "leader"}, {"before", {1, "a"}}, {"after", {1, "a"}}, {"equal", true}}));
}

TEST_F(FactsTest, AreDescribedIfTheyHaveChanged) {
  const Json fact = asked_twice("db-1\n", "db-2\n");
  EXPECT_EQ(fact.at("equal"), false);
  EXPECT_EQ(describe_change(fact), "leader was 'db-1', now 'db-2'");
  EXPECT_EQ(describe_change(asked_twice(3, nullptr)), "leader was 3, now null");
}

TEST_F(FactsTest, WithAToleranceAreJudgedOnlyByTheSecondAnswer) {
  declare({{"tolerance", {1, 5}}});
  EXPECT_EQ(asked_twice(100, 3).at("equal"), true);
  const Json fact = asked_twice(6, 6);
  EXPECT_EQ(fact.at("equal"), false);
  EXPECT_EQ(describe_change(fact), "leader is 6, which is not within its tolerance");
}

TEST_F(FactsTest, ThatCannotBeQueriedAreNamed) {
  stage_.provider->on("leader", [](const ActivityCall&) -> Json { throw ActivityFailed("down"); });
  try {
    query_facts(stage_.context, {});
    FAIL() << "the fact was queried";
  } catch (const FactUnknown& error) {
    EXPECT_STREQ(error.what(), "The fact 'leader' cannot be queried: its probe failed: down.");
  }
}

TEST_F(FactsTest, AreUnknownIfTheirProbeEndsTheRun) {
  answer_ = 1;
  Json facts = query_facts(stage_.context, {});
  stage_.provider->on("leader", [](const ActivityCall&) -> Json { throw ExitRequested("2"); });
  EXPECT_THROW(query_facts(stage_.context, {}), FactUnknown);
  query_facts_again(stage_.context, facts, {});
  EXPECT_EQ(facts.at(0).at("problem"), "its probe called sys.exit(2)");
}

TEST_F(FactsTest, ThatCannotBeQueriedAgainSayWhy) {
  answer_ = 1;
  Json facts = query_facts(stage_.context, {});
  stage_.provider->on("leader", [](const ActivityCall&) -> Json { throw ActivityFailed("down"); });
  query_facts_again(stage_.context, facts, {});
  EXPECT_EQ(facts.at(0),
            (Json{{"name", "leader"}, {"before", 1}, {"problem", "its probe failed: down"}}));
}

TEST_F(FactsTest, OfAProcessAreItsStatusAndStandardOutput) {
  const Json change = {{"name", "leader"},
                       {"before", {{"status", 0}, {"stdout", "a\n"}}},
                       {"after", {{"status", 1}, {"stdout", "a\n"}}}};
  EXPECT_EQ(describe_change(change), "leader was status 0, now status 1");
}

TEST_F(FactsTest, ShowLongAnswersWhereTheyDiffer) {
  const std::string same(200, 'x');
  const std::string text = describe_change(asked_twice(same + "1 end", same + "2 end"));
  EXPECT_EQ(text, "leader was …xxxxxxxxxxxxxxx1 end', now …xxxxxxxxxxxxxxx2 end'");
}

}  // namespace
}  // namespace chaos
