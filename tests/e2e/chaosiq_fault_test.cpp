#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "support/chaos_command.h"
#include "support/chaosiq_hub.h"
#include "support/test_certificate.h"

namespace chaos::testing {
namespace {

const std::vector<std::string> kRun{
    "run", "--hypothesis-strategy", "continuously", "--hypothesis-frequency",
    "0.4", "--rollback-strategy",   "always",       "experiment.json"};
const char* const kUnsent = "journal.json.unsent";
/// A busy machine slows down two runs unequally; one fair comparison is enough.
constexpr int kComparisons = 8;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// How much longer a run may take because it is published: a twentieth, scaled by the load per
/// processor. The run is not to blame if the scripted hub, which checks every call, is many times
/// as slow with a sanitizer or with a second API description.
double allowed_share() {
  const double share = kSanitized || std::getenv("CHAOSIQ_CONTRACT") != nullptr ? 0.5 : 0.05;
  double load = 0;
  ::getloadavg(&load, 1);
  return share * std::max(1.0, load / std::thread::hardware_concurrency());
}

/// An experiment of about three seconds, plus `more`, that contains every kind of step.
Json experiment(double more) {
  Json behind = shell_action("behind", "sleep 1.5");
  behind["background"] = true;
  Json first = shell_action("first", "echo first");
  first["pauses"] = {{"after", 1 + more}};
  Json failing = shell_action("failing", "exit 3");
  failing["pauses"] = {{"before", 1}};
  Json mend = shell_action("mend", "true");
  mend["pauses"] = {{"before", 0.8}};
  return with_hypothesis(experiment_of({behind, first, failing}, {mend}),
                         {shell_probe("works", "true")});
}

/// The part that is the same in every run of the experiment.
Json essence_of(Json journal) {
  if (!journal.is_structured()) return journal;
  if (journal.is_object()) {
    for (const char* key : {"start", "end", "duration", "extensions"})
      journal.erase(key);
  }
  for (auto& value : journal)
    value = essence_of(value);
  // The number of samples may vary, and background activities begin when their thread does.
  for (const char* key : {"during", "run"}) {
    Json* list = find(journal, key);
    if (list != nullptr) *list = std::set<Json>(list->begin(), list->end());
  }
  return journal;
}

/// When a hub starts to misbehave.
enum class FaultStart { kBeginning, kMidway };

/// A fault between a run and the hub.
struct Fault {
  const char* name;
  FaultStart from = FaultStart::kBeginning;
  /// The hub's response to a call; nothing for the usual one, if the fault is another.
  std::optional<ScriptedReply> (*answer)(ChaosiqHub& hub) = nullptr;
  bool refuses_connections = false;
  bool has_untrusted_certificate = false;
  bool revokes_token = false;
  /// How long the run may wait for a slow hub in total, in seconds.
  double patience = 0;
  /// How much longer the experiment is, in seconds: whatever the run waits for (such as its default
  /// patience) must fit into the twentieth.
  double more = 0;

  /// Whether the hub hears about the run while it is in progress: a long run reaches a slow hub.
  bool lets_it_begin() const { return from == FaultStart::kMidway || more > 0; }
};

void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault.name;
}

/// Runs the same experiment with a faulty hub and without publishing, at the same time.
class Comparison {
 public:
  explicit Comparison(const Fault& fault)
      : fault_(fault),
        hub(fault.has_untrusted_certificate ? &certificate_ : nullptr,
            fault.refuses_connections ? ChaosiqHub::Start::kRefusing
                                      : ChaosiqHub::Start::kListening) {
    Json settings = hub.settings();
    if (fault.patience > 0) {
      settings["controls"]["chaosiq-cloud"]["safeguards"] = {{"timeout", fault.patience}};
    }
    hub.sign_in(publishing, settings);
    hub.on_every_call([this](const HubCall& call) { return disturb(call); });
  }

  void play() {
    auto one = publishing.experiment(experiment(fault_.more)).start(kRun);
    auto other = alone.experiment(experiment(fault_.more)).start(kRun);
    outcome = one.wait();
    expected = other.wait();
  }

  bool is_in_time() const {
    const double alone_seconds = alone.journal()["duration"];
    const double seconds = publishing.journal()["duration"];
    return seconds <= alone_seconds * (1 + allowed_share()) + fault_.patience;
  }

  void mend() {
    hub.recover();
    if (fault_.refuses_connections) hub.listen();
    if (fault_.revokes_token) hub.set_token("token-0001");
    publishing.file("authorities.pem", certificate_.pem())
        .env("REQUESTS_CA_BUNDLE", publishing.path("authorities.pem"));
  }

 private:
  std::optional<ScriptedReply> disturb(const HubCall& call) {
    if (call.step() == "starting-activity first") midway_ = true;
    if (fault_.from == FaultStart::kMidway && !midway_) return std::nullopt;
    if (fault_.revokes_token) hub.set_token("another");
    return fault_.answer != nullptr ? fault_.answer(hub) : std::nullopt;
  }

  const Fault fault_;
  TestCertificate certificate_;
  std::atomic<bool> midway_ = false;

 public:
  ChaosCommand publishing;
  ChaosCommand alone;
  Outcome outcome;
  Outcome expected;
  ChaosiqHub hub;  // last: its threads use the others
};

class ChaosiqFault : public ::testing::TestWithParam<Fault> {
 protected:
  void SetUp() override {
    for (int i = 0; i < kComparisons && (comparison_ == nullptr || !comparison_->is_in_time());
         ++i) {
      comparison_ = std::make_unique<Comparison>(GetParam());
      comparison_->play();
    }
  }

  std::unique_ptr<Comparison> comparison_;
};

/// Everything that a run reports, except samples.
const std::set<std::string> kSteps{
    "starting-experiment",      "starting-hypothesis",       "starting-activity works",
    "activity-finished works",  "hypothesis-finished",       "starting-method",
    "starting-activity behind", "activity-finished behind",  "starting-activity first",
    "activity-finished first",  "starting-activity failing", "activity-finished failing",
    "method-finished",          "starting-rollback",         "starting-activity mend",
    "activity-finished mend",   "rollback-finished",         "experiment-finished"};

TEST_P(ChaosiqFault, ChangesNothingAndLosesNothing) {
  Comparison& comparison = *comparison_;
  ChaosCommand& chaos = comparison.publishing;
  EXPECT_EQ(comparison.outcome.exit_code, comparison.expected.exit_code);
  EXPECT_EQ(essence_of(chaos.journal()), essence_of(comparison.alone.journal()));
  EXPECT_TRUE(comparison.is_in_time())
      << chaos.journal()["duration"] << " s instead of " << comparison.alone.journal()["duration"];
  const bool begun = GetParam().lets_it_begin();
  EXPECT_EQ(chaos.exists(kUnsent), begun) << comparison.outcome.err;

  comparison.mend();
  const Outcome published = chaos.run({"publish", "journal.json"});
  EXPECT_EQ(published.exit_code, 0) << published.err;
  EXPECT_FALSE(chaos.exists(kUnsent)) << published.err;
  const HubExecution execution = comparison.hub.execution();
  const Json journal = chaos.journal();
  for (const char* key : {"status", "deviated", "duration", "run", "rollbacks"})
    EXPECT_EQ(execution.journal[key], journal[key]) << key;
  EXPECT_EQ(std::set(execution.steps.begin(), execution.steps.end()),
            begun ? kSteps : std::set<std::string>());
}

template <int status>
std::optional<ScriptedReply> refuse(ChaosiqHub&) {
  return trouble(status, "no");
}

std::optional<ScriptedReply> bad_gateway(ChaosiqHub&) {
  return reply(502, "<html><h1>Bad Gateway</h1></html>", {{"Content-Type", "text/html"}});
}

std::optional<ScriptedReply> hang_up(ChaosiqHub&) {
  return drop();
}

std::optional<ScriptedReply> cut_short(ChaosiqHub&) {
  return ScriptedReply{
      "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
      "Content-Length: 100\r\n\r\n{\"id\": \"x",
      ScriptedReply::Then::kClose};
}

std::optional<ScriptedReply> take_long(ChaosiqHub& hub) {
  hub.delay(std::chrono::seconds(10));
  return std::nullopt;
}

/// For faults after which the run waits for some responses first, so that a slow test machine does
/// not use up the twentieth.
constexpr double kLonger = 2;

const Fault kFaults[] = {
    {.name = "ConnectionRefused", .refuses_connections = true},
    {.name = "CertificateNotTrusted", .has_untrusted_certificate = true},
    {.name = "Unauthorized", .answer = refuse<401>},
    {.name = "Forbidden", .answer = refuse<403>},
    {.name = "ServerError", .answer = refuse<500>},
    {.name = "BadGateway", .answer = bad_gateway},
    {.name = "HangsUp", .answer = hang_up},
    {.name = "CutShort", .answer = cut_short},
    {.name = "Slow", .answer = take_long, .patience = 1},
    {.name = "SlowInALongRun", .answer = take_long, .more = 22},
    {.name = "SlowForTheImpatient", .answer = take_long, .patience = 0.1},
    {.name = "TokenRevokedMidway",
     .from = FaultStart::kMidway,
     .revokes_token = true,
     .more = kLonger},
    {.name = "ForbiddenMidway",
     .from = FaultStart::kMidway,
     .answer = refuse<403>,
     .more = kLonger},
    {.name = "ServerErrorMidway",
     .from = FaultStart::kMidway,
     .answer = refuse<500>,
     .more = kLonger},
    {.name = "BadGatewayMidway",
     .from = FaultStart::kMidway,
     .answer = bad_gateway,
     .more = kLonger},
    {.name = "HangsUpMidway", .from = FaultStart::kMidway, .answer = hang_up, .more = kLonger},
    {.name = "CutShortMidway", .from = FaultStart::kMidway, .answer = cut_short, .more = kLonger},
    {.name = "SlowMidway", .from = FaultStart::kMidway, .answer = take_long, .patience = 1}};

INSTANTIATE_TEST_SUITE_P(Each, ChaosiqFault, ::testing::ValuesIn(kFaults),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace chaos::testing
