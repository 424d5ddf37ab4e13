#include "experiment/model/secret_values.h"

#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

Json with(const Json& secrets) {
  return {{"title", "x"}, {"secrets", secrets}};
}

Json hidden(const Json& secrets) {
  return without_secret_values(with(secrets))["secrets"];
}

TEST(SecretValues, AreHiddenInGroupsAndOutsideThem) {
  EXPECT_EQ(hidden({{"token", "abc"}}), Json({{"token", "***"}}));
  EXPECT_EQ(hidden({{"shop", {{"token", "abc"}}}}), Json({{"shop", {{"token", "***"}}}}));
  EXPECT_EQ(hidden({{"shop", {{"n", 7}, {"b", true}, {"l", {1, 2}}, {"o", {{"p", "q"}}}}}}),
            Json({{"shop", {{"n", "***"}, {"b", "***"}, {"l", "***"}, {"o", {{"p", "***"}}}}}}));
  EXPECT_EQ(hidden("abc"), "***");
}

TEST(SecretValues, LeaveDeclarationsAsTheyAre) {
  for (const Json& secret :
       {Json{{"type", "env"}, {"key", "TOKEN"}}, Json{{"type", "vault"}, {"path", "a/b"}}}) {
    EXPECT_EQ(hidden({{"token", secret}}), Json({{"token", secret}}));
    EXPECT_EQ(hidden({{"shop", {{"token", secret}}}}), Json({{"shop", {{"token", secret}}}}));
    EXPECT_FALSE(has_secret_values(with({{"token", secret}})));
  }
  EXPECT_EQ(hidden({{"token", {{"type", "env"}, {"key", "T"}, {"default", "abc"}}}}),
            Json({{"token", {{"type", "env"}, {"key", "T"}, {"default", "***"}}}}));
  EXPECT_EQ(hidden({{"token", {{"type", "other"}, {"value", "abc"}}}}),
            Json({{"token", {{"type", "***"}, {"value", "***"}}}}));
}

TEST(SecretValues, IncludeTheCredentialsForVault) {
  const Json configuration = {{"vault_token", "abc"}, {"vault_addr", "http://vault"}};
  const Json shown = without_secret_values({{"configuration", configuration}});
  EXPECT_EQ(shown["configuration"]["vault_token"], "***");
  EXPECT_EQ(shown["configuration"]["vault_addr"], "http://vault");
  EXPECT_TRUE(has_secret_values({{"configuration", configuration}}));
}

TEST(SecretValues, AreHiddenWhereverTheyOccurInAJournal) {
  const Json journal = {{"experiment", with({{"token", "abcdef"}})},
                        {"run", {{{"output", "token abcdef"}}}}};
  const Json shown = journal_without_secret_values(journal);
  EXPECT_EQ(shown["run"][0]["output"], "token [redacted]");
  EXPECT_EQ(shown["experiment"]["secrets"]["token"], "***");
}

TEST(SecretValues, LeaveOtherDocumentsAsTheyAre) {
  for (const Json& document : {Json(), Json("text"), Json::array({1}), Json{{"title", "x"}},
                               Json{{"secrets", nullptr}}, Json{{"configuration", "x"}}}) {
    EXPECT_EQ(without_secret_values(document), document);
    EXPECT_EQ(journal_without_secret_values(document), document);
    EXPECT_EQ(event_without_secret_values(document), document);
    EXPECT_FALSE(has_secret_values(document));
  }
}

}  // namespace
}  // namespace chaos::hub::experiment
