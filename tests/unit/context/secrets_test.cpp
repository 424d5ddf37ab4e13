#include "context/secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "chaos/error.h"
#include "log/log.h"
#include "support/environment_variable.h"

namespace chaos {
namespace {

using testing::EnvironmentVariable;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Json kNone = Json::object();
const Json kFromEnvironment = {{"type", "env"}, {"key", "SECRETS_TEST"}};

Json fake_vault(const Json& declaration, const Json& configuration, std::stop_token) {
  return "from " + configuration.value("vault_addr", "") + declaration.value("path", "");
}

std::string loaded(const Json& declarations, const Json& overrides = kNone,
                   const Json& configuration = kNone) {
  return to_json_text(load_secrets(declarations, configuration, overrides, {}, &fake_vault));
}

Diagnostic refusal_of(const Json& declarations) {
  try {
    load_secrets(declarations, kNone, kNone, {}, &fake_vault);
  } catch (const InvalidExperiment& error) {
    return error.diagnostic();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

TEST(Secrets, ComeFromEverywhere) {
  const EnvironmentVariable variable("SECRETS_TEST", "12");
  EXPECT_EQ(loaded({{"app",
                     {{"inline", "a"},
                      {"environment", kFromEnvironment},
                      {"vault", {{"type", "vault"}, {"path", "/p"}}},
                      {"nested", {{"deeper", kFromEnvironment}}}}}},
                   kNone, {{"vault_addr", "v"}}),
            R"({"app": {"inline": "a", "environment": "12", "vault": "from v/p", )"
            R"("nested": {"deeper": "12"}}})");
  EXPECT_EQ(loaded(Json()), "{}");
}

TEST(Secrets, AreNeverConverted) {
  const EnvironmentVariable variable("SECRETS_TEST", "12");
  Json typed = kFromEnvironment;
  typed["env_var_type"] = "int";
  EXPECT_EQ(loaded({{"app", {{"key", typed}}}}), R"({"app": {"key": "12"}})");
}

TEST(Secrets, HaveNoDefault) {
  const EnvironmentVariable variable("SECRETS_TEST", std::nullopt);
  Json declared = kFromEnvironment;
  declared["default"] = "x";
  const Diagnostic refusal = refusal_of({{"app", {{"key", declared}}}});
  EXPECT_EQ(refusal.message,
            "Secrets make reference to an environment key that does not exist: SECRETS_TEST");
  EXPECT_EQ(refusal.pointer, "/secrets/app/key/key");
  EXPECT_EQ(refusal.hint, "set it, e.g. `export SECRETS_TEST=...`");
}

TEST(Secrets, MustBeAMapping) {
  EXPECT_EQ(refusal_of("text").message, "the secrets must be a mapping");
}

TEST(Secrets, AreOverriddenByTarget) {
  const EnvironmentVariable variable("SECRETS_TEST", std::nullopt);
  EXPECT_EQ(loaded({{"app", {{"key", kFromEnvironment}}}, {"other", {{"a", "b"}}}},
                   {{"app", {{"new", "x"}}}}),
            R"({"app": {"new": "x"}, "other": {"a": "b"}})");
}

TEST(Secrets, AreRedactedOnceKnown) {
  loaded({{"app", {{"key", "secrets-test-value"}, {"list", {"secrets-test-other"}}}}});
  EXPECT_EQ(log::redact("is secrets-test-value"), "is [redacted]");
  EXPECT_EQ(log::redact("is secrets-test-other"), "is [redacted]");
}

TEST(Secrets, StatedInTheDocumentStayInItsJournal) {
  const EnvironmentVariable variable("SECRETS_TEST", "secrets-test-hidden");
  loaded({{"app", {{"stated", "secrets-test-stated"}, {"key", kFromEnvironment}}}});
  EXPECT_EQ(redacted_for_journal("secrets-test-stated, secrets-test-hidden"),
            "secrets-test-stated, [redacted]");
  EXPECT_EQ(redacted("secrets-test-stated"), "[redacted]");
}

TEST(Secrets, InClearTextComeFromNowhereElse) {
  EXPECT_THAT(secrets_in_clear({{"app",
                                 {{"a", "x"},
                                  {"list", {"y", 1}},
                                  {"env", kFromEnvironment},
                                  {"deeper", {{"b", "z"}}},
                                  {"vault", {{"type", "vault"}, {"path", "p"}}}}}}),
              UnorderedElementsAre("x", "y", "z"));
  EXPECT_THAT(secrets_in_clear(nullptr), IsEmpty());
}

TEST(Secrets, StringsAreFoundAtAnyDepth) {
  EXPECT_THAT(secret_texts({{"a", "x"},
                            {"b", {{"c", {"y", 1, nullptr}}}},
                            {"d", make_extended(Extended::kBytes, "z")}}),
              UnorderedElementsAre("x", "y", "z"));
}

TEST(Redacted, ReplacesValuesButNotKeys) {
  log::add_secrets({"secrets-test-value"});
  EXPECT_EQ(to_json_text(redacted({{"secrets-test-value", {"secrets-test-value!", 1}}})),
            R"({"secrets-test-value": ["[redacted]!", 1]})");
  EXPECT_EQ(redacted(Json()), Json());
}

}  // namespace
}  // namespace chaos
