#include "chaosiq/publish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "chaos/error.h"
#include "chaosiq/outbox.h"
#include "support/captured_log.h"
#include "support/chaosiq_server.h"
#include "support/temporary_directory.h"

namespace chaos::chaosiq {
namespace {

using chaos::testing::CapturedLog;
using chaos::testing::ChaosiqServer;
using chaos::testing::TemporaryDirectory;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Kind = Message::Kind;

class Publish : public ::testing::Test {
 protected:
  void write_journal(const Json& block) {
    directory_.write("journal.json",
                     to_json_text({{"status", "completed"},
                                   {"experiment", {{"title", "t"}, {"extensions", {block}}}}}));
  }
  void publish() { publish_journal(path_, settings_, stop_.get_token()); }
  std::string failure() {
    try {
      publish();
    } catch (const ChaosError& error) {
      return error.what();
    }
    return "(published)";
  }
  void keep_events(const std::vector<int>& numbers, const std::string& execution = "e1") const {
    std::vector<Message> messages;
    for (const int number : numbers)
      messages.push_back({.kind = Kind::kEvent, .body = {{"number", number}}});
    keep(path_, server_.account(), {.experiment = "x1", .execution = execution}, messages);
  }
  std::vector<int> kept() const {
    std::vector<int> numbers;
    for (const auto& outbox : read_outboxes(path_)) {
      for (const auto& message : outbox.messages)
        numbers.push_back(message.body.at("number"));
    }
    return numbers;
  }

  CapturedLog log_;
  TemporaryDirectory directory_;
  std::string path_ = directory_ / "journal.json";
  ChaosiqServer server_;
  Json settings_ = server_.settings();
  std::stop_source stop_;
};

const Json kNew = {{"name", "chaosiq"}, {"experiment_path", "/home/me/e.json"}};
const Json kKnown = {{"name", "chaosiq"}, {"experiment_id", "x1"}, {"execution_id", "e1"}};

TEST_F(Publish, CreatesTheExecutionOfANewJournal) {
  write_journal(kNew);
  publish();
  EXPECT_THAT(server_.calls(), ElementsAre("experiment", "execution", "journal"));
  EXPECT_EQ(server_.bodies("experiment")[0]["experiment"]["extensions"],
            Json::parse(R"([{"name": "chaosiq"}])"));
  const Json sent = server_.bodies("journal")[0]["journal"];
  EXPECT_EQ(sent["status"], "completed");  // the original says "running" forever
  EXPECT_EQ(sent["experiment"]["extensions"],
            Json::parse(R"([{"name": "chaosiq", "experiment_id": "x1", "execution_id": "e1"}])"));
  EXPECT_THAT(log_.records(), Contains("INFO Execution available at "
                                       "https://c.example/Acme/Payments/executions/e1"));
}

TEST_F(Publish, DoesNotChangeTheJournal) {
  write_journal(kNew);
  const std::string before = directory_.read("journal.json");
  publish();
  EXPECT_EQ(directory_.read("journal.json"), before);
}

TEST_F(Publish, AcceptsAJournalWithoutExtensions) {
  directory_.write("journal.json", R"({"status": "completed", "experiment": {"title": "t"}})");
  publish();
  EXPECT_THAT(server_.calls(), ElementsAre("experiment", "execution", "journal"));
  EXPECT_EQ(server_.bodies("experiment")[0]["experiment"]["extensions"], Json::array());
}

TEST_F(Publish, DoesNotSendAKnownExecutionAgain) {
  write_journal(kKnown);
  publish();
  EXPECT_THAT(server_.calls(), ElementsAre("experiment", "lookup"));
  EXPECT_THAT(log_.records(), Contains("INFO Execution findings available at "
                                       "https://c.example/api/Acme/Payments/executions/e1"));
  server_.answers.set("lookup", {});
  publish();
  EXPECT_THAT(log_.records(), Contains("INFO The execution has been published before"));
}

TEST_F(Publish, CreatesAnExecutionThatTheServerHasForgotten) {
  write_journal(kKnown);
  for (const int status : {404, 500}) {
    server_.answers.set("lookup", {.status = status});
    const std::size_t before = server_.calls().size();
    publish();
    const auto calls = server_.calls();
    EXPECT_THAT((std::vector<std::string>(calls.begin() + static_cast<long>(before), calls.end())),
                ElementsAre("experiment", "lookup", "execution", "journal"))
        << status;
  }
}

TEST_F(Publish, IgnoresDisabledFeatures) {
  write_journal(kNew);
  settings_["controls"]["chaosiq-cloud"]["features"] = {{"publish", "off"}, {"workspace", "off"}};
  publish();
  EXPECT_EQ(server_.calls().size(), 3U);
  EXPECT_FALSE(std::filesystem::exists(directory_ / ".chaosiq"));
}

TEST_F(Publish, ReportsWhatWasRefused) {
  write_journal(kNew);
  server_.answers.set("experiment", {.status = 400, .body = "no"});
  publish();
  EXPECT_THAT(server_.calls(), ElementsAre("experiment"));
  EXPECT_THAT(log_.records(), ElementsAre("WARNING Experiment failed to be published: no",
                                          "INFO Missing experiment identifier"));
}

TEST_F(Publish, DoesNotCloseAnExecutionThatWasRefused) {
  write_journal(kNew);
  server_.answers.set("execution", {.status = 500, .body = "no"});
  publish();
  EXPECT_THAT(server_.calls(), ElementsAre("experiment", "execution"));
  EXPECT_THAT(log_.records(), Contains("WARNING Execution failed to be published: no"));
}

TEST_F(Publish, NeedsAnAccount) {
  write_journal(kNew);
  settings_["controls"]["chaosiq-cloud"]["provider"]["arguments"].erase("organizations");
  EXPECT_EQ(failure(), "You have not signed in yet, or have not chosen a team");
  settings_ = Json();
  EXPECT_EQ(failure(), "You have not signed in yet, or have not chosen a team");
}

TEST_F(Publish, NeedsAJournal) {
  EXPECT_THAT(failure(), StartsWith("the journal '" + path_ + "' cannot be read: "));
  for (const char* text : {"", "{", "not json"}) {
    directory_.write("journal.json", text);
    EXPECT_THAT(failure(), StartsWith("'" + path_ + "' is not JSON: ")) << text;
  }
  for (const char* text : {"{}", "[]", "1"}) {
    directory_.write("journal.json", text);
    EXPECT_EQ(failure(), "'" + path_ + "' is not a journal") << text;
  }
  for (const char* text : {R"({"experiment": null})", R"({"status": "completed"})"}) {
    directory_.write("journal.json", text);
    EXPECT_EQ(failure(), "the journal '" + path_ + "' has no experiment in it") << text;
  }
  EXPECT_THAT(server_.calls(), IsEmpty());
}

TEST_F(Publish, StopsOnRequest) {
  write_journal(kNew);
  stop_.request_stop();
  EXPECT_THROW(publish(), Stopped);
}

TEST_F(Publish, SendsUnsentMessages) {
  write_journal(kKnown);
  keep_events({1, 2});
  keep_events({3}, "e0");
  publish();
  EXPECT_THAT(server_.calls(), ElementsAre("experiment", "lookup", "event", "event", "event"));
  EXPECT_THAT(server_.requests()[4].target, ::testing::EndsWith("/executions/e0/events"));
  EXPECT_FALSE(std::filesystem::exists(outbox_path(path_)));
  EXPECT_THAT(log_.records(),
              Contains("INFO 3 of the 3 messages kept in '" + path_ + ".unsent' have been sent"));
}

TEST_F(Publish, KeepsWhatTheServerDoesNotAccept) {
  write_journal(kKnown);
  keep_events({1, 2});
  server_.answers.set("event", {.status = 500});
  publish();
  EXPECT_THAT(kept(), ElementsAre(1, 2));
  EXPECT_THAT(log_.records(),
              Contains("INFO 0 of the 2 messages kept in '" + path_ + ".unsent' have been sent"));
}

TEST_F(Publish, StopsTryingAServerThatDoesNotRespond) {
  write_journal(kKnown);
  keep_events({1, 2, 3});
  server_.answers.set("event", {.status = 0});
  publish();
  EXPECT_THAT(kept(), ElementsAre(1, 2, 3));
  EXPECT_THAT(server_.calls(), ElementsAre("experiment", "lookup", "event"));
}

TEST_F(Publish, SendsItToItsServerAndTeam) {
  write_journal(kKnown);
  ChaosiqServer other;
  settings_["auths"][other.host()] = {{"type", "bearer"}, {"value", "token-0009"}};
  Account account = other.account();
  account.organization->id = "o9";
  account.team->id = "t9";
  keep(path_, account, {.experiment = "x9", .execution = "e9"},
       {{.kind = Kind::kEvent, .body = Json::object()}});
  publish();
  ASSERT_THAT(other.calls(), ElementsAre("event"));
  EXPECT_EQ(other.requests()[0].header("Authorization"), "Bearer token-0009");
  EXPECT_EQ(other.requests()[0].target,
            "/api/v1/organizations/o9/teams/t9/experiments/x9/executions/e9/events");
}

TEST_F(Publish, SendsNoTokenToAnotherServer) {
  write_journal(kKnown);
  ChaosiqServer other;
  keep(path_, other.account(), {.experiment = "x9", .execution = "e9"},
       {{.kind = Kind::kEvent, .body = Json::object()}});
  publish();
  EXPECT_EQ(other.requests().at(0).header("Authorization"), "");
}

TEST_F(Publish, RejectsADamagedOutbox) {
  write_journal(kKnown);
  directory_.write("journal.json.unsent", "{");
  EXPECT_THAT(failure(),
              StartsWith("The unpublished messages in '" + path_ + ".unsent' cannot be read: "));
}

/// Ctrl-C: what has been sent by then is sent again next time.
TEST_F(Publish, SendsNothingTwiceIfItIsStopped) {
  write_journal(kKnown);
  keep_events({1});
  keep(path_, server_.account(), {.experiment = "x1", .execution = "e2"},
       {{.kind = Kind::kJournal, .body = {{"number", 2}}}});
  server_.hold("journal");
  const std::jthread user([this] {
    server_.wait_for_requests(4);
    stop_.request_stop();
  });
  EXPECT_THROW(publish(), Stopped);
  EXPECT_THAT(kept(), ElementsAre(2));
}

}  // namespace
}  // namespace chaos::chaosiq
