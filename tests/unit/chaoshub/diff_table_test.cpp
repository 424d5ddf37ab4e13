#include "experiment/pages/diff_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::hub::experiment {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

Json with_secret(const Json& secret) {
  return {{"title", "x"}, {"secrets", {{"shop", {{"token", secret}}}}}};
}

TEST(DiffTable, ShowsThatASecretHasChangedAndNotItsValue) {
  for (const Json& after : {Json("s3cr3t-2"), Json{{"type", "env"}, {"default", "s3cr3t-2"}}}) {
    const std::string table = diff_table(with_secret("s3cr3t-1"), with_secret(after)).markup();
    EXPECT_THAT(table, AllOf(HasSubstr("it has changed"), Not(HasSubstr("s3cr3t"))));
  }
}

TEST(DiffTable, ShowsWhereSecretsComeFrom) {
  const std::string table = diff_table(with_secret({{"type", "env"}, {"key", "OLD_KEY"}}),
                                       with_secret({{"type", "env"}, {"key", "NEW_KEY"}}))
                                .markup();
  EXPECT_THAT(table, AllOf(HasSubstr("OLD_KEY"), HasSubstr("NEW_KEY")));
}

TEST(DiffTable, ShowsNoSecretsOutsideAGroup) {
  const auto document = [](const Json& secrets) {
    return Json{{"title", "x"}, {"secrets", secrets}};
  };
  const std::string changed =
      diff_table(document({{"token", "s3cr3t-1"}}), document({{"token", "s3cr3t-2"}})).markup();
  EXPECT_THAT(changed, AllOf(HasSubstr("it has changed"), Not(HasSubstr("s3cr3t"))));
  const std::string added =
      diff_table(document(Json::object()), document({{"token", "s3cr3t-2"}})).markup();
  EXPECT_THAT(added,
              AllOf(HasSubstr("***"), Not(HasSubstr("it has changed")), Not(HasSubstr("s3cr3t"))));
}

TEST(DiffTable, SaysThatThereAreNoDifferences) {
  EXPECT_THAT(diff_table(with_secret("a"), with_secret("a")).markup(),
              HasSubstr("There are no differences."));
}

}  // namespace
}  // namespace chaos::hub::experiment
