#include "run/python_needs.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

Json python(const std::string& module, const std::string& function) {
  return {{"type", "python"}, {"module", module}, {"func", function}};
}

Json process() {
  return {{"type", "process"}, {"path", "true"}};
}

Json activity(const std::string& name, const Json& provider) {
  return {{"type", "action"}, {"name", name}, {"provider", provider}};
}

/// Of a run in which every action of the method began.
Json journal_of(const Json& experiment) {
  Json journal = {{"experiment", experiment}, {"run", Json::array()}, {"rollbacks", Json::array()}};
  for (const auto& action : experiment.value("method", Json::array()))
    journal["run"].push_back({{"activity", action}, {"status", "succeeded"}});
  return journal;
}

Json with_rollback(const Json& rollback) {
  return {{"method", Json::array({activity("act", python("tools", "act"))})},
          {"rollbacks", Json::array({rollback})}};
}

TEST(PythonNeeds, AreNoneIfOnlyTheMethodIsInPython) {
  EXPECT_FALSE(may_use_python(journal_of(with_rollback(activity("mend", process())))));
  EXPECT_FALSE(may_use_python({{"status", "completed"}}));
}

TEST(PythonNeeds, AreThoseOfARollback) {
  EXPECT_TRUE(may_use_python(journal_of(with_rollback(activity("mend", python("tools", "mend"))))));
}

TEST(PythonNeeds, AreThoseOfAnActivityThatARollbackRefersTo) {
  EXPECT_TRUE(may_use_python(journal_of(with_rollback({{"ref", "act"}}))));
}

TEST(PythonNeeds, AreThoseOfTheUndoOfAnActionThatBegan) {
  Json action = activity("act", process());
  action["rollback"] = Json::array({activity("mend", python("tools", "mend"))});
  Json journal = journal_of({{"method", Json::array({action})}});
  EXPECT_TRUE(may_use_python(journal));
  journal["run"] = Json::array();
  EXPECT_FALSE(may_use_python(journal));
}

TEST(PythonNeeds, AreThoseOfWhatJudgesOrControlsARollback) {
  for (const char* key : {"tolerance", "retries", "controls"}) {
    Json rollback = activity("mend", process());
    const Json judge = {{"type", "probe"}, {"provider", python("tools", "is_well")}};
    rollback[key] = std::string(key) == "retries"    ? Json{{"count", 1}, {"until", judge}}
                    : std::string(key) == "controls" ? Json::array({judge})
                                                     : judge;
    EXPECT_TRUE(may_use_python(journal_of(with_rollback(rollback)))) << key;
  }
}

TEST(PythonNeeds, AreThoseOfTheControlsAndValuesOfTheExperiment) {
  const Json provider = python("tools", "f");
  Json controlled = with_rollback(activity("mend", process()));
  controlled["controls"] = Json::array({{{"name", "tools"}, {"provider", provider}}});
  EXPECT_TRUE(may_use_python(journal_of(controlled)));
  Json configured = with_rollback(activity("mend", process()));
  configured["configuration"] = {{"host", {{"type", "probe"}, {"provider", provider}}}};
  EXPECT_TRUE(may_use_python(journal_of(configured)));
}

TEST(PythonNeeds, AreThoseOfTheFactsThatAreCheckedAfterwards) {
  Json experiment = with_rollback(activity("mend", process()));
  Json fact = activity("pods", python("tools", "pods"));
  experiment["extensions"] = Json::array({{{"name", "chaos"}, {"facts", Json::array({fact})}}});
  Json journal = journal_of(experiment);
  EXPECT_FALSE(may_use_python(journal));
  journal["extensions"] = Json::array(
      {{{"name", "chaos"}, {"facts", Json::array({{{"name", "pods"}, {"before", 3}}})}}});
  EXPECT_TRUE(may_use_python(journal));
}

TEST(PythonNeeds, AreNotReadFromArguments) {
  Json rollback = activity("mend", process());
  rollback["provider"]["arguments"] = {{"provider", python("tools", "mend")}};
  EXPECT_FALSE(may_use_python(journal_of(with_rollback(rollback))));
}

TEST(PythonNeeds, OfANativeFunctionAreNone) {
  Registry registry;
  registry.add_function({.module = "native", .name = "mend"});
  const std::vector<Undo> undos = {{.pointer = "/rollbacks/0", .name = "mend"}};
  EXPECT_FALSE(
      call_python(undos, with_rollback(activity("mend", python("native", "mend"))), registry));
  EXPECT_TRUE(
      call_python(undos, with_rollback(activity("mend", python("native", "break"))), registry));
  EXPECT_TRUE(call_python(undos, with_rollback({{"ref", "act"}}), registry));
}

TEST(PythonNeeds, OfAControlDoNotKeepARollbackFromBeingPlayed) {
  Json rollback = activity("mend", process());
  rollback["controls"] = Json::array({{{"name", "c"}, {"provider", python("tools", "")}}});
  EXPECT_FALSE(call_python({{.pointer = "/rollbacks/0", .name = "mend"}}, with_rollback(rollback),
                           Registry()));
}

}  // namespace
}  // namespace chaos
