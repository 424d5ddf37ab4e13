#include "run/undo_needs.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

Json process(const Json& arguments) {
  return {{"type", "action"},
          {"name", "mend"},
          {"provider", {{"type", "process"}, {"path", "sh"}, {"arguments", arguments}}}};
}

Json journal_with(const Json& rollback) {
  return {{"experiment",
           {{"secrets", {{"web", {{"token", {{"type", "env"}, {"key", "TOKEN"}}}}}}},
            {"rollbacks", Json::array({rollback})}}}};
}

UndoNeeds needs_of(const Json& rollback) {
  const Json journal = journal_with(rollback);
  return UndoNeeds(journal, undos_of(journal));
}

TEST(UndoNeeds, AreTheValuesThatTheActivityNames) {
  const UndoNeeds needs = needs_of(process({"-c", "restart $host --port=${port}"}));
  EXPECT_TRUE(needs.uses_value("host"));
  EXPECT_TRUE(needs.uses_value("port"));
  EXPECT_FALSE(needs.uses_value("hos"));
  EXPECT_FALSE(needs.uses_value("restart"));
  EXPECT_FALSE(needs.uses_secrets_of("web"));
}

TEST(UndoNeeds, AreTheSecretsThatTheActivityNames) {
  EXPECT_TRUE(needs_of(process({"-c", "restart ${token}"})).uses_secrets_of("web"));
  Json listed = process({"-c", "restart"});
  listed["provider"]["secrets"] = {"web"};
  EXPECT_TRUE(needs_of(listed).uses_secrets_of("web"));
}

TEST(UndoNeeds, AreEverythingIfTheActivityDoesNotSay) {
  const Json python = {{"type", "action"},
                       {"name", "mend"},
                       {"provider", {{"type", "python"}, {"module", "m"}, {"func", "f"}}}};
  EXPECT_TRUE(needs_of(python).uses_value("anything"));
  EXPECT_FALSE(needs_of(python).uses_secrets_of("web"));  // its provider would have to list them
  Json unknown = python;
  unknown["provider"]["type"] = "unknown";
  EXPECT_TRUE(needs_of(unknown).uses_secrets_of("web"));
  Json controlled = process({"-c", "restart"});
  controlled["controls"] = Json::array({{{"name", "c"}}});
  EXPECT_TRUE(needs_of(controlled).uses_secrets_of("web"));
}

TEST(UndoNeeds, AreEverythingIfAProbeOfTheConfigurationIsQueriedAgain) {
  Json journal = journal_with(process({"-c", "restart"}));
  journal["experiment"]["configuration"] = {{"leader", {{"type", "probe"}}}};
  EXPECT_TRUE(UndoNeeds(journal, undos_of(journal)).uses_secrets_of("web"));
  journal["extensions"] =
      Json::array({{{"name", "chaos"}, {"configuration", {{"leader", "node-1"}}}}});
  EXPECT_FALSE(UndoNeeds(journal, undos_of(journal)).uses_secrets_of("web"));
}

}  // namespace
}  // namespace chaos
