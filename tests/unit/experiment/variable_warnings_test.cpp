#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/warned_experiment.h"

namespace chaos::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(VariableWarnings, NameUndeclaredVariables) {
  Json document = with_arguments({"${nope}", "x ${nope} ${target}"});
  document["configuration"] = {{"target", "t"}, {"other", 1}};
  const auto warnings = warnings_of(document);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_THAT(warnings[0], at("/method/0/provider/arguments/0",
                              "declare \"nope\" under "
                              "\"configuration\""));
  EXPECT_EQ(warnings[0].message,
            "\"${nope}\" is declared neither in the configuration nor in the secrets, so it is not "
            "replaced here (nor in 1 more place)");
}

TEST(VariableWarnings, SuggestTheIntendedName) {
  Json document = with_arguments({"${taget}"});
  document["configuration"] = {{"target", "t"}};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/provider/arguments/0", "did you mean \"${target}\"?")));
}

TEST(VariableWarnings, LookWhereValuesAreSubstituted) {
  for (const char* place :
       {"/method/0/pauses/after", "/method/0/timeout", "/method/0/provider/arguments/deep/0",
        "/steady-state-hypothesis/probes/"
        "0/provider/arguments"}) {
    Json document = experiment();
    document["method"][0]["pauses"] = Json::object();
    document["method"][0]["provider"]["arguments"] = {{"deep", Json::array()}};
    document[JsonPointer(place)] = "${nope}";
    EXPECT_THAT(warnings_of(document),
                ElementsAre(at(place, "declare \"nope\" under \"configuration\"")));
  }
}

TEST(VariableWarnings, KnowNamesOfSecretsAndOfVariableFiles) {
  Json document = with_arguments({"${token} ${given}"});
  document["secrets"] = {{"api", {{"token", {{"type", "env"}, {"key", "T"}}}}}};
  WarningContext context;
  context.overrides.secrets = {{"api", {{"given", "x"}}}};
  EXPECT_THAT(warnings_of(document, context), IsEmpty());
}

TEST(VariableWarnings, IgnoreWhatOtherProgramsExpand) {
  EXPECT_THAT(warnings_of(with_arguments({"$nope", "$${nope}", "${}", "${a.b}", "${1}"})),
              IsEmpty());
  EXPECT_THAT(warnings_of(with_arguments("exec pod -- /bin/sh -c 'echo ${HOSTNAME}'")), IsEmpty());
  EXPECT_THAT(warnings_of(with_arguments({"for f in *; do\necho ${f}\ndone"})), IsEmpty());
  Json shell = with_arguments({"-c", "echo ${x}"});
  shell["method"][0]["provider"]["path"] = "/bin/bash";
  EXPECT_THAT(warnings_of(shell), IsEmpty());
  shell["configuration"] = {{"target", 1}};
  shell["method"][0]["provider"]["arguments"] = {"-c", "echo ${tagret}"};
  EXPECT_THAT(warnings_of(shell),
              ElementsAre(at("/method/0/provider/arguments/1", "did you mean \"${target}\"?")));
}

TEST(VariableWarnings, AllowForValuesFromControls) {
  Json document = with_arguments({"${from_control}"});
  EXPECT_THAT(warnings_of(document, {.has_global_controls = true}), IsEmpty());
  document["controls"] =
      Json::array({{{"name", "c"}, {"provider", {{"type", "python"}, {"module", "m"}}}}});
  EXPECT_THAT(warnings_of(document), IsEmpty());
}

TEST(VariableWarnings, NameTargetsOfSecretsThatAreMissing) {
  Json document = experiment();
  document["method"][0]["provider"]["secrets"] = {"kubernets"};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/provider/secrets/0", "declare it under \"secrets\"")));
  document["secrets"] = {{"kubernetes", {{"a", "b"}}}};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/provider/secrets/0", "did you mean \"kubernetes\"?")));
  document["method"][0]["provider"]["secrets"] = {"aws"};
  EXPECT_THAT(warnings_of(document),
              ElementsAre(at("/method/0/provider/secrets/0", "use one of \"kubernetes\"")));
}

TEST(VariableWarnings, NameGivenVariablesThatHaveNoEffect) {
  Json document = experiment();
  document["configuration"] = {{"seconds", 1}};
  WarningContext context;
  context.overrides.variables = {"seconds", "secnds"};
  const auto warnings = warnings_of(document, context);
  ASSERT_EQ(warnings.size(), 1U);
  EXPECT_EQ(warnings[0].message,
            "--var secnds has no effect: the configuration does not declare it");
  EXPECT_EQ(warnings[0].hint, "did you mean \"seconds\"?");
}

}  // namespace
}  // namespace chaos::testing
