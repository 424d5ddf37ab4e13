#include "log/count_text.h"

#include <gtest/gtest.h>

namespace chaos {
namespace {

TEST(CountText, UsesSingularAndPlural) {
  EXPECT_EQ(count_text(0, "rollback", "rollbacks"), "0 rollbacks");
  EXPECT_EQ(count_text(1, "rollback", "rollbacks"), "1 rollback");
  EXPECT_EQ(count_text(2, "rollback", "rollbacks"), "2 rollbacks");
}

TEST(ShareText, CountsOnlyWhereThereIsMoreThanOne) {
  EXPECT_EQ(share_text(1, 1, "rollback", "rollbacks"), "the only rollback");
  EXPECT_EQ(share_text(1, 3, "rollback", "rollbacks"), "1 of 3 rollbacks");
  EXPECT_EQ(share_text(3, 3, "rollback", "rollbacks"), "3 of 3 rollbacks");
}

TEST(VerbFor, MatchesTheCount) {
  EXPECT_EQ(verb_for(1, "has", "have"), "has");
  EXPECT_EQ(verb_for(2, "has", "have"), "have");
}

TEST(Capitalized, ChangesOnlyTheFirstLetter) {
  EXPECT_EQ(capitalized("the only rollback failed"), "The only rollback failed");
  EXPECT_EQ(capitalized("2 of 3"), "2 of 3");
  EXPECT_EQ(capitalized(""), "");
}

}  // namespace
}  // namespace chaos
