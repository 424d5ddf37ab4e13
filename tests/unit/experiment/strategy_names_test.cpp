#include "experiment/strategy_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/json_reader.h"
#include "run/strategy.h"
#include "schema/schema.h"

namespace chaos {
namespace {

using ::testing::IsEmpty;

Json with_strategies(const Json& hypothesis, const Json& rollbacks) {
  return {{"runtime",
           {{"hypothesis", {{"strategy", hypothesis}}}, {"rollbacks", {{"strategy", rollbacks}}}}}};
}

TEST(StrategyNames, MatchTheRunner) {
  for (const auto& name : hypothesis_strategy_names()) {
    EXPECT_TRUE(hypothesis_strategy_from(name)) << name;
    EXPECT_THAT(strategy_problems(with_strategies(name, "default")), IsEmpty());
  }
  for (const auto& name : rollback_strategy_names())
    EXPECT_THAT(strategy_problems(with_strategies("default", name)), IsEmpty());
}

TEST(StrategyNames, MatchTheSchema) {
  const Json schema = parse_json(schema_text("experiment"));
  const Json& runtime = schema.at("$defs").at("runtime").at("properties");
  const auto names_of = [&runtime](const char* part) {
    return runtime.at(part)
        .at("properties")
        .at("strategy")
        .at("enum")
        .get<std::vector<std::string>>();
  };
  EXPECT_EQ(names_of("rollbacks"), rollback_strategy_names());
  EXPECT_EQ(names_of("hypothesis"), hypothesis_strategy_names());
}

TEST(StrategyNames, ThatAreUnknownAreProblems) {
  const auto problems = strategy_problems(with_strategies("contniuously", "alwys"));
  ASSERT_EQ(problems.size(), 2U);
  EXPECT_EQ(problems[0].message, "unknown hypothesis strategy 'contniuously'");
  EXPECT_EQ(problems[1].message, "unknown rollback strategy 'alwys'");
  EXPECT_EQ(problems[1].pointer, "/runtime/rollbacks/strategy");
  EXPECT_EQ(problems[1].hint,
            "did you mean \"always\"? The strategies are default, always, never, deviated");
}

TEST(StrategyNames, MayBeLeftOut) {
  EXPECT_THAT(strategy_problems(Json::object()), IsEmpty());
  EXPECT_THAT(strategy_problems({{"runtime", nullptr}}), IsEmpty());
  EXPECT_THAT(strategy_problems({{"runtime", {{"rollbacks", {{"other", 1}}}}}}), IsEmpty());
  EXPECT_EQ(strategy_problems(with_strategies("default", nullptr)).size(), 1U);
}

TEST(StrategyNames, IncludeTheReferencesOwnSpelling) {
  EXPECT_THAT(strategy_problems(with_strategies("continously", "default")), IsEmpty());
}

}  // namespace
}  // namespace chaos
