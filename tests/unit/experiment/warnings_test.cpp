#include "experiment/warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "document/loader.h"
#include "experiment/validation.h"
#include "provider/builtin.h"
#include "support/temporary_directory.h"
#include "support/warned_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

TEST(Warnings, AreNotGivenForAValidExperiment) {
  EXPECT_THAT(warnings_of(experiment()), IsEmpty());
  EXPECT_THAT(warnings_of(Json::array()), IsEmpty());
  EXPECT_THAT(warnings_of(nullptr), IsEmpty());
}

// Keys

TEST(KeyWarnings, AreRemovedForKeysThatAProblemReports) {
  Json document = experiment();
  document["method"][0]["nam"] = "a";
  document["method"][0].erase("name");
  document["method"].push_back(process("action", "b"));
  document["method"][1]["retries"] = {{"count", 1}, {"dely", 2}};
  document["method"].push_back(process("action", "c"));
  document["method"][2]["provider"]["timeut"] = 1;
  Registry registry;
  register_builtin(registry);
  const auto problems =
      find_problems(document, {.registry = registry, .read_vault = {}, .stop = {}});
  ASSERT_THAT(problems, ElementsAre(at("/method/0", "rename \"nam\" to \"name\""),
                                    at("/method/1/retries/dely", "did you mean \"delay\"?")));

  std::vector<Diagnostic> warnings = warnings_of(document);
  ASSERT_EQ(warnings.size(), 3U);
  remove_reported_keys(warnings, problems);
  EXPECT_THAT(warnings, ElementsAre(Field(&Diagnostic::pointer, "/method/2/provider/timeut")));
}

TEST(KeyWarnings, NameTheIntendedKey) {
  const struct {
    const char* object;
    const char* key;
    const char* meant;
  } kMistakes[] = {
      {"", "rollback", "rollbacks"},
      {"", "tag", "tags"},
      {"", "configurations", "configuration"},
      {"", "contorls", "controls"},
      {"", "run_time", "runtime"},
      {"/method/0", "pause", "pauses"},
      {"/method/0", "backgroud", "background"},
      {"/method/0", "Timeout", "timeout"},
      {"/method/0/provider", "argument", "arguments"},
      {"/rollbacks/0/provider", "time_out", "timeout"},
      {"/steady-state-hypothesis", "control", "controls"},
      {"/steady-state-hypothesis/probes/0", "pausess", "pauses"},
  };
  for (const auto& [object, key, meant] : kMistakes) {
    Json document = experiment();
    document.erase(meant);
    document[JsonPointer(object)][key] = Json::object();
    EXPECT_THAT(warnings_of(document),
                ElementsAre(at(std::string(object) + "/" + key,
                               "did you mean \"" + std::string(meant) + "\"?")))
        << key;
  }
}

TEST(KeyWarnings, FindTheHypothesisDespiteMisspellings) {
  for (const char* key : {"steady_state_hypothesis", "steady-state-hypothesys", "hypothesis",
                          "steadyStateHypothesis", "steady-state"}) {
    Json document = experiment();
    const Json hypothesis = document["steady-state-hypothesis"];
    document.erase("steady-state-hypothesis");
    document[key] = hypothesis;
    EXPECT_THAT(warnings_of(document), ElementsAre(at("/" + std::string(key),
                                                      "did you mean \"steady-state-hypothesis\"?")))
        << key;
  }
}

TEST(KeyWarnings, CoverEveryPartOfTheSchema) {
  Json document = experiment();
  document["method"][0]["pauses"] = {{"befor", 1}};
  document["runtime"] = {{"rollback", {{"strategy", "always"}}}};
  document["controls"] = Json::array(
      {{{"name", "c"}, {"provider", {{"type", "python"}, {"module", "m"}}}, {"scop", "before"}}});
  document["configuration"] = {{"a", {{"type", "env"}, {"key", "A"}, {"defualt", 1}}}};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/pauses/befor", "did you mean \"before\"?"),
                          at("/runtime/rollback", "did you mean \"rollbacks\"?"),
                          at("/controls/0/scop", "did you mean \"scope\"?"),
                          at("/configuration/a/defualt", "did you mean \"default\"?")));
}

TEST(KeyWarnings, KnowWhereTheStrategyBelongs) {
  Json document = experiment();
  document["rollback_strategy"] = "always";
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/rollback_strategy",
                             "set it under \"runtime\", \"rollbacks\", \"strategy\"")));
}

TEST(KeyWarnings, KnowWhatBelongsToTheActivity) {
  Json document = experiment();
  document["method"][0]["provider"]["pauses"] = {{"after", 1}};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/provider/pauses",
                             "\"pauses\" belongs to the activity: move it out of \"provider\"")));
}

TEST(KeyWarnings, KnowWhatBelongsToTheProvider) {
  Json document = experiment();
  document["method"][0]["arguments"] = "x";
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/arguments", "\"arguments\" belongs in \"provider\"")));
}

TEST(KeyWarnings, IgnoreUnrelatedKeys) {
  Json document = experiment();
  document["owner"] = "team";
  document["x-rollback-plan"] = "phone";
  document["method"][0]["note"] = "n";
  document["method"][0]["provider"]["arguments"] = {{"paht", 1}, {"typ", 2}};
  document["configuration"] = {{"titel", "x"}, {"inline", {{"typ", "a"}, {"ky", "b"}}}};
  document["contributions"] = {{"reliabilty", "high"}};
  EXPECT_THAT(warnings_of(document), IsEmpty());
}

TEST(KeyWarnings, DoNotSuggestAKeyThatIsPresent) {
  Json document = experiment();
  document["method"][0]["names"] = "x";
  EXPECT_THAT(warnings_of(document), IsEmpty());
}

// Kinds of values

TEST(KindWarnings, SayWhatIsExpected) {
  const struct {
    const char* pointer;
    Json value;
    const char* message;
    const char* hint;
  } kMistakes[] = {
      {"/method/0/name", true, "\"name\" must be a string, not a boolean",
       "put it in quotes: YAML reads yes, on and true as a boolean"},
      {"/version", 1.0, "\"version\" must be a string, not a number",
       "put it in quotes, so that it is a string"},
      {"/description", make_extended(Extended::kDate, "2020-01-01"),
       "\"description\" must be a string, not a date", "put it in quotes, so that it is a string"},
      {"/tags", "nightly", "\"tags\" must be a list, not a string", "put it in [ ]"},
      {"/method/0/provider/env", Json::array({"A=b"}), "\"env\" must be a mapping, not a list",
       "write names with their values, e.g. {\"name\": 1}"},
      {"/controls",
       Json::array({{{"name", "c"},
                     {"provider", {{"type", "python"}, {"module", "m"}}},
                     {"automatic", "no"}}}),
       "\"automatic\" must be true or false, not a string", "write it without quotes"},
  };
  for (const auto& [pointer, value, message, hint] : kMistakes) {
    Json document = experiment();
    document[JsonPointer(pointer)] = value;
    const auto warnings = warnings_of(document);
    ASSERT_EQ(warnings.size(), 1U) << pointer;
    EXPECT_EQ(warnings[0].message, message);
    EXPECT_EQ(warnings[0].hint, hint);
    EXPECT_EQ(warnings[0].kind, "WrongKind");
  }
}

TEST(KindWarnings, AcceptWhatTheSchemaAccepts) {
  Json document = experiment();
  document["tags"] = nullptr;
  document["rollbacks"] = nullptr;
  document["method"][0]["timeout"] = "${seconds}";
  document["method"][0]["provider"]["arguments"] = 5;
  document["method"][0]["provider"]["timeout"] =
      make_extended(Extended::kInteger, "9999999999999999999");
  document["configuration"] = {{"seconds", 1}, {"nested", {{"a", Json::array()}}}};
  document["dry"] = false;
  document["runtime"] = {{"deadline", "30m"}};
  EXPECT_THAT(warnings_of(document), IsEmpty());
}

// Providers

TEST(ProviderWarnings, NameTimeoutsThatLeaveNoTime) {
  Json document = experiment();
  document["method"][0]["timeout"] = -1;
  document["rollbacks"][0]["provider"]["timeout"] = 0;
  const char* const kHint = "write a number of seconds greater than 0";
  EXPECT_THAT(warnings_of(document), ElementsAre(at("/method/0/timeout", kHint),
                                                 at("/rollbacks/0/provider/timeout", kHint)));
}

TEST(ProviderWarnings, NameAnUnclosedQuote) {
  for (const char* arguments : {"--a 'unclosed", "it's", "\"a\\\""})
    EXPECT_THAT(warnings_of(with_arguments(arguments)),
                ElementsAre(at("/method/0/provider/arguments",
                               "close it, or write the arguments as a list")))
        << arguments;
  for (const char* arguments :
       {"'a' \"b\"", "it\\'s", "\"it's\"", "'\"'", "a # don't", "\"$(echo 'a\"b')\"", "a#'b'", ""})
    EXPECT_THAT(warnings_of(with_arguments(arguments)), IsEmpty()) << arguments;
  EXPECT_THAT(warnings_of(with_arguments(Json::array({"it's"}))), IsEmpty());
}

TEST(ProviderWarnings, NameEveryMistakeOfARequest) {
  Json request = http_probe(200);
  request["provider"] = {
      {"type", "http"}, {"url", "htp://x"}, {"method", "FETCH"}, {"timeout", "5s"}};
  const std::string provider = "/steady-state-hypothesis/probes/0/provider/";
  EXPECT_THAT(
      warnings_of(with_probe(request)),
      ElementsAre(at(provider + "url", "did you mean \"http\"?"),
                  at(provider + "method", "use GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS"),
                  at(provider + "timeout", "write a number of seconds, without quotes")));
  request["provider"] = {{"type", "http"}, {"url", "localhost:80/x"}, {"timeout", {1, 0}}};
  EXPECT_THAT(warnings_of(with_probe(request)),
              ElementsAre(at(provider + "url", "write e.g. \"http://localhost:80/x\""),
                          at(provider + "timeout/1",
                             "write a number of seconds greater than 0, or leave it out")));
}

TEST(ProviderWarnings, AcceptWhatCanBeRequested) {
  Json request = http_probe(200);
  Json document = with_probe(request);
  document["configuration"] = {{"url", "x"}, {"seconds", 1}};
  Json& provider = document["steady-state-hypothesis"]["probes"][0]["provider"];
  provider["url"] = "${url}";
  provider["timeout"] = "${seconds}";
  provider["method"] = "patch";
  EXPECT_THAT(warnings_of(document), IsEmpty());
  provider["url"] = "HTTPS://example.com";
  provider["timeout"] = {0.5, nullptr};
  EXPECT_THAT(warnings_of(document), IsEmpty());
}

// Names

TEST(NameWarnings, SayWhereTheNameWasUsedBefore) {
  Json document = experiment();
  document["method"].push_back(process("action", "a"));
  document["rollbacks"].push_back(process("action", "a"));
  const auto warnings = warnings_of(document);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].pointer, "/method/1/name");
  EXPECT_EQ(warnings[0].message, "the activity \"a\" has the same name as /method/0");
}

// Duplicate keys

TEST(DuplicateKeyWarnings, NameBothPlaces) {
  const testing::TemporaryDirectory directory;
  const struct {
    const char* name;
    const char* text;
    std::size_t line;
    std::size_t column;
    const char* place_of_first;
  } kDocuments[] = {
      {"e.json", "{\n  \"rollbacks\": [1],\n  \"a\": {\"rollbacks\": 2},\n  \"rollbacks\": []\n}",
       4, 3, "line 2, column 3"},
      {"e.yaml", "rollbacks: [1]\na: {rollbacks: 2}\nrollbacks: []\n", 3, 1, "line 1, column 1"}};
  for (const auto& [name, text, line, column, place_of_first] : kDocuments) {
    const Document document = load_document(directory.write(name, text), {}, true, {});
    const auto warnings = find_warnings({}, document, {});
    ASSERT_EQ(warnings.size(), 1U) << name;
    EXPECT_EQ(warnings[0].message, "\"rollbacks\" occurs twice: this one replaces the one at " +
                                       std::string(place_of_first));
    EXPECT_EQ(warnings[0].position.line, line);
    EXPECT_EQ(warnings[0].position.column, column);
    EXPECT_EQ(warnings[0].position.file, document.name);
  }
}

TEST(DeclarationWarnings, NameTheIntendedType) {
  Json document = experiment();
  document["configuration"] = {{"a", {{"type", "evn"}, {"key", "HOME"}}},
                               {"b", {{"type", "prob"}, {"provider", Json::object()}}},
                               {"c", {{"type", "database"}, {"url", "x"}}}};
  document["secrets"] = {{"t", {{"n", {{"type", "valt"}, {"path", "p"}}}}}};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/configuration/a/type", "did you mean \"env\"?"),
                          at("/configuration/b/type", "did you mean \"probe\"?"),
                          at("/secrets/t/n/type", "did you mean \"vault\"?")));
}

// The hypothesis

TEST(HypothesisWarnings, KnowThatAnActionChangesTheSystem) {
  Json action = probe(0);
  action["type"] = "action";
  EXPECT_THAT(warnings_of(with_probe(action)),
              ElementsAre(at("/steady-state-hypothesis/probes/0/type",
                             "make it a probe, or move it to the method")));
}

TEST(HypothesisWarnings, NameTolerancesThatCannotBeMet) {
  const Json kUnmet[] = {
      probe(""),
      probe(true),
      probe("ok"),
      probe(Json::array()),
      probe(1000),
      probe(Json::array({"a", "b"})),
      probe({{"type", "range"}, {"range", {1, 2}}}),
      probe({{"type", "range"}, {"range", {5, 1}}, {"target", "status"}}),
      probe({{"type", "regex"}, {"pattern", "x"}}),
      probe({{"type", "regex"}, {"pattern", "x"}, {"target", "stdotu"}}),
      probe({{"type", "regex"}, {"pattern", "x"}, {"target", "status"}}),
      probe({{"type", "jsonpath"}, {"path", "$.a"}, {"count", "two"}}),
      probe({{"type", "jsonpath"}, {"path", "$.a"}, {"target", "body"}}),
      http_probe(0),
      http_probe(true),
      http_probe(Json::array({0, 1})),
      http_probe({{"type", "range"}, {"range", {1, 2}}, {"target", "headers"}}),
      python_probe(Json::array({5, 1})),
      python_probe(Json::array({1, "b"})),
      python_probe({{"type", "range"}, {"range", {5, 1}}}),
      python_probe({{"type", "probe"},
                    {"name", "x"},
                    {"provider", {{"type", "python"}, {"module", "m"}, {"func", "f"}}}})};
  for (const Json& unmet : kUnmet) {
    const auto warnings = warnings_of(with_probe(unmet));
    ASSERT_EQ(warnings.size(), 1U) << unmet;
    EXPECT_THAT(warnings[0].pointer,
                ::testing::StartsWith("/steady-state-hypothesis/probes/0/tolerance"));
    EXPECT_NE(warnings[0].hint, "");
  }
}

TEST(HypothesisWarnings, IgnoreTolerancesThatCanBeMet) {
  const Json kMet[] = {probe(0),
                       probe(255),
                       probe(-15),
                       probe(Json::array({0, 1})),
                       probe(Json::array({5, 1})),
                       probe(Json::array({1, 2, 3})),
                       probe({{"type", "range"}, {"range", {1, 2}}, {"target", "stdout"}}),
                       probe({{"type", "regex"}, {"pattern", "x"}, {"target", "stderr"}}),
                       probe({{"type", "jsonpath"}, {"path", "$.status"}, {"count", 1}}),
                       probe({{"type", "jsonpath"}, {"path", "$.a"}, {"count", "${n}"}}),
                       http_probe(200),
                       http_probe(Json::array({200, 299})),
                       http_probe({{"type", "jsonpath"}, {"path", "$.a"}, {"target", "body"}}),
                       python_probe(true),
                       python_probe(""),
                       python_probe(Json::array({1, 5})),
                       python_probe(Json::array({1, 2, 3})),
                       python_probe({{"type", "regex"}, {"pattern", "x"}})};
  for (const Json& met : kMet) {
    Json document = with_probe(met);
    document["configuration"] = {{"n", 1}};
    EXPECT_THAT(warnings_of(document), IsEmpty()) << met;
  }
}

TEST(HypothesisWarnings, FollowReferences) {
  Json document = with_probe({{"ref", "a"}, {"tolerance", ""}});
  EXPECT_EQ(warnings_of(document).size(), 1U);
}

}  // namespace
}  // namespace chaos::testing
