#include "os/environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/environment_variable.h"

namespace chaos::os {
namespace {

using ::testing::Contains;
using testing::EnvironmentVariable;
using ::testing::Not;
using ::testing::StartsWith;

class EnvironmentTest : public ::testing::Test {
 protected:
  const EnvironmentVariable given_{"ENVIRONMENT_TEST", "given"};
};

TEST_F(EnvironmentTest, IsTheProgramsEnvironment) {
  EXPECT_EQ(environment_variable("ENVIRONMENT_TEST"), "given");
  EXPECT_EQ(environment_variable("ENVIRONMENT_TEST_NOT_SET"), std::nullopt);
  EXPECT_THAT(environment_entries(), Contains("ENVIRONMENT_TEST=given"));
}

TEST_F(EnvironmentTest, IsChangedForThisProgramAndItsChildren) {
  set_environment_variable("ENVIRONMENT_TEST_OF_OURS", "new");
  EXPECT_EQ(environment_variable("ENVIRONMENT_TEST_OF_OURS"), "new");
  EXPECT_THAT(environment_entries(), Contains("ENVIRONMENT_TEST_OF_OURS=new"));
  EXPECT_EQ(environment_changes().at("ENVIRONMENT_TEST_OF_OURS"), "new");
}

TEST_F(EnvironmentTest, LosesWhatIsRemoved) {
  const EnvironmentVariable given("ENVIRONMENT_TEST_REMOVED", "given");
  set_environment_variable("ENVIRONMENT_TEST_REMOVED", std::nullopt);
  EXPECT_EQ(environment_variable("ENVIRONMENT_TEST_REMOVED"), std::nullopt);
  EXPECT_THAT(environment_entries(), Not(Contains(StartsWith("ENVIRONMENT_TEST_REMOVED="))));
}

}  // namespace
}  // namespace chaos::os
