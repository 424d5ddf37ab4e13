#include "os/executable_cache.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace chaos::os {
namespace {

TEST(ExecutableCache, FindsExecutables) {
  ExecutableCache cache;
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(cache.knows("sh"));
    EXPECT_TRUE(cache.knows("/bin/sh"));
    EXPECT_FALSE(cache.knows("no-such-program-anywhere"));
  }
}

TEST(ExecutableCache, LooksAgainWhenPathChanges) {
  const std::string path = std::getenv("PATH");
  ExecutableCache cache;
  EXPECT_TRUE(cache.knows("sh"));
  ::setenv("PATH", "/nowhere", 1);
  EXPECT_FALSE(cache.knows("sh"));
  ::setenv("PATH", path.c_str(), 1);
  EXPECT_TRUE(cache.knows("sh"));
}

}  // namespace
}  // namespace chaos::os
