#include "storage/cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace chaos::hub::storage {
namespace {

class CacheTest : public ::testing::Test {
 protected:
  /// The value for the key, from the database if it is not cached.
  std::string get(const std::string& key) {
    return cache_.get(
        key, [&] { return database_ + " " + key; }, [](const std::string&) { return "group"; });
  }

  std::string database_ = "old";
  Cache<std::string> cache_{2};
};

TEST_F(CacheTest, KeepsValuesUntilTheirGroupChanges) {
  EXPECT_EQ(get("a"), "old a");
  database_ = "new";
  EXPECT_EQ(get("a"), "old a");
  cache_.forget("another group");
  EXPECT_EQ(get("a"), "old a");
  cache_.forget("group");
  EXPECT_EQ(get("a"), "new a");
  EXPECT_EQ(cache_.counts().hits, 2U);
  EXPECT_EQ(cache_.counts().misses, 2U);
}

TEST_F(CacheTest, KeepsTheMostRecentlyUsedValues) {
  get("a");
  get("b");
  get("a");
  get("c");
  database_ = "new";
  EXPECT_EQ(get("a"), "old a");
  EXPECT_EQ(get("c"), "old c");
  EXPECT_EQ(get("b"), "new b");
}

TEST_F(CacheTest, DoesNotKeepValuesWithoutAGroup) {
  for (const char* now : {"old", "new"}) {
    database_ = now;
    EXPECT_EQ(cache_.get(
                  "a", [&] { return database_; }, [](const std::string&) { return ""; }),
              now);
  }
}

TEST_F(CacheTest, DoesNotKeepAValueThatChangedDuringTheRead) {
  const auto read_slowly = [&] {
    const std::string before = database_;
    database_ = "new";
    cache_.forget("group");
    return before;
  };
  EXPECT_EQ(cache_.get("a", read_slowly, [](const std::string&) { return "group"; }), "old");
  EXPECT_EQ(get("a"), "new a");
}

TEST_F(CacheTest, UpdatesValuesInPlaceOrDropsThem) {
  get("a");
  get("b");
  cache_.change("another group", [](std::string&) { return false; });
  cache_.change("group", [](std::string& value) {
    value += " changed";
    return value == "old a changed";
  });
  database_ = "new";
  EXPECT_EQ(get("a"), "old a changed");
  EXPECT_EQ(get("b"), "new b");
}

TEST_F(CacheTest, DoesNotKeepAValueThatMissedAnUpdateDuringTheRead) {
  const auto read_slowly = [&] {
    const std::string before = database_;
    database_ = "new";
    cache_.change("group", [](std::string&) { return true; });
    return before;
  };
  EXPECT_EQ(cache_.get("a", read_slowly, [](const std::string&) { return "group"; }), "old");
  EXPECT_EQ(get("a"), "new a");
}

TEST(CacheKey, DiffersWheneverAPartDoes) {
  EXPECT_EQ(cache_key({"a", "b"}), cache_key({"a", "b"}));
  EXPECT_NE(cache_key({"a b", ""}), cache_key({"a", "b "}));
  EXPECT_NE(cache_key({"a", "1:b"}), cache_key({"a1:", "b"}));
  EXPECT_NE(cache_key({"", "a"}), cache_key({"a", ""}));
}

/// Random operations on keys in groups, compared with the actual values.
TEST(CacheProperties, MatchesTheDatabaseAfterEveryChange) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::minstd_rand random(seed);
    const auto below = [&](unsigned end) { return static_cast<unsigned>(random()) % end; };
    Cache<int> cache(5);
    std::vector<int> database(12);
    for (int step = 0; step < 2000; ++step) {
      const unsigned key = below(12);
      const auto group_of = [](unsigned of) { return "group " + std::to_string(of % 4); };
      if (below(4) == 0) {
        database[key] = step;
        cache.forget(group_of(key));
      } else if (below(100) == 0) {
        cache.clear();
      } else {
        ASSERT_EQ(cache.get(
                      std::to_string(key), [&] { return database[key]; },
                      [&](int) { return group_of(key); }),
                  database[key])
            << "seed " << seed << ", step " << step;
      }
    }
  }
}

/// Once forget() has returned, nobody gets the previous value.
TEST(CacheProperties, IsNeverStaleWithSeveralThreads) {
  Cache<int> cache(10);
  std::atomic<int> database = 0;
  std::atomic<int> written = 0;  // and dropped from the cache
  std::atomic<bool> done = false;
  std::atomic<int> stale = 0;
  {
    std::vector<std::jthread> readers;
    for (int i = 0; i < 3; ++i)
      readers.emplace_back([&] {
        while (!done) {
          const int before = written;
          const int got = cache.get(
              "key", [&] { return database.load(); }, [](int) { return "group"; });
          if (got < before) ++stale;
        }
      });
    for (int i = 1; i <= 20'000; ++i) {
      database = i;
      cache.forget("group");
      written = i;
    }
    done = true;
  }
  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace chaos::hub::storage
