#include "plan/limits.h"

#include <gtest/gtest.h>

namespace chaos::plan {
namespace {

const Values kValues = {.configuration = {{"limit", 10}, {"wait", 7}}};

Json activity(const char* type) {
  return {{"type", "action"}, {"name", "a"}, {"provider", {{"type", type}}}};
}

TEST(TimeoutOf, IsTheSmallerOfActivityAndProvider) {
  Json process = activity("process");
  EXPECT_FALSE(timeout_of(process, kValues));
  process["timeout"] = "${limit}";
  EXPECT_EQ(timeout_of(process, kValues), 10.5);
  process["provider"]["timeout"] = 3;
  EXPECT_EQ(timeout_of(process, kValues), 3);
}

TEST(TimeoutOf, CountsConnectingAndReadingOfARequest) {
  Json request = activity("http");
  request["provider"]["timeout"] = 3;
  EXPECT_EQ(timeout_of(request, kValues), 6);
  request["provider"]["timeout"] = {1, 9};
  EXPECT_EQ(timeout_of(request, kValues), 10);
  request["provider"]["timeout"] = {1, nullptr};
  EXPECT_FALSE(timeout_of(request, kValues));
}

TEST(ExecutionTime, CountsEveryRetryAndItsDelay) {
  Json process = activity("process");
  process["provider"]["timeout"] = 3;
  process["retries"] = {{"count", 2}, {"delay", 5}, {"backoff", 2}};
  EXPECT_EQ(execution_time(process, kValues).longest, 3 + 5 + 3 + 10 + 3);
  EXPECT_EQ(execution_time(process, kValues).shortest, 0);
}

TEST(PauseOf, MayBeAVariable) {
  Json process = activity("process");
  process["pauses"] = {{"before", "${wait}"}, {"after", true}};
  EXPECT_EQ(pause_of(process, "before", kValues), 7);
  EXPECT_EQ(pause_of(process, "after", kValues), 1);
  EXPECT_EQ(pause_of(activity("http"), "after", kValues), 0);
}

}  // namespace
}  // namespace chaos::plan
