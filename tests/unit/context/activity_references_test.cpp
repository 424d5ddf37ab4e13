#include "context/activity_references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "context/substitution.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;

const Json kActivities = Json::parse(R"({
  "kill-node": {"output": {"stdout": "node-7\n", "status": 0, "price": "$5 or $$6"},
                "status": "succeeded", "duration": 1.5},
  "it's \"odd\"": {"output": [1, 2, 3]}
})");

Json filled(const Json& text) {
  const Json none = Json::object();
  return substitute(text, none, none, &kActivities);
}

TEST(ActivityReference, HasANameAndAPath) {
  const auto reference = read_activity_reference(R"(${activities["kill-node"].output.stdout} x)");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->name, "kill-node");
  EXPECT_EQ(reference->path, "$.output.stdout");
  EXPECT_EQ(reference->length, std::string(R"(${activities["kill-node"].output.stdout})").size());
}

TEST(ActivityReference, MayUseEitherQuotesAndEscapes) {
  EXPECT_EQ(read_activity_reference("${activities['a \"b\"'].status}")->name, "a \"b\"");
  EXPECT_EQ(read_activity_reference(R"(${activities["a \"b\" \\"].status})")->name, R"(a "b" \)");
}

TEST(ActivityReference, EndsAtTheFirstBraceThatIsNotQuoted) {
  const auto reference = read_activity_reference(R"(${activities["a"]["}"].x}.y})");
  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->path, R"($["}"].x)");
}

TEST(ActivityReference, RejectsEverythingElse) {
  for (const char* text : {"", "$", "${activities", "${activities[", "${activities[a]}",
                           "${activities[\"a\"", "${activities[\"a]}", "${activities[\"a\"]",
                           "${activities[\"a\"}", "${activity[\"a\"]}", " ${activities[\"a\"]}"}) {
    EXPECT_FALSE(read_activity_reference(text)) << text;
  }
}

TEST(ActivityReference, KeepsTheTypeWhenItIsTheWholeText) {
  EXPECT_EQ(filled(R"(${activities["kill-node"].output.status})"), Json(0));
  EXPECT_EQ(filled(R"(${activities["kill-node"].duration})"), Json(1.5));
  EXPECT_EQ(filled(R"(${activities["kill-node"].output})"), kActivities["kill-node"]["output"]);
  EXPECT_EQ(filled(R"(${activities["kill-node"]})"), kActivities["kill-node"]);
}

TEST(ActivityReference, BecomesAStringNextToOtherText) {
  EXPECT_EQ(
      filled(R"(took ${activities["kill-node"].duration}s: ${activities["kill-node"].status})"),
      "took 1.5s: succeeded");
  EXPECT_EQ(filled(R"(x${activities['it\'s "odd"'].output})"), "x[1, 2, 3]");
}

TEST(ActivityReference, IsNotSubstitutedTwice) {
  const Json configuration = {{"name", "value"}};
  const Json none = Json::object();
  const Json text = R"($name ${activities["kill-node"].output.price})";
  EXPECT_EQ(substitute(text, configuration, none, &kActivities), "value $5 or $$6");
}

TEST(ActivityReference, StaysIfItHasNoValue) {
  for (const char* text :
       {R"(${activities["nobody"].output})", R"(${activities["kill-node"].output.nothing})",
        R"(a ${activities["kill-node"].no.such} b)",
        R"(${activities["kill-node"] is not a path})"}) {
    EXPECT_EQ(filled(text), text);
    EXPECT_EQ(fill_activity_references(text, &kActivities), text);
  }
}

TEST(ActivityReference, IsAListIfItsPathMayFindSeveral) {
  EXPECT_EQ(filled(R"(${activities['it\'s "odd"'].output[0]})"), Json(1));
  EXPECT_EQ(filled(R"(${activities['it\'s "odd"'].output[*]})"), Json::array({1, 2, 3}));
  EXPECT_EQ(filled(R"(${activities['it\'s "odd"'].output[0:1]})"), Json::array({1}));
}

TEST(ActivityReference, IsFoundInListsAndMappings) {
  const Json data = {{"a", {R"(x ${activities["b"].output}${activities["a"]})"}}, {"b", 1}};
  EXPECT_THAT(activities_referred_to_by(data), ElementsAre("a", "b"));
  const Json list = Json::array({R"(${activities["kill-node"].output.status})", "$$"});
  EXPECT_EQ(fill_activity_references(list, &kActivities), Json::array({0, "$$"}));
}

TEST(ActivityReference, StaysWithoutActivities) {
  const Json none = Json::object();
  const Json text = R"(${activities["kill-node"].output})";
  EXPECT_EQ(substitute(text, none, none), text);
  EXPECT_EQ(fill_activity_references(text, nullptr), text);
}

std::string suggestion_for(const std::string& text) {
  const auto mistake = find_mistaken_reference(text, {"kill", "kill-node"});
  return mistake ? mistake->suggestion : "none";
}

TEST(ActivityReference, IsSuggestedForWhatWasProbablyMeantToBeOne) {
  const std::string meant = R"(${activities["kill-node"].output.stdout})";
  for (const char* text :
       {"${activities.kill-node.output.stdout}", "${activities[kill-node].output.stdout}",
        R"(${ activities["kill-node"].output.stdout})", R"(${activity["kill-node"].output.stdout})",
        R"(${activities["kill-node"].output.stdout)", R"($activities["kill-node"].output.stdout)",
        R"(revive ${activities['kill-node].output.stdout} now)"}) {
    EXPECT_EQ(suggestion_for(text), meant) << text;
  }
  EXPECT_EQ(find_mistaken_reference("x ${activities.kill.output} y", {"kill"})->text,
            "${activities.kill.output}");
  EXPECT_EQ(suggestion_for("${activities.other.output}"), "");
}

TEST(ActivityReference, IsNotSuggestedForAnythingElse) {
  for (const char* text : {R"(${activities["kill"].output})", R"(${activities["other"].output})",
                           "${activities}", "$activities", "${activities[0]}", "${activities[@]}",
                           "${active.kill}", "activities.kill", "$", "${"}) {
    EXPECT_EQ(suggestion_for(text), "none") << text;
  }
}

}  // namespace
}  // namespace chaos
