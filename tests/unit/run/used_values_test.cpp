#include "run/used_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "chaos/error.h"
#include "experiment/chaos_block.h"
#include "log/log.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::TemporaryDirectory;

/// The journal of a run that used these values.
Json journal_with(const UsedValues& values, const Json& configuration = Json::object()) {
  Json journal = {{"experiment", {{"configuration", configuration}}}};
  state_values(journal, values);
  return journal;
}

Overrides recorded(const Json& journal, const Overrides& given) {
  return recorded_overrides(journal, given, UndoNeeds::everything(), "chaos rollback JOURNAL");
}

void check_found(const Json& experiment, const Json& secrets) {
  check_secrets_found(experiment, secrets, UndoNeeds::everything(), Json::object());
}

/// The error if the values cannot be found; empty otherwise.
Diagnostic problem_of(const Json& journal, const Overrides& given = {}) {
  try {
    recorded(journal, given);
  } catch (const InvalidExperiment& error) {
    return error.diagnostic();
  }
  return {};
}

TEST(UsedValues, AreWrittenAndReadBack) {
  const UsedValues used = used_values({{"target", "staging-7"}, {"count", 3}}, Json::object());
  EXPECT_EQ(used.configuration, (Json{{"target", "staging-7"}, {"count", 3}}));
  EXPECT_THAT(used.withheld, IsEmpty());
  const UsedValues again = values_of_record(as_record(used));
  EXPECT_EQ(again.configuration, used.configuration);
  EXPECT_THAT(again.withheld, IsEmpty());
}

TEST(UsedValues, AreNeverSecrets) {
  log::add_secrets({"pa55word-of-a-test"});
  const Json configuration = {{"url", "http://me:pa55word-of-a-test@db"},
                              {"environment", "db-pa55word-of-a-test"},
                              {"literal", "pa55word-of-a-test"},
                              {"plain", "x"}};
  const Json experiment = {
      {"configuration",
       {{"environment", {{"type", "env"}, {"key", "DB"}}}, {"literal", "pa55word-of-a-test"}}}};
  const UsedValues used = used_values(configuration, experiment);
  EXPECT_EQ(used.configuration, (Json{{"plain", "x"}}));
  EXPECT_THAT(used.withheld, ElementsAre("url", "environment"));
  EXPECT_THAT(values_of_record(as_record(used)).withheld, ElementsAre("url", "environment"));
}

TEST(UsedValues, OfADamagedRecordAreThoseThatCanBeRead) {
  EXPECT_EQ(values_of_record(nullptr).configuration, Json::object());
  const UsedValues used = values_of_record({{"configuration", 7}, {"withheld", "x"}});
  EXPECT_EQ(used.configuration, Json::object());
  EXPECT_THAT(used.withheld, IsEmpty());
}

TEST(UsedValues, AreStatedWhereTheExperimentDoesNotSaySo) {
  const Json journal = journal_with({.configuration = {{"a", 1}, {"b", 2}}}, {{"a", 1}, {"b", 3}});
  EXPECT_EQ(*chaos_block_member(journal, "configuration"), (Json{{"b", 2}}));
  EXPECT_FALSE(journal_with({.configuration = {{"a", 1}}}, {{"a", 1}}).contains("extensions"));
}

TEST(RecordedOverrides, AreTheRunsUnlessOthersAreGiven) {
  const Json journal = journal_with({.configuration = {{"a", 1}, {"b", 2}}});
  const Overrides overrides = recorded(journal, {.configuration = {{"b", 9}}});
  EXPECT_EQ(overrides.configuration, (Json{{"a", 1}, {"b", 9}}));
}

TEST(RecordedOverrides, NameAWithheldValueThatIsNotGivenAgain) {
  const Json journal = journal_with({.withheld = {"url"}});
  const Diagnostic problem = problem_of(journal);
  EXPECT_EQ(problem.message,
            "the value of 'url' that the run used was not recorded, because it contains a secret");
  EXPECT_THAT(problem.hint, HasSubstr("`chaos rollback JOURNAL --var url=...`"));
  EXPECT_EQ(recorded(journal, {.configuration = {{"url", "x"}}}).configuration,
            (Json{{"url", "x"}}));
}

TEST(RecordedOverrides, ReadWithheldValuesFromTheFilesOfTheRun) {
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("vars.json", R"({"configuration": {"url": "from-file", "other": "unused"}})");
  Json journal = journal_with({.withheld = {"url"}});
  set_in_chaos_block(journal, "variable_files", Json::array({file}));
  EXPECT_EQ(recorded(journal, {}).configuration, (Json{{"url", "from-file"}}));
  std::filesystem::remove(file);
  EXPECT_EQ(problem_of(journal).message,
            "the variable file '" + file + "', which the run used, no longer exists");
}

TEST(RecordedOverrides, DoNotRequireUnneededFiles) {
  Json journal = journal_with({.configuration = {{"a", 1}}});
  set_in_chaos_block(journal, "variable_files", Json::array({"/no/such/vars.json"}));
  EXPECT_EQ(recorded(journal, {}).configuration, (Json{{"a", 1}}));
  journal["experiment"]["secrets"] = {{"db", {{"password", "x"}}}};
  EXPECT_THAT(problem_of(journal).message, HasSubstr("/no/such/vars.json"));
}

TEST(SecretsFound, NamesTheOneThatTheVaultLacks) {
  const Json experiment = {
      {"secrets", {{"db", {{"password", {{"type", "vault"}, {"path", "db"}}}, {"user", "me"}}}}}};
  EXPECT_NO_THROW(check_found(experiment, {{"db", {{"password", "x"}, {"user", "me"}}}}));
  EXPECT_NO_THROW(check_found(Json::object(), Json::object()));
  try {
    check_found(experiment, {{"db", {{"password", Json::object()}, {"user", "me"}}}});
    ADD_FAILURE() << "the secret was not missed";
  } catch (const InvalidExperiment& error) {
    EXPECT_STREQ(error.what(), "the secret 'password' was not found in the vault");
    EXPECT_EQ(error.diagnostic().pointer, "/secrets/db/password");
  }
}

}  // namespace
}  // namespace chaos
