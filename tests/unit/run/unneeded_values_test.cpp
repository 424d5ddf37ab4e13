#include "run/unneeded_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "support/environment_variable.h"

namespace chaos {
namespace {

using testing::EnvironmentVariable;

Json from_environment(const char* key) {
  return {{"type", "env"}, {"key", key}};
}

/// Drops the unneeded values of an experiment whose only rollback executes `script`.
class UnneededValues : public ::testing::Test {
 protected:
  Json drop(const std::string& script, const Json& configuration, const Json& secrets,
            const Overrides& overrides = {}) const {
    Json journal;
    Json& experiment = journal["experiment"];
    experiment = {{"configuration", configuration}, {"secrets", secrets}};
    experiment["rollbacks"] = Json::array(
        {{{"type", "action"},
          {"name", "mend"},
          {"provider", {{"type", "process"}, {"path", "sh"}, {"arguments", {"-c", script}}}}}});
    const UndoNeeds needs(journal, undos_of(journal));
    drop_unneeded_values(experiment, needs, overrides);
    return experiment;
  }

  const EnvironmentVariable set_{"UNNEEDED_SET", "5"};
  const EnvironmentVariable unset_{"UNNEEDED_UNSET", std::nullopt};
};

TEST_F(UnneededValues, AreThoseThatTheEnvironmentLacks) {
  const Json unset = from_environment("UNNEEDED_UNSET");
  const Json set = from_environment("UNNEEDED_SET");
  Json with_default = unset;
  with_default["default"] = 1;
  Json of_wrong_type = set;
  of_wrong_type["env_var_type"] = "json";
  const EnvironmentVariable text("UNNEEDED_TEXT", "{");
  of_wrong_type["key"] = "UNNEEDED_TEXT";
  const Json values = {
      {"a", 1}, {"b", unset}, {"c", set}, {"d", with_default}, {"e", of_wrong_type}};
  EXPECT_EQ(drop("true", values, {}).at("configuration"),
            (Json{{"a", 1}, {"c", set}, {"d", with_default}}));
  EXPECT_EQ(drop("echo ${b} $e", values, {}).at("configuration"), values);
  EXPECT_EQ(drop("true", values, {}, {.configuration = {{"b", 1}, {"e", 1}}}).at("configuration"),
            values);
}

TEST_F(UnneededValues, AreSecretsThatTheEnvironmentLacks) {
  const Json unset = from_environment("UNNEEDED_UNSET");
  const Json set = from_environment("UNNEEDED_SET");
  const Json secrets = {{"web", {{"token", unset}, {"user", set}, {"clear", "word"}}},
                        {"db", {{"deep", {{"word", unset}}}}},
                        {"bare", unset}};
  EXPECT_EQ(
      drop("true", {}, secrets).at("secrets"),
      (Json{{"web", {{"user", set}, {"clear", "word"}}}, {"db", {{"deep", Json::object()}}}}));
  EXPECT_EQ(drop("echo ${token}", {}, secrets).at("secrets").at("web"), secrets.at("web"));
  const Overrides known{.secrets = {{"web", {{"token", "t"}}}}};
  EXPECT_EQ(drop("true", {}, secrets, known).at("secrets").at("web"), secrets.at("web"));
}

TEST_F(UnneededValues, AreSecretsInAVault) {
  const Json secrets = {{"web", {{"token", {{"type", "vault"}, {"path", "a"}}}}},
                        {"db", {{"type", "vault"}, {"path", "b"}}}};
  const Json login = {{"vault_token", from_environment("UNNEEDED_UNSET")}};
  const Json dropped = drop("true", login, secrets);
  EXPECT_EQ(dropped.at("secrets"), (Json{{"web", Json::object()}}));
  EXPECT_EQ(dropped.at("configuration"), Json::object());
  const Json kept = drop("echo ${token}", login, secrets);
  EXPECT_EQ(kept.at("secrets"), (Json{{"web", secrets.at("web")}}));
  EXPECT_EQ(kept.at("configuration"), login);  // the vault may need it
}

}  // namespace
}  // namespace chaos
