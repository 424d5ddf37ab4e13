#include "experiment/guard_validation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "provider/builtin.h"
#include "support/chaos_command.h"

namespace chaos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::shell_probe;

std::vector<std::string> problems(const Json& experiment) {
  Registry registry;
  register_builtin(registry);
  Findings findings(Findings::Mode::kCollect);
  validate_guards(experiment, registry, findings);
  std::vector<std::string> texts;
  for (const auto& problem : findings.problems())
    texts.push_back(problem.pointer + ": " + problem.message);
  return texts;
}

std::vector<std::string> problems_of_safeguard(const Json& members) {
  Json safeguard = shell_probe("errors", "true");
  safeguard.update(members);
  return problems(
      {{"extensions",
        {{{"name", "other"}}, {{"name", "chaos"}, {"safeguards", {std::move(safeguard)}}}}}});
}

const std::string kFirst = "/extensions/1/safeguards/0";

TEST(GuardValidation, AcceptsValidGuards) {
  EXPECT_THAT(problems(Json::object()), IsEmpty());
  EXPECT_THAT(problems({{"runtime", {{"deadline", "1h"}, {"deadline-grace", 30}}}}), IsEmpty());
  EXPECT_THAT(problems_of_safeguard(Json::object()), IsEmpty());
  EXPECT_THAT(problems_of_safeguard({{"interval", "10s"}, {"failures", 3}}), IsEmpty());
}

TEST(GuardValidation, RejectsResourcesThatReferToValues) {
  const auto problems_of_resource = [](const Json& resource) {
    return problems({{"extensions", {{{"name", "chaos"}, {"resource", resource}}}}});
  };
  EXPECT_THAT(problems_of_resource("db"), IsEmpty());
  EXPECT_THAT(problems_of_resource({"db", "$5"}), IsEmpty());
  const std::string problem =
      "/extensions/0/resource: the resource '${db}' refers to a value, but resources are needed "
      "before the values are known";
  EXPECT_THAT(problems_of_resource("${db}"), ElementsAre(problem));
  EXPECT_THAT(problems_of_resource({"db", "${db}"}), ElementsAre(problem));
}

TEST(GuardValidation, RequiresDurations) {
  EXPECT_THAT(problems({{"runtime", {{"deadline", "soon"}, {"deadline-grace", 0}}}}),
              ElementsAre("/runtime/deadline: the deadline of a run must be a duration greater "
                          "than zero, not 'soon'",
                          "/runtime/deadline-grace: the deadline-grace of a run must be a duration "
                          "greater than zero, not 0"));
}

TEST(GuardValidation, RequiresProbesWithATolerance) {
  EXPECT_THAT(problems_of_safeguard({{"type", "action"}}),
              ElementsAre(kFirst + "/type: a safeguard must be a probe"));
  EXPECT_THAT(problems_of_safeguard({{"ref", "other"}}),
              ElementsAre(kFirst + "/ref: a safeguard cannot be a reference to another activity"));
  EXPECT_THAT(problems_of_safeguard({{"tolerance", {{"type", "regex"}}}}), ::testing::SizeIs(1));
  Json safeguard = shell_probe("errors", "true");
  safeguard.erase("tolerance");
  EXPECT_THAT(
      problems({{"extensions", {{{"name", "chaos"}, {"safeguards", {std::move(safeguard)}}}}}}),
      ElementsAre("/extensions/0/safeguards/0: a safeguard must have a tolerance"));
}

TEST(GuardValidation, RequiresAValidIntervalAndNumberOfFailures) {
  EXPECT_THAT(problems_of_safeguard({{"interval", 0}}),
              ElementsAre(kFirst + "/interval: the interval of a safeguard must be a duration "
                                   "greater than zero"));
  EXPECT_THAT(problems_of_safeguard({{"interval", 1}, {"failures", 0}}),
              ElementsAre(kFirst + "/failures: the failures of a safeguard must be a whole "
                                   "number, 1 or more"));
  EXPECT_THAT(problems_of_safeguard({{"failures", 2}}),
              ElementsAre(kFirst + "/failures: a safeguard without an interval is checked only "
                                   "once"));
}

TEST(GuardValidation, RequiresAList) {
  EXPECT_THAT(problems({{"extensions", {{{"name", "chaos"}, {"safeguards", Json::object()}}}}}),
              ElementsAre("/extensions/0/safeguards: safeguards must be a list of probes"));
}

}  // namespace
}  // namespace chaos
