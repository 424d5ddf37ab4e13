#include "http/memory_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace chaos::hub::http {
namespace {

using ::testing::ElementsAre;

class MemoryBudgetOf100 : public ::testing::Test {
 protected:
  void take(const std::string& name, std::size_t bytes) {
    budget_.take(bytes, [this, name](MemoryBudget::Share share) {
      order_.push_back(name);
      held_[name] = std::move(share);
    });
  }

  MemoryBudget budget_{100};
  std::map<std::string, MemoryBudget::Share> held_;
  std::vector<std::string> order_;
};

TEST_F(MemoryBudgetOf100, IsGivenInOrder) {
  take("a", 60);
  take("b", 60);
  take("c", 10);  // would fit, but came later
  EXPECT_THAT(order_, ElementsAre("a"));
  held_.erase("a");
  EXPECT_THAT(order_, ElementsAre("a", "b", "c"));
}

TEST_F(MemoryBudgetOf100, GivesAllOfItToRequestsForMore) {
  take("a", 1000);
  take("b", 1);
  EXPECT_THAT(order_, ElementsAre("a"));
  held_.erase("a");
  EXPECT_THAT(order_, ElementsAre("a", "b"));
}

TEST_F(MemoryBudgetOf100, ReportsWhatDoesNotFitNow) {
  auto share = budget_.try_take(100);
  ASSERT_TRUE(share);
  EXPECT_FALSE(budget_.try_take(1));
  share.reset();
  EXPECT_TRUE(budget_.try_take(1));
}

}  // namespace
}  // namespace chaos::hub::http
