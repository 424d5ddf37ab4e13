#include "chaosiq/hub_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "chaos/error.h"
#include "support/captured_log.h"
#include "support/chaosiq_calls.h"
#include "support/chaosiq_settings.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::chaosiq_refusal;
using chaos::testing::chaosiq_settings;
using chaos::testing::ChaosiqAnswer;
using chaos::testing::ChaosiqClient;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using Kind = Message::Kind;

constexpr const char* kUrl = "https://c.example";

Account account() {
  const Json settings = chaosiq_settings(kUrl, "c.example");
  return read_account(declaration_in(settings), settings);
}

/// Everything that the server may know.
const Identifiers kAll = {.experiment = "x1", .execution = "e1", .verification = "v1", .run = "r1"};

class HubClientTest : public ::testing::Test {
 protected:
  DeliveryStatus deliver(Kind kind, const Json& body = Json::object(),
                         const std::string& about = {}) {
    return hub_.deliver({.kind = kind, .body = body, .about = about}, {});
  }
  /// Only what users see by default.
  std::vector<std::string> shown() const {
    std::vector<std::string> shown;
    for (const auto& record : log_.records()) {
      if (!record.starts_with("DEBUG ")) shown.push_back(record);
    }
    return shown;
  }
  void answer(const std::string& call, const ChaosiqAnswer& answer) {
    client_.answers.set(call, answer);
  }

  const CapturedLog log_;
  ChaosiqClient client_;
  HubClient hub_{Api(account(), client_.http)};
};

TEST_F(HubClientTest, LearnsTheIdentifierOfTheExperiment) {
  EXPECT_EQ(deliver(Kind::kExperiment, {{"title", "t"}}), DeliveryStatus::kDelivered);
  EXPECT_EQ(hub_.identifiers().experiment, "x1");
  EXPECT_EQ(client_.last_body(), Json::parse(R"({"experiment": {"title": "t"}})"));
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(HubClientTest, KeepsTheIdentifierOfAnUnchangedExperiment) {
  answer("experiment", {.status = 204});
  hub_.know({.experiment = "x9"});
  EXPECT_EQ(deliver(Kind::kExperiment), DeliveryStatus::kDelivered);
  EXPECT_EQ(hub_.identifiers().experiment, "x9");
  EXPECT_THAT(shown(), ElementsAre("INFO Experiment has not changed since it was created"));
}

TEST_F(HubClientTest, DoesNotKnowAnUnchangedExperimentWithoutIdentifier) {
  answer("experiment", {.status = 204});
  EXPECT_EQ(deliver(Kind::kExperiment), DeliveryStatus::kRefused);
  EXPECT_FALSE(hub_.violates_protocol());
}

TEST_F(HubClientTest, ReportsWhyTheExperimentWasRefused) {
  answer("experiment", {.status = 400, .body = {{"message", "broken"}}});
  EXPECT_EQ(deliver(Kind::kExperiment), DeliveryStatus::kRefused);
  EXPECT_EQ(hub_.identifiers().experiment, "");
  EXPECT_THAT(shown(),
              ElementsAre("WARNING Experiment failed to be published: {'message': 'broken'}"));
}

TEST_F(HubClientTest, ReportsThatTheExperimentFoundNoServer) {
  answer("experiment", {.status = 0});
  EXPECT_EQ(deliver(Kind::kExperiment), DeliveryStatus::kUnreachable);
  EXPECT_THAT(shown(),
              ElementsAre("WARNING Failed to publish experiment to "
                          "'https://c.example/api/v1/organizations/o1/teams/t1/experiments'"));
}

TEST_F(HubClientTest, CannotUseAnExperimentWithoutIdentifier) {
  for (const Json& body : {Json::object(), Json{{"id", 1}}, Json::array(), Json("x1")}) {
    answer("experiment", {.status = 201, .body = body});
    EXPECT_EQ(deliver(Kind::kExperiment), DeliveryStatus::kRefused);
    EXPECT_TRUE(hub_.violates_protocol());
  }
  EXPECT_EQ(deliver(Kind::kExecution), DeliveryStatus::kSkipped);
  EXPECT_THAT(shown(), IsEmpty());  // the original crashes silently
  EXPECT_THAT(log_.records(), Contains("DEBUG The response with status 201 to the published "
                                       "experiment has no identifier: {'id': 1}"));
}

TEST_F(HubClientTest, CreatesTheExecution) {
  hub_.know({.experiment = "x1"});
  const Json journal = {{"status", "running"}, {"experiment", {{"title", "t"}}}};
  EXPECT_EQ(deliver(Kind::kExecution, journal), DeliveryStatus::kDelivered);
  EXPECT_EQ(hub_.identifiers().execution, "e1");
  EXPECT_THAT(client_.last_url(), EndsWith("/experiments/x1/executions"));
  EXPECT_THAT(shown(), ElementsAre("INFO Execution available at "
                                   "https://c.example/Acme/Payments/executions/e1"));
}

TEST_F(HubClientTest, WritesTheExperimentsIdentifierIntoTheJournal) {
  hub_.know({.experiment = "x1"});
  deliver(Kind::kExecution, {{"experiment", {{"title", "t"}}}});
  EXPECT_EQ(client_.last_body()["journal"]["experiment"]["extensions"],
            Json::parse(R"([{"name": "chaosiq", "experiment_id": "x1"}])"));
  deliver(Kind::kJournal, {{"experiment", {{"title", "t"}}}});
  EXPECT_EQ(client_.last_body()["journal"]["experiment"]["extensions"],
            Json::parse(R"([{"name": "chaosiq", "experiment_id": "x1", "execution_id": "e1"}])"));
}

TEST_F(HubClientTest, ShowsAUrlWithoutApi) {
  hub_.know({.experiment = "x1"});
  answer("execution",
         {.status = 200, .body = {{"id", "e1"}}, .location = "https://c.example/api/api/a/api/b"});
  deliver(Kind::kExecution);
  EXPECT_THAT(shown(), ElementsAre("INFO Execution available at https://c.example/api/a/b"));
}

TEST_F(HubClientTest, ReportsThatTheExperimentsIdentifierIsMissing) {
  EXPECT_EQ(deliver(Kind::kExecution), DeliveryStatus::kSkipped);
  EXPECT_THAT(client_.calls(), IsEmpty());
  EXPECT_THAT(shown(), ElementsAre("INFO Missing experiment identifier"));
}

TEST_F(HubClientTest, ReportsWhyTheExecutionWasRefused) {
  hub_.know({.experiment = "x1"});
  for (const int status : {202, 302, 404, 500}) {
    answer("execution", {.status = status, .body = "no"});
    EXPECT_EQ(deliver(Kind::kExecution), DeliveryStatus::kRefused) << status;
  }
  EXPECT_EQ(shown(), std::vector<std::string>(4, "WARNING Execution failed to be published: no"));
  EXPECT_EQ(hub_.identifiers().execution, "");
}

TEST_F(HubClientTest, IsSilentIfTheExecutionFindsNoServer) {
  hub_.know({.experiment = "x1"});
  answer("execution", {.status = 0});
  EXPECT_EQ(deliver(Kind::kExecution), DeliveryStatus::kUnreachable);
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(HubClientTest, CannotUseAnExecutionWithoutIdentifierOrUrl) {
  for (const ChaosiqAnswer& bad : {ChaosiqAnswer{.status = 201, .location = "https://c.example"},
                                   ChaosiqAnswer{.status = 201, .body = {{"id", "e1"}}}}) {
    HubClient hub(Api(account(), client_.http), {.experiment = "x1"});
    answer("execution", bad);
    EXPECT_EQ(hub.deliver({.kind = Kind::kExecution, .body = {}}, {}), DeliveryStatus::kRefused);
    EXPECT_TRUE(hub.violates_protocol());
    EXPECT_EQ(hub.identifiers().execution, "");
  }
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(HubClientTest, CannotDeliverWhatBelongsToNoExecution) {
  hub_.know({.experiment = "x1", .verification = "v1"});
  for (const Kind kind :
       {Kind::kEvent, Kind::kJournal, Kind::kRunStart, Kind::kRunEvent, Kind::kRunEnd}) {
    EXPECT_EQ(deliver(kind), DeliveryStatus::kSkipped) << to_string(kind);
  }
  hub_.know({.experiment = "x1", .execution = "e1", .verification = "v1"});
  EXPECT_EQ(deliver(Kind::kRunEvent), DeliveryStatus::kSkipped);
  EXPECT_EQ(deliver(Kind::kRunEnd), DeliveryStatus::kSkipped);
  EXPECT_THAT(client_.calls(), IsEmpty());
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(HubClientTest, DoesNotLogEvents) {
  hub_.know(kAll);
  EXPECT_EQ(deliver(Kind::kEvent, {{"id", "1"}}), DeliveryStatus::kDelivered);
  EXPECT_EQ(client_.last_body(), (Json{{"id", "1"}}));
  EXPECT_THAT(client_.last_url(), EndsWith("/experiments/x1/executions/e1/events"));
  answer("event", {.status = 400, .body = "no"});
  EXPECT_EQ(deliver(Kind::kEvent), DeliveryStatus::kRefused);
  answer("event", {.status = 0});
  EXPECT_EQ(deliver(Kind::kEvent), DeliveryStatus::kUnreachable);
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_THAT(log_.records(), ElementsAre("DEBUG An event was answered with 400: no",
                                          "DEBUG An event could not be sent: Connection refused"));
}

TEST_F(HubClientTest, ClosesTheExecution) {
  hub_.know(kAll);
  for (const int status : {200, 204}) {
    answer("journal", {.status = status});
    EXPECT_EQ(deliver(Kind::kJournal, {{"status", "completed"}}), DeliveryStatus::kDelivered);
  }
  EXPECT_EQ(client_.last_body(), Json::parse(R"({"journal": {"status": "completed"}})"));
  EXPECT_THAT(client_.last_url(), EndsWith("/experiments/x1/executions/e1"));
  answer("journal", {.status = 0});
  EXPECT_EQ(deliver(Kind::kJournal), DeliveryStatus::kUnreachable);
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(HubClientTest, ReportsWhyTheJournalWasRefused) {
  hub_.know(kAll);
  answer("journal", {.status = 500, .body = ""});
  EXPECT_EQ(deliver(Kind::kJournal), DeliveryStatus::kRefused);
  answer("journal", {.status = 201, .body = "thanks"});
  EXPECT_EQ(deliver(Kind::kJournal),
            DeliveryStatus::kDelivered);  // the server has it, whatever the original says
  EXPECT_THAT(shown(), ElementsAre("WARNING Execution journal failed to be published: Reason 500",
                                   "WARNING Execution journal failed to be published: thanks"));
}

TEST_F(HubClientTest, StartsTheRunOfAVerification) {
  hub_.know({.experiment = "x1", .execution = "e1", .verification = "v1"});
  const Json body = {{"journal", {{"experiment", Json::object()}}}, {"status", "started"}};
  EXPECT_EQ(deliver(Kind::kRunStart, body), DeliveryStatus::kDelivered);
  EXPECT_EQ(hub_.identifiers().run, "r1");
  EXPECT_THAT(client_.last_url(), EndsWith("/teams/t1/verifications/v1/runs"));
  const Json sent = client_.last_body();
  EXPECT_EQ(sent["status"], "started");
  EXPECT_EQ(sent["experiment_id"], "x1");
  EXPECT_EQ(sent["execution_id"], "e1");
  EXPECT_EQ(sent["journal"]["experiment"]["extensions"][0]["execution_id"], "e1");
}

TEST_F(HubClientTest, DoesNotStartARunThatTheServerDoesNotName) {
  hub_.know({.experiment = "x1", .execution = "e1", .verification = "v1"});
  answer("run", {.status = 201});
  EXPECT_EQ(deliver(Kind::kRunStart, {{"journal", Json::object()}}), DeliveryStatus::kRefused);
  EXPECT_EQ(hub_.identifiers().run, "");
  EXPECT_FALSE(hub_.violates_protocol());
}

TEST_F(HubClientTest, ReportsTheStepsOfARun) {
  hub_.know(kAll);
  const Json step = {{"category", "verification-sample"}, {"payload", {{"iteration", 1}}}};
  EXPECT_EQ(deliver(Kind::kRunEvent, step), DeliveryStatus::kDelivered);
  EXPECT_EQ(client_.last_body(), step);
  EXPECT_THAT(client_.last_url(), EndsWith("/verifications/v1/runs/r1/events"));
  const Json end = {{"status", "completed"}};
  EXPECT_EQ(deliver(Kind::kRunEnd, end), DeliveryStatus::kDelivered);
  EXPECT_EQ(client_.last_body(), end);
  EXPECT_THAT(client_.last_url(), EndsWith("/verifications/v1/runs/r1/finished"));
  EXPECT_THAT(shown(), IsEmpty());
}

TEST_F(HubClientTest, LogsWhatCouldNotBeReported) {
  hub_.know(kAll);
  const std::pair<Kind, const char*> calls[] = {
      {Kind::kRunStart, "run"}, {Kind::kRunEvent, "run event"}, {Kind::kRunEnd, "run end"}};
  for (const auto& [kind, call] : calls) {
    const std::size_t before = shown().size();
    answer(call, {.status = 500, .body = ""});
    EXPECT_EQ(deliver(kind, {{"journal", nullptr}}, "was tried"), DeliveryStatus::kRefused) << call;
    answer(call, {.status = 0});
    EXPECT_EQ(deliver(kind, {{"journal", nullptr}}, "was tried"), DeliveryStatus::kUnreachable)
        << call;
    const auto records = shown();
    EXPECT_THAT(
        (std::vector<std::string>(records.begin() + static_cast<long>(before), records.end())),
        ElementsAre("ERROR Failed to notify verification was tried: Reason 500",
                    "ERROR Failed to call ChaosIQ's services, please contact their support "
                    "with the `./chaostoolkit.log` file: Connection refused",
                    "ERROR Failed to notify verification was tried: None"));
  }
}

TEST_F(HubClientTest, IsSilentOnDemand) {
  hub_.know(kAll);
  hub_.be_silent(true);
  for (const char* call : {"experiment", "execution", "journal", "run", "run event", "run end"})
    answer(call, {.status = 500, .body = "no"});
  for (const Kind kind : {Kind::kExperiment, Kind::kExecution, Kind::kJournal, Kind::kRunStart,
                          Kind::kRunEvent, Kind::kRunEnd}) {
    EXPECT_EQ(deliver(kind, {{"journal", nullptr}}), DeliveryStatus::kRefused);
  }
  EXPECT_THAT(shown(), IsEmpty());
  EXPECT_THAT(log_.records(), Contains("DEBUG Experiment failed to be published: no"));
  hub_.be_silent(false);
  deliver(Kind::kJournal);
  EXPECT_THAT(shown(), ElementsAre("WARNING Execution journal failed to be published: no"));
}

TEST_F(HubClientTest, StopsOnRequest) {
  hub_.know(kAll);
  client_.http.hold("");
  std::stop_source stop;
  stop.request_stop();
  const Limits limits{.stop = stop.get_token()};
  for (const Kind kind : {Kind::kExperiment, Kind::kExecution, Kind::kEvent, Kind::kJournal,
                          Kind::kRunStart, Kind::kRunEvent, Kind::kRunEnd}) {
    EXPECT_THROW(hub_.deliver({.kind = kind, .body = {{"journal", nullptr}}}, limits), Stopped);
  }
  EXPECT_THROW(hub_.ask(limits), Stopped);
}

TEST_F(HubClientTest, AsksTheSafeguards) {
  hub_.know(kAll);
  EXPECT_EQ(hub_.ask({}).kind, SafeguardVerdict::Kind::kAllowed);
  EXPECT_THAT(client_.last_url(), EndsWith("/experiments/x1/executions/e1/policies"));
  answer("safeguards", chaosiq_refusal({"night", "weekend"}));
  const SafeguardVerdict refused = hub_.ask({});
  EXPECT_EQ(refused.kind, SafeguardVerdict::Kind::kRefused);
  EXPECT_EQ(refused.policies, Json::parse(R"([{"id": "p-night", "name": "night"},
                                              {"id": "p-weekend", "name": "weekend"}])"));
}

TEST_F(HubClientTest, AcceptsARefusalWithoutReasons) {
  hub_.know(kAll);
  for (const Json& policies : {Json(), Json(1), Json("x"), Json::object(), Json::array()}) {
    answer("safeguards", {.body = {{"allowed", false}, {"policies", policies}}});
    const SafeguardVerdict verdict = hub_.ask({});
    EXPECT_EQ(verdict.kind, SafeguardVerdict::Kind::kRefused);
    EXPECT_EQ(verdict.policies, Json::array());
  }
}

TEST_F(HubClientTest, TreatsOtherResponsesAsUnclear) {
  hub_.know(kAll);
  for (const Json& body :
       {Json(), Json("no"), Json::array(), Json::object(), Json{{"allowed", nullptr}},
        Json{{"allowed", 0}}, Json{{"allowed", "false"}}}) {
    answer("safeguards", {.body = body});
    EXPECT_EQ(hub_.ask({}).kind, SafeguardVerdict::Kind::kUnclear) << body;
  }
  for (const int status : {201, 401, 404, 500}) {
    answer("safeguards", {.status = status, .body = {{"allowed", false}}});
    EXPECT_EQ(hub_.ask({}).kind, SafeguardVerdict::Kind::kUnclear) << status;
  }
}

TEST_F(HubClientTest, CannotAskWithoutServerOrExecution) {
  EXPECT_EQ(hub_.ask({}).kind, SafeguardVerdict::Kind::kUnreachable);
  EXPECT_THAT(client_.calls(), IsEmpty());
  hub_.know(kAll);
  answer("safeguards", {.status = 0});
  EXPECT_EQ(hub_.ask({}).kind, SafeguardVerdict::Kind::kUnreachable);
  EXPECT_THAT(log_.records(),
              ElementsAre("DEBUG The safeguards could not be queried: Connection refused"));
}

}  // namespace
}  // namespace chaos::chaosiq
