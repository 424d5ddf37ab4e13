#include "chaosiq/functions/prometheus_tolerances.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "json/json_reader.h"

namespace chaos::chaosiq {
namespace {

const Json kNothing = Json::object();

/// Prometheus's response to a query.
Json answer(const char* type, const Json& result) {
  return {{"status", "success"}, {"data", {{"resultType", type}, {"result", result}}}};
}

Json sample(const Json& value) {
  return Json::array({1600000000.5, value});
}

/// A vector with one series per value.
Json vector(const std::vector<Json>& values) {
  Json result = Json::array();
  for (const Json& value : values)
    result.push_back({{"metric", kNothing}, {"value", sample(value)}});
  return answer("vector", result);
}

/// A series over time.
Json series(const std::vector<Json>& values) {
  Json samples = Json::array();
  for (const Json& value : values)
    samples.push_back(sample(value));
  return {{"metric", kNothing}, {"values", samples}};
}

class PrometheusTolerances : public ::testing::Test {
 protected:
  PrometheusTolerances() { register_prometheus_tolerances(registry_); }

  Json judge(const std::string& function, const Json& arguments) {
    return registry_.function("chaoscloud.tolerances.prometheus", function)
        ->call({arguments, kNothing, kNothing, {}, Deadline::never()});
  }
  Json under(const Json& value, const Json& upper = 1.0) {
    return judge("result_value_under", {{"value", value}, {"upper", upper}});
  }
  Json above(const Json& value, const Json& lower = 0) {
    return judge("result_value_above", {{"value", value}, {"lower", lower}});
  }
  Json between(const Json& value) {
    return judge("result_value_between", {{"value", value}, {"lower", 0}, {"upper", 1.0}});
  }

  std::string failure(const Json& value, const Json& upper = 1.0) {
    try {
      under(value, upper);
    } catch (const ActivityFailed& error) {
      return error.what();
    }
    ADD_FAILURE() << "did not fail";
    return {};
  }

  Registry registry_;
};

TEST_F(PrometheusTolerances, BoundsAreInclusive) {
  EXPECT_EQ(under(vector({"1.0"})), true);
  EXPECT_EQ(under(vector({"1.01"})), false);
  EXPECT_EQ(above(vector({"0"})), true);
  EXPECT_EQ(above(vector({"-0.01"})), false);
  for (const char* inside : {"0", "0.5", "1"})
    EXPECT_EQ(between(vector({inside})), true);
  for (const char* outside : {"-0.1", "1.1"})
    EXPECT_EQ(between(vector({outside})), false);
}

TEST_F(PrometheusTolerances, ComparesFloatsAsWritten) {
  EXPECT_EQ(under(vector({"0.1"}), 0.1), true);
  EXPECT_EQ(above(vector({"0.1"}), 0.1), true);
}

TEST_F(PrometheusTolerances, HaveDefaultBounds) {
  const auto met = [&](const char* function, const char* value) {
    return judge(function, {{"value", vector({value})}});
  };
  EXPECT_EQ(met("result_value_under", "1"), true);
  EXPECT_EQ(met("result_value_under", "1.1"), false);
  EXPECT_EQ(met("result_value_above", "0"), true);
  EXPECT_EQ(met("result_value_above", "-0.1"), false);
  EXPECT_EQ(met("result_value_between", "0.5"), true);
  EXPECT_EQ(met("result_value_between", "-0.1"), false);
  EXPECT_EQ(met("result_value_between", "1.1"), false);
}

TEST_F(PrometheusTolerances, EverySeriesMustBeWithinTheBounds) {
  EXPECT_EQ(under(vector({"0.5", "-2"})), true);
  EXPECT_EQ(under(vector({"0.5", "2"})), false);
  EXPECT_EQ(above(vector({"0.5", "2"})), true);
  EXPECT_EQ(above(vector({"0.5", "-2"})), false);
}

TEST_F(PrometheusTolerances, NaNIsNeverWithinTheBounds) {
  for (const Json& value : {vector({"0.5", "NaN"}), answer("scalar", sample("NaN"))}) {
    EXPECT_EQ(under(value), false);
    EXPECT_EQ(above(value), false);
    EXPECT_EQ(between(value), false);
  }
}

TEST_F(PrometheusTolerances, InfinitiesAreOutsideAllBounds) {
  for (const char* infinity : {"Inf", "+Inf"}) {
    EXPECT_EQ(under(vector({infinity})), false);
    EXPECT_EQ(above(vector({infinity})), true);
    EXPECT_EQ(between(vector({infinity})), false);
  }
  EXPECT_EQ(under(vector({"-Inf"})), true);
  EXPECT_EQ(above(vector({"-Inf"})), false);
  EXPECT_EQ(between(vector({"-Inf"})), false);
}

TEST_F(PrometheusTolerances, SupportScalarsAndStrings) {
  for (const char* type : {"scalar", "string"}) {
    EXPECT_EQ(between(answer(type, sample("0.5"))), true);
    EXPECT_EQ(between(answer(type, sample("5"))), false);
  }
  EXPECT_EQ(between(answer("scalar", sample(0.5))), true);
}

TEST_F(PrometheusTolerances, SupportSeriesOverTime) {
  for (const char* type : {"vector", "matrix"}) {
    EXPECT_EQ(under(answer(type, Json::array({series({"0.1", "0.9"})}))), true);
    EXPECT_EQ(under(answer(type, Json::array({series({"0.1", "1.9"})}))), false);
    EXPECT_EQ(above(answer(type, Json::array({series({"0.1"}), series({"0.2", "-1"})}))), false);
  }
}

TEST_F(PrometheusTolerances, NeedAValue) {
  EXPECT_EQ(judge("result_value_under", kNothing), false);
  EXPECT_EQ(under(nullptr), false);
  EXPECT_EQ(under(kNothing), false);
  EXPECT_EQ(under(answer("vector", Json::array())), false);
  EXPECT_EQ(under(answer("matrix", Json::array({series({})}))), false);
}

TEST_F(PrometheusTolerances, FailForAnErrorOfPrometheus) {
  EXPECT_EQ(failure(parse_json(R"({"status": "error", "errorType": "bad_data",
                                   "error": "parse error: unclosed left parenthesis"})")),
            "the query failed in Prometheus: parse error: unclosed left parenthesis");
  EXPECT_EQ(failure({{"status", "error"}}), "the query failed in Prometheus: error");
}

TEST_F(PrometheusTolerances, FailForInvalidResponses) {
  const std::string none = "this is not a Prometheus query response: ";
  EXPECT_EQ(failure(0.5), none + "it has no status");
  EXPECT_EQ(failure("x"), none + "it has no status");
  EXPECT_EQ(failure({{"status", "success"}}), none + "it has no data");
  EXPECT_EQ(failure({{"status", "success"}, {"data", kNothing}}), none + "it has no result");
  EXPECT_EQ(failure(answer("vector", Json::array({kNothing}))),
            none + "a series must have a value or values");
  EXPECT_EQ(failure(answer("vector", 5)), none + "a series must have a value or values");
  EXPECT_EQ(failure(answer("scalar", Json::array({1}))), none + "a sample must be a pair");
  EXPECT_EQ(failure(answer("streams", Json::array())),
            "results of the type 'streams' cannot be compared");
}

TEST_F(PrometheusTolerances, FailForWhatIsNotANumber) {
  EXPECT_EQ(failure(answer("string", sample("hello"))),
            "could not convert string to float: 'hello'");
  EXPECT_EQ(failure(vector({"0.5"}), "1"),
            "a bound must be a number: 0.5 cannot be compared with '1'");
}

TEST_F(PrometheusTolerances, SupportTheBodyOfAnHttpProbe) {
  const auto output = [](const Json& body) {
    return Json{{"status", 200}, {"headers", kNothing}, {"body", body}};
  };
  EXPECT_EQ(under(output(vector({"0.5"}))), true);
  EXPECT_EQ(under(output(vector({"1.5"}))), false);
  EXPECT_EQ(failure(output("Bad Gateway")),
            "this is not a Prometheus query response: it has no status");
}

}  // namespace
}  // namespace chaos::chaosiq
