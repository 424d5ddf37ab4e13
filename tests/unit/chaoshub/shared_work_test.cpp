#include "storage/shared_work.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

namespace chaos::hub::storage {
namespace {

using ::testing::ElementsAre;

/// Writes items once it is allowed to, and remembers which were written together. An item that is
/// "bad" cannot be written, nor can those grouped with it.
class SharedWorkTest : public ::testing::Test {
 protected:
  using Group = std::vector<std::string>;

  std::vector<std::size_t> write(std::span<const std::string* const> items) {
    Group group;
    for (const std::string* item : items)
      group.push_back(*item);
    if (group == Group{"first"}) {
      begun_.set_value();
      may_write_.get_future().wait();
    }
    groups_.push_back(group);
    std::vector<std::size_t> lengths;
    for (const std::string& item : group) {
      if (item == "bad") throw std::runtime_error("a bad item");
      if (item == "gone") throw Unreachable("no database");
      lengths.push_back(item.size());
    }
    return lengths;
  }

  /// Adds the others in order while the first one is being written.
  std::vector<std::future<std::size_t>> add(const std::vector<std::string>& others) {
    std::vector<std::future<std::size_t>> results;
    const auto add_one = [&](const std::string& item) {
      results.push_back(std::async(std::launch::async, [&, item] { return shared_.run(item); }));
    };
    add_one("first");
    begun_.get_future().wait();
    for (std::size_t i = 0; i < others.size(); ++i) {
      add_one(others[i]);
      while (shared_.waiting() <= i)
        std::this_thread::yield();
    }
    may_write_.set_value();
    return results;
  }

  std::promise<void> begun_;
  std::promise<void> may_write_;
  std::vector<Group> groups_;  // of one writer at a time
  SharedWork<std::string, std::size_t> shared_{3, [this](auto items) { return write(items); }};
};

TEST_F(SharedWorkTest, WritesTogetherWhatArrivesDuringAWrite) {
  auto results = add({"aa", "bbb", "cccc", "d"});
  EXPECT_EQ(results[0].get(), 5U);
  EXPECT_EQ(results[1].get(), 2U);
  EXPECT_EQ(results[2].get(), 3U);
  EXPECT_EQ(results[3].get(), 4U);
  EXPECT_EQ(results[4].get(), 1U);
  EXPECT_THAT(groups_, ElementsAre(Group{"first"}, Group{"aa", "bbb", "cccc"}, Group{"d"}));
}

TEST_F(SharedWorkTest, FailsNoItemBecauseOfAnother) {
  auto results = add({"aa", "bad", "cccc"});
  EXPECT_EQ(results[1].get(), 2U);
  EXPECT_THROW(results[2].get(), std::runtime_error);
  EXPECT_EQ(results[3].get(), 4U);
  EXPECT_THAT(groups_, ElementsAre(Group{"first"}, Group{"aa", "bad", "cccc"}, Group{"aa"},
                                   Group{"bad"}, Group{"cccc"}));
}

TEST_F(SharedWorkTest, DoesNotRetryWithoutADatabase) {
  auto results = add({"aa", "gone"});
  EXPECT_THROW(results[1].get(), Unreachable);
  EXPECT_THROW(results[2].get(), Unreachable);
  EXPECT_THAT(groups_, ElementsAre(Group{"first"}, Group{"aa", "gone"}));
}

TEST_F(SharedWorkTest, ContinuesAfterAFailure) {
  auto results = add({});
  results[0].get();
  EXPECT_THROW(shared_.run("bad"), std::runtime_error);
  EXPECT_EQ(shared_.run("good"), 4U);
}

}  // namespace
}  // namespace chaos::hub::storage
