#include "tolerance/tolerance.h"

#include <gtest/gtest.h>

#include "support/tolerance_judge.h"

namespace chaos {
namespace {

using testing::Judge;
using testing::refusal;

TEST(Tolerance, SubstitutesAStringFirst) {
  const Judge judge{.configuration = {{"code", 200},
                                      {"word", "ok"},
                                      {"range", {{"type", "range"}, {"range", {0, 5}}}},
                                      {"pi", 3.14}},
                    .secrets = {{"vault", {{"token", "t"}}}}};
  EXPECT_TRUE(judge.within("${code}", Json{{"status", 200}}));
  EXPECT_TRUE(judge.within("${word}", "ok"));
  EXPECT_TRUE(judge.within("${range}", 3));
  EXPECT_TRUE(judge.within("${token}", "t"));
  EXPECT_FALSE(judge.within("${pi}", 3.14));
  EXPECT_TRUE(judge.within("${unknown}", "${unknown}"));
}

TEST(Tolerance, KeepsTheStringInTheDocument) {
  const Judge judge{.configuration = {{"code", 200}}};
  Json tolerance = "${code}";
  EXPECT_TRUE(
      within_tolerance(tolerance, 200, {judge.configuration, judge.secrets, judge.run_probe}));
  EXPECT_EQ(tolerance, "${code}");
}

TEST(Tolerance, OfAnUnknownKindIsNeverMet) {
  EXPECT_FALSE(Judge().within(1.5, 1.5));
  EXPECT_FALSE(Judge().within(nullptr, nullptr));
  EXPECT_FALSE(Judge().within(Json::object(), Json::object()));
  EXPECT_FALSE(Judge().within({{"type", "magic"}}, 1));
}

TEST(Tolerance, AcceptsTheKindsOfTheReference) {
  for (const Json& tolerance :
       {Json(true), Json(1), Json("x"), Json::array(), Json::array({nullptr}),
        make_extended(Extended::kInteger, "123456789012345678901")}) {
    EXPECT_EQ(refusal(tolerance).message, "");
  }
}

TEST(Tolerance, RejectsOtherKinds) {
  const std::string message =
      "hypothesis probe tolerance must either be an integer, a string, a boolean or a pair of "
      "values for boundaries. It can also be a dictionary which is a probe activity definition "
      "that takes an argument called `value` with the value of the probe itself to be validated";
  for (const Json& tolerance :
       {Json(nullptr), Json(1.5), make_extended(Extended::kDate, "2020-01-31"),
        make_extended(Extended::kBytes, "x")}) {
    EXPECT_EQ(refusal(tolerance).message, message);
    EXPECT_EQ(refusal(tolerance).pointer, "/tolerance");
  }
  EXPECT_EQ(refusal(1.5).hint, R"(write {"type": "range", "range": [1.5, 1.5]})");
}

TEST(Tolerance, RejectsMappingsOfAnotherType) {
  EXPECT_EQ(refusal(Json::object()).message,
            "hypothesis probe tolerance type 'None' is unsupported");
  EXPECT_EQ(refusal({{"type", 5}}).message, "hypothesis probe tolerance type '5' is unsupported");
  EXPECT_EQ(refusal({{"type", "regexp"}}).pointer, "/tolerance/type");
}

}  // namespace
}  // namespace chaos
