#include "chaosiq/functions/http_tolerances.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "chaos/error.h"
#include "provider/function_provider.h"

namespace chaos::chaosiq {
namespace {

const Json kNothing = Json::object();

class HttpTolerances : public ::testing::Test {
 protected:
  HttpTolerances() { register_http_tolerances(registry_); }

  static Json activity(const std::string& function, const Json& arguments) {
    return {{"type", "probe"},
            {"name", "x"},
            {"provider",
             {{"type", "python"},
              {"module", "chaoscloud.tolerances.http"},
              {"func", function},
              {"arguments", arguments}}}};
  }

  Json judge(const std::string& function, const Json& arguments) {
    return provider_.execute(
        {activity(function, arguments), kNothing, kNothing, {}, Deadline::never()});
  }

  std::string failure(const std::string& function, const Json& arguments) {
    try {
      judge(function, arguments);
    } catch (const ActivityFailed& error) {
      return error.what();
    }
    ADD_FAILURE() << "did not fail";
    return {};
  }

  Registry registry_;
  FunctionProvider provider_{registry_};
};

TEST_F(HttpTolerances, AStatusMustBeTheExpectedOne) {
  const auto met = [&](const Json& value, const Json& expected) {
    return judge("status_must_be", {{"value", value}, {"expected", expected}});
  };
  EXPECT_EQ(met(404, 404), true);
  EXPECT_EQ(met(200.0, 200), true);
  EXPECT_EQ(met(true, 1), true);
  EXPECT_EQ(met(200, 201), false);
  EXPECT_EQ(met("200", 200), false);
  EXPECT_EQ(met(nullptr, 200), false);
}

TEST_F(HttpTolerances, TheExpectedStatusIs200ByDefault) {
  EXPECT_EQ(judge("status_must_be", {{"value", 200}}), true);
  EXPECT_EQ(judge("status_must_be", {{"value", 201}}), false);
  EXPECT_EQ(judge("status_must_be", kNothing), false);
}

TEST_F(HttpTolerances, AStatusIsInTheRangeWithItsBounds) {
  const auto met = [&](const Json& value, const Json& lower = 200, const Json& upper = 299) {
    return judge("status_in_range", {{"value", value}, {"lower", lower}, {"upper", upper}});
  };
  EXPECT_EQ(met(199), false);
  EXPECT_EQ(met(200), true);
  EXPECT_EQ(met(299), true);
  EXPECT_EQ(met(300), false);
  EXPECT_EQ(met(250, 299, 200), false);
}

TEST_F(HttpTolerances, OnlyIntegersAreInARange) {
  const auto met = [&](const Json& value) {
    return judge("status_in_range", {{"value", value}, {"lower", 0}, {"upper", 299}});
  };
  EXPECT_EQ(met(200.0), true);
  EXPECT_EQ(met(true), true);
  EXPECT_EQ(met(200.5), false);
  EXPECT_EQ(met(INFINITY), false);
  EXPECT_EQ(met(NAN), false);
  EXPECT_EQ(met("200"), false);
  EXPECT_EQ(met(nullptr), false);
  EXPECT_EQ(met(Json::array({200})), false);
  EXPECT_EQ(met(make_extended(Extended::kInteger, "100000000000000000000")), false);
}

TEST_F(HttpTolerances, TheRangeCoversAllStatusesByDefault) {
  const auto met = [&](int value) { return judge("status_in_range", {{"value", value}}); };
  EXPECT_EQ(met(99), false);
  EXPECT_EQ(met(100), true);
  EXPECT_EQ(met(600), true);
  EXPECT_EQ(met(601), false);
}

TEST_F(HttpTolerances, ARangeNeedsIntegerBoundsAndAValue) {
  EXPECT_EQ(failure("status_in_range", {{"value", 200}, {"lower", 200.0}}),
            "a range of statuses must have whole numbers, not 200.0 and 600");
  EXPECT_EQ(failure("status_in_range", {{"value", 200}, {"upper", "299"}}),
            "a range of statuses must have whole numbers, not 100 and '299'");
  EXPECT_EQ(failure("status_in_range", kNothing), "there is no status to compare with the range");
}

TEST_F(HttpTolerances, AreValidWithoutAValueExceptTheRange) {
  for (const char* function : {"status_must_be", "response_time_under", "response_time_above"}) {
    EXPECT_NO_THROW(provider_.validate(activity(function, kNothing))) << function;
  }
  EXPECT_NO_THROW(provider_.validate(activity("status_in_range", {{"value", 0}})));
  try {
    provider_.validate(activity("status_in_range", {{"lower", 200}}));
    FAIL() << "was accepted";
  } catch (const InvalidActivity& error) {
    EXPECT_STREQ(error.what(),
                 "required argument 'value' is missing from activity 'status_in_range'");
  }
}

TEST_F(HttpTolerances, AResponseTimeMayEqualTheDuration) {
  const auto under = [&](const Json& value) {
    return judge("response_time_under", {{"value", value}, {"duration", 500}});
  };
  const auto above = [&](const Json& value) {
    return judge("response_time_above", {{"value", value}, {"duration", 500}});
  };
  EXPECT_EQ(under(499.9), true);
  EXPECT_EQ(under(500), true);
  EXPECT_EQ(under(500.1), false);
  EXPECT_EQ(under(NAN), false);
  EXPECT_EQ(above(499.9), false);
  EXPECT_EQ(above(500.0), true);
  EXPECT_EQ(above(500.1), true);
  EXPECT_EQ(above(NAN), false);
}

TEST_F(HttpTolerances, TheDurationIsZeroByDefault) {
  EXPECT_EQ(judge("response_time_under", {{"value", 0}}), true);
  EXPECT_EQ(judge("response_time_under", {{"value", 0.1}}), false);
  EXPECT_EQ(judge("response_time_above", {{"value", 0}}), true);
  EXPECT_EQ(judge("response_time_above", {{"value", -0.1}}), false);
}

TEST_F(HttpTolerances, ResponseTimesAreNumbers) {
  EXPECT_EQ(failure("response_time_under", {{"value", nullptr}, {"duration", 500}}),
            "a response time must be compared in numbers of milliseconds, not None with 500");
  EXPECT_EQ(failure("response_time_above", {{"value", "1"}}),
            "a response time must be compared in numbers of milliseconds, not '1' with 0");
}

}  // namespace
}  // namespace chaos::chaosiq
