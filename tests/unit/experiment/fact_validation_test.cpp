#include "experiment/fact_validation.h"

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
  validate_facts(experiment, registry, findings);
  std::vector<std::string> texts;
  for (const auto& problem : findings.problems())
    texts.push_back(problem.pointer + ": " + problem.message);
  return texts;
}

Json experiment_with(const Json& facts) {
  return {{"extensions", {{{"name", "other"}}, {{"name", "chaos"}, {"facts", facts}}}}};
}

Json fact(const Json& members = Json::object()) {
  Json probe = shell_probe("leader", "true");
  probe.erase("tolerance");
  probe.update(members);
  return probe;
}

const std::string kFirst = "/extensions/1/facts/0";

TEST(FactValidation, AcceptsProbesWithAndWithoutATolerance) {
  EXPECT_THAT(problems(Json::object()), IsEmpty());
  EXPECT_THAT(
      problems(experiment_with(Json::array({fact(), fact({{"name", "n"}, {"tolerance", 0}})}))),
      IsEmpty());
}

TEST(FactValidation, RejectsAnythingElse) {
  EXPECT_THAT(problems(experiment_with("leader")),
              ElementsAre("/extensions/1/facts: facts must be a list of probes"));
  EXPECT_THAT(problems(experiment_with(Json::array({fact({{"type", "action"}})}))),
              ElementsAre(kFirst + "/type: a fact must be a probe"));
  EXPECT_THAT(problems(experiment_with(Json::array({fact({{"ref", "other"}})}))),
              ElementsAre(kFirst + "/ref: a fact cannot be a reference to another activity"));
  EXPECT_THAT(problems(experiment_with(Json::array({fact({{"tolerance", {{"type", "regex"}}}})}))),
              ::testing::SizeIs(1));
}

TEST(FactValidation, RejectsTwoFactsWithTheSameName) {
  EXPECT_THAT(problems(experiment_with(Json::array({fact(), fact()}))),
              ElementsAre("/extensions/1/facts/1/name: there are two facts named 'leader'"));
}

TEST(FactValidation, RejectsAfterRollbacksThatIsNotABoolean) {
  const Json experiment = {{"runtime", {{"hypothesis", {{"after-rollbacks", "yes"}}}}}};
  EXPECT_THAT(
      problems(experiment),
      ElementsAre("/runtime/hypothesis/after-rollbacks: \"after-rollbacks\" must be true or "
                  "false, not 'yes'"));
}

}  // namespace
}  // namespace chaos
