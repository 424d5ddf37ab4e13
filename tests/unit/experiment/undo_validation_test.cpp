#include "experiment/undo_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "experiment/judgement_validation.h"
#include "experiment/warning_kinds.h"
#include "support/story.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::scripted_action;
using testing::scripted_experiment;
using testing::scripted_probe;

Json with(Json activity, const char* key, Json value) {
  activity[key] = std::move(value);
  return activity;
}

/// "pointer: message" for each problem.
std::vector<std::string> problems_of(const Json& experiment) {
  const testing::Stage stage;
  Findings findings(Findings::Mode::kCollect);
  validate_undos(experiment, stage.registry, findings);
  validate_judgement(experiment, stage.registry, findings);
  std::vector<std::string> problems;
  for (const auto& problem : findings.problems())
    problems.push_back(problem.pointer + ": " + problem.message);
  return problems;
}

std::vector<std::string> problems_with(const Json& activity) {
  return problems_of(scripted_experiment({}, {activity}, {}));
}

TEST(UndoValidation, AcceptsOneActivityOrSeveral) {
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback", scripted_action("undo"))),
              IsEmpty());
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback",
                                 Json::array({scripted_action("undo"), {{"ref", "a"}}}))),
              IsEmpty());
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback", nullptr)), IsEmpty());
}

TEST(UndoValidation, ChecksTheActivities) {
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback", {{"name", "undo"}})),
              ElementsAre("/method/0/rollback: an activity must have a type"));
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback",
                                 Json::array({scripted_action("u"), {{"ref", "b"}}}))),
              ElementsAre("/method/0/rollback/1/ref: referenced activity 'b' could not be found in "
                          "the experiment"));
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback", "undo")),
              ElementsAre("/method/0/rollback: an action's rollback must be an activity or a list "
                          "of activities"));
}

TEST(UndoValidation, IsForActionsOfTheMethodOnly) {
  const Json undo = scripted_action("undo");
  EXPECT_THAT(problems_with(with(scripted_probe("p"), "rollback", undo)),
              ElementsAre("/method/0/rollback: only an action can have a rollback"));
  EXPECT_THAT(problems_of(scripted_experiment(
                  {with(scripted_probe("p"), "rollback", undo)},
                  {scripted_action("a"), with({{"ref", "a"}}, "rollback", undo)},
                  {with(scripted_action("r"), "rollback", undo)})),
              ElementsAre("/steady-state-hypothesis/probes/0/rollback: an activity of the "
                          "hypothesis cannot have a rollback",
                          "/method/1/rollback: a reference cannot have a rollback",
                          "/rollbacks/0/rollback: a rollback cannot have a rollback of its own"));
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback",
                                 with(scripted_action("undo"), "rollback", undo))),
              ElementsAre("/method/0/rollback/rollback: a rollback cannot have a rollback of its "
                          "own"));
}

TEST(UndoValidation, RejectsRollbacksThatReferToTheUndoOfAnAction) {
  const Json action = with(scripted_action("a"), "rollback", scripted_action("undo"));
  const auto problems = [&action](const char* name) {
    return problems_of(scripted_experiment({}, {action}, {{{"ref", name}}}));
  };
  EXPECT_THAT(problems("undo"),
              ElementsAre("/rollbacks/0/ref: 'undo' is the rollback of an action, so it cannot be "
                          "referenced"));
  EXPECT_THAT(problems("a"), IsEmpty());
  EXPECT_THAT(problems("unknown"), IsEmpty());  // as in the reference
}

TEST(UndoValidation, RejectsWhatIsNeverExecuted) {
  const std::string message =
      ": the rollback of an action must not be dry, because it would never be executed";
  const Json dry = with(scripted_action("undo"), "dry", true);
  EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback", dry)),
              ElementsAre("/method/0/rollback/dry" + message));
  for (const char* mode : {"actions", "activities"}) {
    EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback",
                                   Json::array({with(scripted_action("undo"), "dry", mode)}))),
                ElementsAre("/method/0/rollback/0/dry" + message));
  }
  EXPECT_THAT(
      problems_of(scripted_experiment({},
                                      {with(scripted_action("mend"), "dry", true),
                                       with(scripted_action("a"), "rollback", {{"ref", "mend"}})},
                                      {})),
      ElementsAre("/method/1/rollback/ref" + message));
}

TEST(UndoValidation, AcceptsADryUndoThatIsNotNeeded) {
  const Json dry = with(scripted_action("undo"), "dry", true);
  EXPECT_THAT(problems_with(with(with(scripted_action("a"), "dry", true), "rollback", dry)),
              IsEmpty());
  for (const Json& mode : {Json(false), Json("probes"), Json("pause")}) {
    EXPECT_THAT(problems_with(with(scripted_action("a"), "rollback",
                                   with(scripted_action("undo"), "dry", mode))),
                IsEmpty());
  }
}

TEST(JudgementValidation, ChecksOnFailure) {
  EXPECT_THAT(problems_with(with(scripted_action("a"), "on-failure", "stop")), IsEmpty());
  EXPECT_THAT(problems_with(with(scripted_action("a"), "on-failure", "stopp")),
              ElementsAre("/method/0/on-failure: 'stopp' is not a valid value of \"on-failure\""));
  EXPECT_THAT(
      problems_of(scripted_experiment({}, {}, {with(scripted_action("a"), "on-failure", "stop")})),
      ElementsAre("/rollbacks/0/on-failure: only an activity of the method can have "
                  "\"on-failure\""));
  Json experiment = scripted_experiment({}, {scripted_probe("p", {{"type", "regexp"}})}, {});
  EXPECT_THAT(problems_of(experiment), IsEmpty());
  experiment["runtime"] = {{"on-failure", "fail"}};
  EXPECT_THAT(problems_of(experiment),
              ElementsAre("/method/0/tolerance/type: hypothesis probe tolerance type 'regexp' is "
                          "unsupported"));
  experiment["runtime"] = {{"on-failure", true}};
  EXPECT_EQ(problems_of(experiment).front(),
            "/runtime/on-failure: 'True' is not a valid value of \"on-failure\"");
}

TEST(JudgementValidation, ChecksRetries) {
  const auto problems = [](const Json& retries) {
    return problems_with(with(scripted_action("a"), "retries", retries));
  };
  EXPECT_THAT(problems({{"count", 3}, {"delay", 0.5}, {"backoff", 2}, {"until", 200}}), IsEmpty());
  EXPECT_THAT(problems({{"count", "${times}"}, {"delay", "${activities[\"a\"].output}"}}),
              IsEmpty());
  EXPECT_THAT(problems(3), ElementsAre("/method/0/retries: retries must be a mapping"));
  EXPECT_THAT(problems({{"cuont", 3}}),
              ElementsAre("/method/0/retries: retries must have a count",
                          "/method/0/retries/cuont: 'cuont' is not a key of retries"));
  EXPECT_THAT(
      problems({{"count", 1.5}, {"delay", -1}, {"until", 0.5}}),
      ElementsAre("/method/0/retries/count: the count of retries must be a whole number, 0 or more",
                  "/method/0/retries/delay: the delay of retries must be a number, 0 or more",
                  ::testing::StartsWith("/method/0/retries/until: hypothesis probe tolerance")));
  EXPECT_THAT(problems_with(with({{"ref", "a"}}, "retries", {{"count", 1}})),
              ElementsAre("/method/0/retries: a reference cannot have \"retries\""));
}

TEST(ActivityReferenceWarnings, NameActivitiesThatDoNotExistAndInvalidPaths) {
  Json action = scripted_action("kill");
  action["provider"]["arguments"] = {"${activities[\"kil\"].output}", "${activities['kill'].a b}",
                                     "${activities['undo'].output}"};
  action["rollback"] = scripted_action("undo");
  std::vector<Diagnostic> warnings;
  warn_about_activity_references(scripted_experiment({}, {action}, {}), warnings);
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_EQ(warnings[0].pointer, "/method/0/provider/arguments/0");
  EXPECT_EQ(warnings[0].message, "no activity is named 'kil', so this reference is not replaced");
  EXPECT_EQ(warnings[0].hint, "did you mean \"kill\"?");
  EXPECT_EQ(warnings[1].pointer, "/method/0/provider/arguments/1");
}

std::vector<Diagnostic> warnings_about(const char* type, const Json& argument) {
  Json action = scripted_action("kill");
  action["provider"]["type"] = type;
  action["rollback"] = scripted_action("revive");
  action["rollback"]["provider"]["arguments"] = {argument};
  std::vector<Diagnostic> warnings;
  warn_about_activity_references(scripted_experiment({}, {action}, {}), warnings);
  return warnings;
}

TEST(ActivityReferenceWarnings, NameTheSpellingOfWhatIsNearlyAReference) {
  for (const char* text :
       {"${activities.kill.output.stdout}", "${activities[kill].output.stdout}",
        "${ activities[\"kill\"].output.stdout }", "${activities[\"kill\"].output.stdout",
        "$activities[\"kill\"].output.stdout", "${activity[\"kill\"].output.stdout}",
        "${Activities['kill'].output.stdout}", "${activities [\"kill\"].output.stdout}"}) {
    const auto warnings = warnings_about("process", text);
    ASSERT_EQ(warnings.size(), 1U) << text;
    EXPECT_EQ(warnings[0].pointer, "/method/0/rollback/provider/arguments/0");
    EXPECT_EQ(warnings[0].message, std::string("'") + text +
                                       "' is not a reference to an activity, so it is not "
                                       "replaced");
    EXPECT_EQ(warnings[0].hint, "write ${activities[\"kill\"].output.stdout}");
  }
}

TEST(ActivityReferenceWarnings, LeaveOtherDollarsAlone) {
  for (const char* text :
       {"${activities}", "$activities", "${activities[0]}", "${activities[@]}", "$activities[1]",
        "${activities_of.kill}", "$$activities.kill.output", "${activities['kill'].output}"}) {
    EXPECT_TRUE(warnings_about("process", text).empty()) << text;
  }
}

TEST(ActivityReferenceWarnings, KnowTheKeysOfRunsAndOutputs) {
  const auto hint_for = [](const char* type, const std::string& path) {
    const auto warnings = warnings_about(type, "${activities['kill']" + path + "}");
    return warnings.empty() ? "" : warnings[0].message + "; " + warnings[0].hint;
  };
  const std::string ignored = ", so this reference is not replaced; ";
  EXPECT_EQ(
      hint_for("process", ".output.stdot"),
      "the output of the activity 'kill' has no 'stdot'" + ignored + "did you mean \"stdout\"?");
  EXPECT_EQ(hint_for("process", ".stdout"), "the run of the activity 'kill' has no 'stdout'" +
                                                ignored + "did you mean \"output.stdout\"?");
  EXPECT_EQ(
      hint_for("http", "[\"output\"][\"boody\"]"),
      "the output of the activity 'kill' has no 'boody'" + ignored + "did you mean \"body\"?");
  EXPECT_EQ(hint_for("python", ".ouput.x"),
            "the run of the activity 'kill' has no 'ouput'" + ignored + "did you mean \"output\"?");
  for (const char* path :
       {"", ".output", ".output.anything", "..stdot", ".*", "[\"status\",\"end\"]"})
    EXPECT_EQ(hint_for("python", path), "") << path;
}

}  // namespace
}  // namespace chaos
