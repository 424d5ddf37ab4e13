#include "context/substitution.h"

#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

const Json& configuration() {
  static const Json values = parse_json(
      R"({"name": "ada", "n": 1, "f": 1.0, "yes": true, "none": null, "list": [1, "b"], "_x9": "u",
          "B": "big", "self": "${name}", "empty": ""})");
  return values;
}

const Json& secrets() {
  static const Json values = parse_json(
      R"({"one": {"token": "t1", "n": "hidden"}, "two": {"token": "t2", "key": {"a": 1}}})");
  return values;
}

Json filled(const Json& data) {
  return substitute(data, configuration(), secrets());
}

TEST(Substitution, KeepsTheTypeOfALonePlaceholder) {
  EXPECT_EQ(filled("${n}"), 1);
  EXPECT_EQ(filled("${yes}"), true);
  EXPECT_EQ(filled("${none}"), nullptr);
  EXPECT_EQ(filled("${list}"), Json::array({1, "b"}));
  EXPECT_EQ(filled("${key}"), (Json{{"a", 1}}));
}

TEST(Substitution, ConvertsEverythingElseToAString) {
  EXPECT_EQ(filled("$n"), "1");
  EXPECT_EQ(filled("${f} ${yes} ${none}"), "1.0 True None");
  EXPECT_EQ(filled("<${list}>"), "<[1, 'b']>");
  EXPECT_EQ(filled("${n}\n"), "1\n");
  EXPECT_EQ(filled("$name$n"), "ada1");
}

TEST(Substitution, ReadsNamesAsPythonDoes) {
  EXPECT_EQ(filled("$_x9-"), "u-");
  EXPECT_EQ(filled("$B and $b"), "big and $b");
  EXPECT_EQ(filled("$name\u00e9"), "ada\u00e9");
  EXPECT_EQ(filled("$names"), "$names");
}

TEST(Substitution, KeepsWhatIsNotAPlaceholder) {
  for (const char* text : {"$", "a$", "${", "${}", "${n", "${ n }", "${a-b}", "$1", "$ {n}",
                           "${\u00e9}", "{n}", "${missing}", "$missing", "x ${missing}"}) {
    EXPECT_EQ(filled(text), text);
  }
}

TEST(Substitution, TurnsTwoDollarsIntoOne) {
  EXPECT_EQ(filled("$$"), "$");
  EXPECT_EQ(filled("$${n}"), "${n}");
  EXPECT_EQ(filled("$$$n"), "$1");
  EXPECT_EQ(filled("a$$b$$"), "a$b$");
}

TEST(Substitution, DoesNotSubstituteTwice) {
  EXPECT_EQ(filled("${self}"), "${name}");
  EXPECT_EQ(filled("<${self}>"), "<${name}>");
}

TEST(Substitution, PrefersTheConfigurationThenTheFirstTarget) {
  EXPECT_EQ(filled("${n}"), 1);
  EXPECT_EQ(filled("${token}"), "t1");
}

TEST(Substitution, WalksListsAndMappingsButNotKeys) {
  const Json data = parse_json(R"({"$n": ["${n}", {"a": "$name"}, 5, null, ""], "b": {}})");
  const Json expected = parse_json(R"({"$n": [1, {"a": "ada"}, 5, null, ""], "b": {}})");
  EXPECT_EQ(filled(data), expected);
}

TEST(Substitution, ReturnsOtherDataUnchanged) {
  for (const Json& data : {Json(nullptr), Json(""), Json(0), Json(1.5), Json(true), Json::array(),
                           Json::object(), make_extended(Extended::kBytes, "$n")}) {
    EXPECT_EQ(filled(data), data);
  }
}

TEST(Substitution, NeedsNeitherConfigurationNorSecrets) {
  EXPECT_EQ(substitute("$$ ${n}", nullptr, nullptr), "$ ${n}");
  EXPECT_EQ(substitute("$$ ${n}", Json::object(), Json::object()), "$ ${n}");
}

std::string error_of(const Json& data, const Json& secrets) {
  try {
    substitute(data, configuration(), secrets);
  } catch (const UnexpectedError& error) {
    return error.what();
  }
  return "";
}

TEST(Substitution, FailsForTargetsThatAreNotMappings) {
  EXPECT_EQ(error_of("${k}", {{"t", nullptr}}), "'NoneType' object is not subscriptable");
  EXPECT_EQ(error_of("${k}", {{"t", "text"}}), "string indices must be integers, not 'str'");
  EXPECT_EQ(error_of("$k", {{"t", Json::array()}}),
            "list indices must be integers or slices, not NoneType");
  EXPECT_EQ(error_of("a $k", {{"t", Json::array()}}),
            "list indices must be integers or slices, not str");
}

TEST(Substitution, OnlyReadsTargetsIfNecessary) {
  EXPECT_EQ(error_of("${n}", {{"t", nullptr}}), "");
  EXPECT_EQ(error_of("plain", {{"t", nullptr}}), "");
  EXPECT_EQ(error_of("$$ and $1", {{"t", nullptr}}), "");
  EXPECT_EQ(error_of("${k}", {{"t", {{"k", 1}}}, {"u", nullptr}}), "");
}

TEST(Substitution, RejectsSecretsThatAreNotAMapping) {
  EXPECT_EQ(error_of("plain", Json::array({1})), "'list' object has no attribute 'values'");
  EXPECT_EQ(error_of("", Json::array({1})), "");
  EXPECT_EQ(error_of("plain", Json::array()), "");
}

}  // namespace
}  // namespace chaos
