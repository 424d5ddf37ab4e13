#include "plan/placeholders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chaos::plan {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

KnownValues known() {
  KnownValues values;
  values.listed = {{.name = "host", .value = "shop", .origin = "--var"},
                   {.name = "wait", .value = 3, .origin = "--var"},
                   {.name = "shop.token", .value = "x", .origin = "--var", .is_secret = true},
                   {.name = "shop.host", .value = "x", .origin = "--var", .is_secret = true}};
  return values;
}

Json process(const char* arguments) {
  return {{"provider", {{"type", "process"}, {"path", "sh"}, {"arguments", arguments}}}};
}

TEST(Placeholders, AreFoundWhereARunSubstitutesThem) {
  Json activity = process("${host} $wait ${token} ${nothing}");
  activity["name"] = "${wait}";
  const Placeholders found = placeholders_in(activity, known());
  EXPECT_THAT(found.known, ElementsAre("host", "wait", "shop.token"));
  EXPECT_THAT(found.unknown, ElementsAre("nothing"));
}

TEST(Placeholders, AreNotDollarSigns) {
  const Placeholders found = placeholders_in(process("$${host} $hosts $1 $$"), known());
  EXPECT_THAT(found.known, IsEmpty());
  EXPECT_THAT(found.unknown, IsEmpty());
}

}  // namespace
}  // namespace chaos::plan
