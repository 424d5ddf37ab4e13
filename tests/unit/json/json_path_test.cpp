#include "json/json_path.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "json/json_reader.h"

namespace chaos {
namespace {

struct Case {
  std::string path;
  std::string expected;  // JSON
};

void PrintTo(const Case& one, std::ostream* out) {
  *out << one.path;
}

Json matches(const std::string& path, const Json& document) {
  return JsonPath(path).match(document);
}

const Json& shop() {
  static const Json document = parse_json(R"({
    "cars": [
      {"name": "ant", "price": 10, "tags": ["red", "fast"], "sold": true},
      {"name": "bee", "price": 20.5, "tags": [], "sold": false},
      {"name": "cat", "tags": ["red"], "sold": null}
    ],
    "limit": 15, "wanted": "name", "second": 1, "yes": true, "greeting": "h\u00e9llo",
    "raw": {"a\\\"b": 1, "u\\u0041": 2, "\u00e9": 3},
    "nested": {"name": "outer", "inner": {"name": "inner"}},
    "numbers": [0, 1, 2, 3, 4, 5], "empty": {}
  })");
  return document;
}

class JsonPathMatch : public ::testing::TestWithParam<Case> {};

TEST_P(JsonPathMatch, FindsWhatTheReferenceFinds) {
  EXPECT_EQ(matches(GetParam().path, shop()), parse_json(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Steps, JsonPathMatch,
    testing::Values(Case{"$.limit", "[15]"}, Case{" $ [ \"limit\" ]\n", "[15]"},
                    Case{"$.nothing", "[]"}, Case{"$.cars[0].name", R"(["ant"])"},
                    Case{"$.cars[-1].name", R"(["cat"])"}, Case{"$.cars[3]", "[]"},
                    Case{"$.cars[-4]", "[]"}, Case{"$.cars[-0].name", R"(["ant"])"},
                    Case{"$.cars[99999999999999999999]", "[]"}, Case{"$.limit[0]", "[]"},
                    Case{"$.greeting[0]", "[]"}, Case{"$.numbers[1,1,0]", "[1, 1, 0]"},
                    Case{"$[\"limit\",\"none\",\"second\"]", "[15, 1]"},
                    Case{"$.cars[*].name", R"(["ant", "bee", "cat"])"}, Case{"$.empty.*", "[]"},
                    Case{"$.limit.*", "[]"}, Case{"$.nested.*.name", R"(["inner"])"},
                    Case{R"($.raw["a\"b"])", "[1]"}, Case{R"($.raw["u\u0041"])", "[2]"},
                    Case{"$.raw[\"\u00e9\"]", "[3]"}));

INSTANTIATE_TEST_SUITE_P(
    Descent, JsonPathMatch,
    testing::Values(Case{"$..name", R"(["ant", "bee", "cat", "outer", "inner"])"},
                    Case{"$.nested..name", R"(["outer", "inner"])"},
                    Case{"$.nested..*", R"(["outer", {"name": "inner"}, "inner"])"},
                    Case{"$..[1]", R"([{"name": "bee", "price": 20.5, "tags": [], "sold": false},
                                       "fast", 1])"},
                    Case{"$..tags..[0]", R"(["red", "red"])"}, Case{"$..price.nothing", "[]"}));

// A slice is a range of indexes, not a Python slice.
INSTANTIATE_TEST_SUITE_P(
    Slices, JsonPathMatch,
    testing::Values(Case{"$.numbers[:]", "[0, 1, 2, 3, 4, 5]"},
                    Case{"$.numbers[::]", "[0,1,2,3,4,5]"}, Case{"$.numbers[1:3]", "[1, 2]"},
                    Case{"$.numbers[-2:]", "[4, 5]"}, Case{"$.numbers[-99:2]", "[0, 1]"},
                    Case{"$.numbers[:-4]", "[0, 1]"}, Case{"$.numbers[:-99]", "[]"},
                    Case{"$.numbers[::2]", "[0, 2, 4]"}, Case{"$.numbers[1::3]", "[1, 4]"},
                    Case{"$.numbers[::-1]", "[]"}, Case{"$.numbers[4:1:-1]", "[4, 3, 2]"},
                    Case{"$.numbers[9:3:-1]", "[5, 4]"}, Case{"$.numbers[9:0:-4]", "[5, 1]"},
                    Case{"$.numbers[2:-8:-1]", "[2, 1, 0, 5]"},
                    Case{"$.numbers[0:99999999999999999999]", "[0, 1, 2, 3, 4, 5]"},
                    Case{"$.numbers[99999999999999999999:]", "[]"}, Case{"$.greeting[0:2]", "[]"},
                    Case{"$.nested[0:2]", "[]"}));

INSTANTIATE_TEST_SUITE_P(
    Filters, JsonPathMatch,
    testing::Values(Case{"$.cars[*][?(@.price)].name", R"(["ant", "bee"])"},
                    Case{"$.cars[?(@.price)]", "[]"},  // tests the list, not its elements
                    Case{"$.cars[*][?(@.price < 15)].name", R"(["ant"])"},
                    Case{"$.cars[*][?(@.price >= 20.5)].name", R"(["bee"])"},
                    Case{"$.cars[*][?(@.price > $.limit)].name", R"(["bee"])"},
                    Case{"$.cars[*][?(@.price != 10)].name", R"(["bee"])"},
                    Case{"$.cars[*][?(@.sold = 1)].name", R"(["ant"])"},
                    Case{"$.cars[*][?(@.sold = null)].name", R"(["cat"])"},
                    Case{"$.cars[*][?(@.name < \"z\")]", "[]"},  // only numbers have an order
                    Case{"$.cars[*][?(@.sold < 1)].name", R"(["bee"])"},
                    Case{"$.cars[*][?(@.tags = [])].name", R"(["bee"])"},
                    Case{"$.cars[*][?(@.tags[*] = \"fast\")].name", R"(["ant"])"},
                    Case{"$[?(@.raw = {\"a\": 1})]", "[]"},
                    Case{"$[?(@.empty = {})].limit", "[15]"}, Case{"$[?(0)].limit", "[]"},
                    Case{"$[?(\"x\")].limit", "[15]"},
                    Case{"$[?(@.limit = 1.5e1)].limit", "[15]"}));

// "or" binds tighter than "and".
INSTANTIATE_TEST_SUITE_P(Logic, JsonPathMatch,
                         testing::Values(Case{"$[?(true or true and false)].limit", "[]"},
                                         Case{"$[?(false and true or true)].limit", "[]"},
                                         Case{"$[?((false and true) or true)].limit", "[15]"},
                                         Case{"$[?(not false)].limit", "[15]"},
                                         Case{"$[?(not not 0)].limit", "[]"},
                                         Case{"$[?(not (@.limit = 15))].limit", "[]"},
                                         Case{"$[?(1 and 2 and null)].limit", "[]"},
                                         Case{"$[?(0 or null or {})].limit", "[]"},
                                         // Nothing is evaluated after the result is known.
                                         Case{"$[?(true or 1 contains 1)].limit", "[15]"}));

INSTANTIATE_TEST_SUITE_P(Contains, JsonPathMatch,
                         testing::Values(Case{"$.cars[*][?(@.tags contains \"red\")].name",
                                              R"(["ant", "cat"])"},
                                         Case{"$[?(@.greeting contains \"llo\")].limit", "[15]"},
                                         Case{"$[?(@.nested contains \"inner\")].limit", "[15]"},
                                         Case{"$[?(@.nested contains 1)].limit", "[]"},
                                         Case{"$[?(@.numbers contains true)].limit", "[15]"}));

// The first value on the left uses up the values on the right.
INSTANTIATE_TEST_SUITE_P(RightHandPaths, JsonPathMatch,
                         testing::Values(Case{"$[?(@.numbers[*] = $.numbers[0])].limit", "[15]"},
                                         Case{"$[?(@.numbers[*] = $.numbers[1])].limit", "[]"},
                                         Case{"$[?(@.numbers[*] = 1)].limit", "[15]"},
                                         Case{"$[?(@.second = $.numbers[*])].limit", "[15]"}));

INSTANTIATE_TEST_SUITE_P(Lookups, JsonPathMatch,
                         testing::Values(Case{"$.cars[*][$.wanted]", R"(["ant", "bee", "cat"])"},
                                         Case{"$.numbers[$.second]", "[1]"},
                                         Case{"$.numbers[$.yes]", "[1]"},
                                         Case{"$.numbers[@[2]]", "[2]"}, Case{"$[@.wanted]", "[]"},
                                         Case{"$.numbers[$.cars[1].price]", "[]"},
                                         Case{"$.numbers[$]", "[]"}));

INSTANTIATE_TEST_SUITE_P(
    Functions, JsonPathMatch,
    testing::Values(
        Case{"$.nested.keys()", R"([["name", "inner"]])"}, Case{"$.cars.keys()", "[[0, 1, 2]]"},
        Case{"$.limit.keys()", "[]"}, Case{"$.nested.values()[0]", R"(["outer"])"},
        Case{"$.numbers.values()[0]", "[0]"},
        Case{"$.nested.inner.entries()", R"([[["name", "inner"]]])"},
        Case{"$.cars[0].tags.entries()", R"([[[0, "red"], [1, "fast"]]])"},
        Case{"$.numbers.length()", "[6]"}, Case{"$.greeting.length()", "[5]"},
        Case{"$.nested.length()", "[]"}, Case{"$.numbers.length(1)", "[]"},
        Case{"$.greeting.charAt(1)", "[\"\u00e9\"]"}, Case{"$.greeting.charAt(-1)", R"(["o"])"},
        Case{"$.greeting.charAt(9)", "[]"}, Case{"$.greeting.charAt(true)", "[\"\u00e9\"]"},
        Case{"$.greeting.charAt(1.0)", "[]"}, Case{"$.greeting.charAt()", "[]"},
        Case{"$.greeting.substring(2)", R"(["llo"])"},
        Case{"$.greeting.substring(1, -1)", "[\"\u00e9ll\"]"},
        Case{"$.greeting.substring(3, 1)", R"([""])"}, Case{"$.greeting.substring(0, 1, 2)", "[]"},
        Case{"$.greeting.charAt($.numbers[0,4])", R"(["h", "o"])"},
        Case{"$.greeting[length(), charAt(0)]", R"([5, "h"])"},
        Case{"$.cars[*][?(@.tags.length() > 1)].name", R"(["ant"])"},
        Case{"$..length()", "[3, 3, 2, 3, 4, 3, 0, 3, 1, 3, 4, 5, 5, 5, 6]"}));

class JsonPathSyntax : public ::testing::TestWithParam<std::string> {};

TEST_P(JsonPathSyntax, IsRejected) {
  EXPECT_THROW(JsonPath{GetParam()}, JsonPathSyntaxError);
}

INSTANTIATE_TEST_SUITE_P(Refused, JsonPathSyntax,
                         testing::Values("", "a.b", "@", "$.", "$..", "$...a", "$....a", "$. .a",
                                         "$.a.", "$.a $.b", "$.1a", "$.*a", "$.a[]", "$.a[0",
                                         "$.a[0,]", "$.a[1.5]", "$.a[1e1]", "$.a[01]", "$.a[:1.0]",
                                         "$.a[1:2:3:4]", "$[a]", "$['a']", "$[\"a]", "$[\"\\x\"]",
                                         "$[\"\\u00g0\"]", "$[\"a\tb\"]", "$.and", "$.or", "$.not",
                                         "$.true", "$.null", "$.contains", "$.a#", "$[?@.a]",
                                         "$[?(@.a == 1)]", "$[?(@.a =~ 1)]", "$[?()]", "$[?(not)]",
                                         "$[?(1 = 2 = 3)]", "$[?(a)]", "$.size()", "$.keys(",
                                         "$.keys(())", "$.keys(1,)", "$[keys]", "$[?({a: 1})]",
                                         "$[?({\"a\": @})]", "$[?([1,])]", "$.\u00e9"));

class JsonPathUnusual : public ::testing::TestWithParam<std::string> {};

TEST_P(JsonPathUnusual, IsAccepted) {
  EXPECT_NO_THROW(JsonPath{GetParam()});
}

INSTANTIATE_TEST_SUITE_P(Accepted, JsonPathUnusual,
                         testing::Values("$.notes", "$.android", "$._", "$\r\n.a", "$[1:2:]",
                                         "$[:,:]", "$[?(-0 < 1E+5)]", "$[keys()]", "$..[keys(),*]",
                                         "$[@]", "$[$..a]", "$[?({\"a\": [{}, []]} = null)]",
                                         "$.keys([1, {\"a\": null}], @.b, \"c\")"));

TEST(JsonPath, ReportsWhatItExpectedAndWhere) {
  try {
    JsonPath("$.a[0");
    FAIL();
  } catch (const JsonPathSyntaxError& error) {
    EXPECT_STREQ(error.what(), R"(expected "," or "]" at character 6, but the path ends)");
  }
}

TEST(JsonPath, LimitsTheNesting) {
  const auto nested = [](int depth) {
    return "$[?(" + std::string(static_cast<std::size_t>(depth), '(') + "1" +
           std::string(static_cast<std::size_t>(depth), ')') + ")]";
  };
  EXPECT_NO_THROW(JsonPath(nested(250)));
  EXPECT_THROW(JsonPath(nested(100'000)), JsonPathSyntaxError);
  std::string brackets = "$[?(";
  brackets.append(100'000, '[');
  EXPECT_THROW(JsonPath{brackets}, JsonPathSyntaxError);
}

TEST(JsonPath, LimitsTheNumberOfSteps) {
  std::string path = "$";
  for (int i = 0; i < 1000; ++i)
    path += "[?(1)]";
  EXPECT_EQ(matches(path, 5), Json::array({5}));
  EXPECT_THROW(JsonPath(path + ".a"), JsonPathSyntaxError);
}

TEST(JsonPath, LimitsTheDigitsOfIntegers) {
  const std::string digits(4300, '1');
  EXPECT_EQ(matches("$[" + digits + ", -" + digits + "]", Json::array({1})), Json::array());
  EXPECT_THROW(JsonPath("$[" + digits + "1]"), JsonPathSyntaxError);
}

TEST(JsonPath, FailsWhereTheReferenceFailsWhileMatching) {
  const auto error_of = [](const std::string& path) -> std::string {
    try {
      matches(path, shop());
    } catch (const UnexpectedError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(error_of("$.numbers[::0]"), "range() arg 3 must not be zero");
  EXPECT_EQ(error_of("$[?(@.limit contains 1)]"), "argument of type 'int' is not iterable");
  EXPECT_EQ(error_of("$[?(@.greeting contains 1)]"),
            "'in <string>' requires string as left operand, not int");
  EXPECT_EQ(error_of("$[?(@.nested contains [])]"), "unhashable type: 'list'");
}

TEST(JsonPath, FollowsDeepDocuments) {
  Json document = 1;
  for (int i = 0; i < 900; ++i)
    document = Json{{"a", std::move(document)}};
  EXPECT_EQ(JsonPath("$..a").match(document).size(), 900U);
}

TEST(JsonPath, StopsBeforeTheStackOverflows) {
  Json document = 1;
  for (int i = 0; i < 900; ++i)
    document = Json{{"a", std::move(document)}};
  // Each nested descent only starts at the bottom of the enclosing one.
  std::string inner = "$..[?(@.b)]";
  for (int i = 0; i < 8; ++i)
    inner = "$..[?(not @.a and " + inner + ")]";
  EXPECT_THROW(matches(inner, document), UnexpectedError);
}

TEST(JsonPath, MatchesWholeScalarsAndComputedValues) {
  EXPECT_EQ(matches("$", "text"), Json::array({"text"}));
  EXPECT_EQ(matches("$.length()", "text"), Json::array({4}));
  EXPECT_EQ(matches("$.keys()[*].length()", Json{{"abc", 1}}), Json::array({3}));
  EXPECT_EQ(matches("$[?(@ = 1)]", true), Json::array({true}));
}

TEST(JsonPath, ComparesBigIntegersExactly) {
  const Json document = parse_json(R"({"big": 123456789012345678901234567890, "n": 1})");
  EXPECT_EQ(matches("$[?(@.big > 123456789012345678901234567889)].n", document), Json::array({1}));
  EXPECT_EQ(matches("$[?(@.big = 123456789012345678901234567890)].n", document), Json::array({1}));
  EXPECT_EQ(matches("$[?(@.big < 1e29)].n", document), Json::array());
}

}  // namespace
}  // namespace chaos
