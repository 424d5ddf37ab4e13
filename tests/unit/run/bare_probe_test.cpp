#include "run/bare_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "chaos/error.h"
#include "os/clock.h"
#include "support/captured_log.h"
#include "support/story.h"

namespace chaos {
namespace {

using testing::CapturedLog;
using testing::scripted_probe;
using testing::Stage;

/// Waits until the call must end, as a provider whose probe hangs.
Json hang(const ActivityCall& call) {
  const std::chrono::duration<double> left =
      call.deadline.at().value() - std::chrono::steady_clock::now();
  if (!os::wait_for(left, call.stop)) throw Stopped();
  throw ActivityFailed("it took too long");
}

double limit_of(const Json& members, const Json& provider, double default_limit = 30) {
  Json probe = {{"type", "probe"}, {"name", "errors"}, {"provider", provider}};
  probe.update(members);
  const Values values = {.configuration = {{"limit", 7}, {"text", "7"}}};
  return BareProbe::limit_of(probe, values, default_limit);
}

const Json kNothing = Json::object();
const Json kPython = {{"type", "python"}};

TEST(LimitOfABareProbe, IsItsTimeout) {
  EXPECT_EQ(limit_of({{"timeout", 5}}, kPython), 5);
  EXPECT_EQ(limit_of({{"timeout", 90}}, kPython), 90);
  EXPECT_EQ(limit_of({{"timeout", "${limit}"}}, kPython), 7);
}

TEST(LimitOfABareProbe, IsTheDefaultWithoutATimeoutThatMeansAnything) {
  EXPECT_EQ(limit_of(kNothing, kPython), 30);
  EXPECT_EQ(limit_of(kNothing, kPython, 10), 10);
  for (const Json& timeout : {Json(), Json("${text}"), Json("${activities[\"a\"].output}")})
    EXPECT_EQ(limit_of({{"timeout", timeout}}, kPython), 30) << timeout;
  EXPECT_EQ(limit_of(kNothing, {{"type", "process"}, {"timeout", nullptr}}), 30);
}

TEST(LimitOfABareProbe, MayComeFromItsProvider) {
  for (const char* type : {"process", "python"}) {
    EXPECT_EQ(limit_of(kNothing, {{"type", type}, {"timeout", 90}}), 90);
    EXPECT_EQ(limit_of({{"timeout", 5}}, {{"type", type}, {"timeout", 90}}), 5);
    EXPECT_EQ(limit_of({{"timeout", 90}}, {{"type", type}, {"timeout", 5}}), 5);
  }
}

TEST(LimitOfABareProbe, IsNotTheSilenceThatAnHttpProviderAllows) {
  EXPECT_EQ(limit_of(kNothing, {{"type", "http"}, {"timeout", 3}}), 30);
  EXPECT_EQ(limit_of(kNothing, {{"type", "http"}, {"timeout", 60}}), 120);
  EXPECT_EQ(limit_of(kNothing, {{"type", "http"}, {"timeout", {3, 60}}}), 63);
  EXPECT_EQ(limit_of({{"timeout", 5}}, {{"type", "http"}, {"timeout", {3, 60}}}), 5);
}

class BareProbeTest : public ::testing::Test {
 protected:
  BareProbe probe(const Json& members, double default_limit = BareProbe::kDefaultLimit) {
    Json declared = scripted_probe("errors");
    declared.update(members);
    return {declared, stage_.context, default_limit};
  }

  CapturedLog log_;
  Stage stage_;
};

TEST_F(BareProbeTest, SaysHowLongAProbeThatHangsHad) {
  stage_.provider->on("errors", &hang);
  const auto problem = [](const BareProbe& probe) {
    return problem_of_probe({}, [&] { probe.query({}); });
  };
  EXPECT_EQ(problem(probe({{"timeout", 0.05}})), "its probe did not answer within 0.05s");
  EXPECT_EQ(problem(probe(kNothing, 0.05)), "its probe did not answer within 0.05s");
}

TEST_F(BareProbeTest, SaysWhyAProbeFailedThatWasInTime) {
  stage_.provider->on("errors", [](const ActivityCall&) -> Json { throw ActivityFailed("down"); });
  const BareProbe down = probe(kNothing);
  EXPECT_EQ(problem_of_probe({}, [&] { down.query({}); }), "its probe failed: down");
}

TEST_F(BareProbeTest, LimitsAProbeThatJudges) {
  Json judge = {{"type", "probe"},
                {"name", "judge"},
                {"provider", {{"type", "scripted"}, {"arguments", Json::object()}}}};
  const auto problem = [&](double limit) {
    const BareProbe judged = probe({{"tolerance", judge}}, limit);
    return problem_of_probe({}, [&] { EXPECT_FALSE(judged.accepts(1, {})); });
  };
  stage_.provider->on("judge", [](const ActivityCall&) { return Json(false); });
  EXPECT_EQ(problem(30), "");
  stage_.provider->on("judge", &hang);
  EXPECT_EQ(problem(0.05), "the probe that judges its answer did not answer within 0.05s");
  judge["timeout"] = 0.1;
  EXPECT_EQ(problem(30), "the probe that judges its answer did not answer within 0.1s");
}

}  // namespace
}  // namespace chaos
