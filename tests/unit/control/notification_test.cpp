#include "control/notification.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json/json_reader.h"
#include "log/log.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos {
namespace {

using chaos::testing::ClosedPort;
using chaos::testing::HttpServer;
using chaos::testing::ReceivedRequest;
using chaos::testing::reply;
using ::testing::HasSubstr;

/// Records the notifications that its plug-ins were asked to send, and fails.
class FailingPlugins final : public ModuleHost {
 public:
  void validate(const Json&) override {}
  Json execute(const ActivityCall&) override { return nullptr; }
  std::shared_ptr<Control> control(const std::string&) override { return nullptr; }
  void notify(const Json& channel, const Json& event) override {
    calls.push_back(channel["who"].get<std::string>() + ":" + event["name"].get<std::string>());
    if (const Json* error = find(event, "error")) errors.push_back(*error);
    throw std::runtime_error("no");
  }

  std::vector<std::string> calls;
  std::vector<Json> errors;
};

class NotificationTest : public ::testing::Test {
 protected:
  static Json settings(std::initializer_list<Json> channels) {
    return {{"notifications", Json(std::vector<Json>(channels))}};
  }
  Json channel(const std::string& rest = "{}", const std::string& path = "/hook") const {
    Json channel = {{"type", "http"}, {"url", server_.url(path)}};
    channel.update(parse_json(rest));
    return channel;
  }
  std::vector<std::string> targets() const {
    std::vector<std::string> targets;
    for (const ReceivedRequest& request : server_.requests())
      targets.push_back(request.target);
    return targets;
  }
  template <typename Action>
  static std::string log_of(Action action) {
    ::testing::internal::CaptureStderr();
    log::configure({.verbose = true});
    action();
    log::configure({});
    return ::testing::internal::GetCapturedStderr();
  }

  chaos::testing::NetworkEnvironment environment_;
  HttpServer server_{{reply(200)}};
};

TEST_F(NotificationTest, PostsTheEvent) {
  notify(settings({channel()}), FlowEvent::kRunStarted, {{"title", "café"}});
  const ReceivedRequest request = server_.requests().at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_THAT(request.body,
              ::testing::StartsWith(R"({"name": "run-started", "payload": {"title": "caf\u00e9"}, )"
                                    R"("phase": "run", "ts": )"));
  const Json event = parse_json(request.body);
  EXPECT_TRUE(event["ts"].is_number_float());
  EXPECT_FALSE(event.contains("error"));
}

TEST_F(NotificationTest, AddsTheError) {
  notify(settings({channel()}), FlowEvent::kValidateFailed, nullptr,
         FlowError{.kind = "InvalidControl", .message = "Control 'c' is \"odd\""});
  const Json event = parse_json(server_.requests().at(0).body);
  EXPECT_EQ(event["error"], "An exception was raised: InvalidControl('Control 'c' is \"odd\"')");
  EXPECT_EQ(event["phase"], "validate");
  EXPECT_TRUE(event["payload"].is_null());
}

TEST_F(NotificationTest, FetchesWithoutThePayload) {
  notify(settings({channel(R"({"forward_event_payload": false,
                              "headers": {"Authorization": "Bearer abc"}})")}),
         FlowEvent::kRunStarted, Json::object());
  const ReceivedRequest request = server_.requests().at(0);
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.body, "");
  EXPECT_EQ(request.header("Authorization"), "Bearer abc");
}

TEST_F(NotificationTest, SendsOnlySubscribedEvents) {
  const Json all = settings({channel(R"({"events": ["run-completed"]})", "/list"),
                             channel(R"({"events": "run-failed or so"})", "/text"),
                             channel(R"({"events": []})", "/any")});
  notify(all, FlowEvent::kRunCompleted, nullptr);
  notify(all, FlowEvent::kRunFailed, nullptr);
  EXPECT_EQ(targets(), (std::vector<std::string>{"/list", "/any", "/text", "/any"}));
}

TEST_F(NotificationTest, ContinuesAfterAnInvalidChannel) {
  const ClosedPort port;
  const Json all = settings({"text",
                             Json::object(),
                             {{"type", "pager"}},
                             {{"type", "http"}},
                             {{"type", "http"}, {"url", port.url()}},
                             {{"type", "http"}, {"url", "no url"}},
                             channel(R"({"headers": {"X": 1}})", "/refused"),
                             channel()});
  const std::string log = log_of([&] { notify(all, FlowEvent::kRunStarted, nullptr); });
  EXPECT_EQ(targets(), std::vector<std::string>{"/hook"});
  EXPECT_THAT(log, HasSubstr("missing url in notification channel"));
  EXPECT_THAT(log, HasSubstr("failed calling notification endpoint"));
}

TEST_F(NotificationTest, LogsTheErrorOfAnEndpoint) {
  HttpServer server({reply(404), reply(500)});
  const Json all = settings({{{"type", "http"}, {"url", server.url("/a")}}});
  EXPECT_THAT(log_of([&] { notify(all, FlowEvent::kRunStarted, nullptr); }),
              HasSubstr("notification sent to " + server.url("/a") +
                        " failed with: 404 Client Error: Reason 404 for url: " + server.url("/a")));
  EXPECT_THAT(log_of([&] { notify(all, FlowEvent::kRunStarted, nullptr); }),
              HasSubstr("500 Server Error: Reason 500 for url: "));
}

TEST_F(NotificationTest, DoesNothingWithoutChannels) {
  EXPECT_NO_THROW(notify(nullptr, FlowEvent::kRunStarted, nullptr));
  EXPECT_NO_THROW(notify(Json::object(), FlowEvent::kRunStarted, nullptr));
  EXPECT_NO_THROW(notify({{"notifications", nullptr}}, FlowEvent::kRunStarted, nullptr));
}

TEST_F(NotificationTest, RedactsSecrets) {
  log::add_secrets({"hush-\"hush\""});
  notify(settings({channel()}), FlowEvent::kRunFailed, {{"output", "is hush-\"hush\"!"}},
         FlowError{.kind = "DiscoveryFailed", .message = "because of hush-\"hush\""});
  const Json event = parse_json(server_.requests().at(0).body);
  EXPECT_EQ(event["payload"]["output"], "is [redacted]!");
  EXPECT_EQ(event["error"], "An exception was raised: DiscoveryFailed('because of [redacted]')");
}

TEST_F(NotificationTest, WritesDatesAsStrings) {
  notify(settings({channel()}), FlowEvent::kRunCompleted,
         Json{{"day", make_extended(Extended::kDate, "2024-01-02")}});
  EXPECT_EQ(parse_json(server_.requests().at(0).body)["payload"]["day"], "2024-01-02");
}

TEST_F(NotificationTest, CallsThePlugin) {
  FailingPlugins plugins;
  const Json plugin = {{"type", "plugin"}, {"module", "pager"}, {"who", "me"}};
  const std::string log = log_of([&] {
    notify(settings({plugin, channel()}), FlowEvent::kRunStarted, nullptr, {}, &plugins);
  });
  EXPECT_EQ(plugins.calls, std::vector<std::string>{"me:run-started"});
  EXPECT_THAT(log, HasSubstr("failed calling notification plugin"));
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_F(NotificationTest, TellsThePluginTheClassOfTheError) {
  FailingPlugins plugins;
  const Json plugin = {{"type", "plugin"}, {"module", "pager"}, {"who", "me"}};
  notify(settings({plugin}), FlowEvent::kValidateFailed, nullptr,
         FlowError{.kind = "InvalidControl", .message = "it's odd"}, &plugins);
  EXPECT_EQ(plugins.errors,
            (std::vector<Json>{{{"kind", "InvalidControl"}, {"message", "it's odd"}}}));
}

TEST_F(NotificationTest, SaysThatPluginsCannotBeCalled) {
  const std::string log = log_of([] {
    notify(settings({{{"type", "plugin"}, {"module", "pager"}}}), FlowEvent::kRunStarted, nullptr);
  });
  EXPECT_THAT(log, HasSubstr("Python is not available, so notification plugins are not called"));
}

TEST(FlowEventName, NamesEventsAndPhases) {
  EXPECT_EQ(to_string(FlowEvent::kDiscoverFailed), "discovery-failed");
  EXPECT_EQ(phase_of(FlowEvent::kDiscoverFailed), "discovery");
  EXPECT_EQ(phase_of(FlowEvent::kInitCompleted), "init");
  EXPECT_EQ(to_string(FlowEvent::kRunDeviated), "run-deviated");
  EXPECT_EQ(phase_of(FlowEvent::kValidateStarted), "validate");
}

}  // namespace
}  // namespace chaos
