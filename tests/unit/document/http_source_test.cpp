#include "document/http_source.h"

#include <gtest/gtest.h>

#include <thread>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "support/http_server.h"
#include "support/network_environment.h"

namespace chaos {
namespace {

using chaos::testing::ClosedPort;
using chaos::testing::hang;
using chaos::testing::HttpServer;
using chaos::testing::reply;

class HttpSourceTest : public ::testing::Test {
 protected:
  HttpSourceTest() { environment_.set("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN", ""); }

  static Document fetch(const std::string& url, const Json& settings = Json::object(),
                        bool verify_tls = true) {
    return fetch_document(url, settings, verify_tls, {});
  }
  static Document fetch_as(const std::string& type, const std::string& body) {
    HttpServer server({reply(200, body, {{"Content-Type", type}})});
    return fetch(server.url("/exp"));
  }
  template <typename Action>
  static Diagnostic failure(Action action) {
    try {
      action();
    } catch (const InvalidSource& error) {
      return error.diagnostic();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(HttpSourceTest, FetchesJson) {
  HttpServer server(
      {reply(200, R"({"title": "t"})", {{"Content-Type", "application/json; charset=utf-8"}})});
  const Document document = fetch(server.url("/exp?tag=a b"));
  EXPECT_EQ(document.root, parse_json(R"({"title": "t"})"));
  EXPECT_EQ(document.format, Document::Format::kJson);
  EXPECT_EQ(document.text, R"({"title": "t"})");
  EXPECT_EQ(document.name, server.url("/exp?tag=a b"));
  EXPECT_EQ(server.requests().at(0).header("Accept"), "application/json, application/x-yaml");
  EXPECT_EQ(server.requests().at(0).target, "/exp?tag=a%20b");
}

TEST_F(HttpSourceTest, FetchesYaml) {
  for (const char* type : {"application/x-yaml", "text/yaml; charset=utf-8"}) {
    const Document document = fetch_as(type, "title: café\n");
    EXPECT_EQ(document.format, Document::Format::kYaml);
    EXPECT_EQ(document.root["title"], "café");
  }
}

TEST_F(HttpSourceTest, DetectsTheFormatOfPlainText) {
  EXPECT_EQ(fetch_as("text/plain", R"({"title": "t"})").format, Document::Format::kJson);
  EXPECT_EQ(fetch_as("text/plain", "title: t").format, Document::Format::kYaml);
  EXPECT_THROW(fetch_as("text/plain", "title: [a\n"), InvalidSource);
}

TEST_F(HttpSourceTest, ReportsOtherContentTypes) {
  const Diagnostic diagnostic = failure([] { fetch_as("text/html", "<p>hi</p>"); });
  EXPECT_EQ(diagnostic.message, "only files with json, yaml or yml extensions are supported");
  EXPECT_EQ(diagnostic.hint,
            "the server must send the content type application/json or application/x-yaml, not "
            "'text/html'");
  HttpServer server({reply(200, "{}")});
  EXPECT_THROW(fetch(server.url()), InvalidSource);
}

TEST_F(HttpSourceTest, ReportsWhereParsingFails) {
  const Diagnostic json = failure([] { fetch_as("application/json", "{\n  oops"); });
  EXPECT_EQ(json.message,
            "Failed parsing JSON experiment: Expecting property name enclosed in double quotes: "
            "line 2 column 3 (char 4)");
  EXPECT_EQ(json.position.line, 2U);
  EXPECT_TRUE(json.position.file.ends_with("/exp"));
  const Diagnostic yaml = failure([] { fetch_as("application/x-yaml", "a: [b\n"); });
  EXPECT_TRUE(yaml.message.starts_with("Failed parsing YAML experiment: ")) << yaml.message;
  EXPECT_EQ(yaml.position.line, 2U);
}

TEST_F(HttpSourceTest, ReportsAnErrorWithItsBody) {
  HttpServer server({reply(404, "not on this shelf")});
  const Diagnostic diagnostic = failure([&] { fetch(server.url()); });
  EXPECT_EQ(diagnostic.message, "Failed to fetch the experiment: not on this shelf");
  EXPECT_EQ(diagnostic.hint, "");
}

TEST_F(HttpSourceTest, NamesTheStatusOfAnErrorWithoutABody) {
  HttpServer server({reply(404)});
  const Diagnostic diagnostic = failure([&] { fetch(server.url()); });
  EXPECT_EQ(diagnostic.hint, "the server answered 404 Reason 404 with an empty body");
}

TEST_F(HttpSourceTest, ReportsAnUnreachableServer) {
  const ClosedPort port;
  const Diagnostic diagnostic = failure([&] { fetch(port.url()); });
  EXPECT_TRUE(diagnostic.message.starts_with("Failed to fetch the experiment: "));
}

TEST_F(HttpSourceTest, SendsTheCredentialsOfTheHost) {
  HttpServer server({reply(200, "{}", {{"Content-Type", "application/json"}})});
  const Json auth = {{"type", "digest"}, {"value", "secret-123"}};
  fetch(server.url(), {{"auths", {{server.host(), auth}}}});
  fetch(server.url(), {{"auths", {{"127.0.0.1", auth}}}});
  fetch(server.url(), {{"auths", nullptr}});
  EXPECT_EQ(server.requests().at(0).header("Authorization"), "digest secret-123");
  EXPECT_EQ(server.requests().at(1).header("Authorization"), "");
  EXPECT_EQ(server.requests().at(2).header("Authorization"), "");
}

TEST_F(HttpSourceTest, PrefersTheTokenOfTheEnvironment) {
  environment_.set("CHAOSTOOLKIT_LOADER_AUTH_BEARER_TOKEN", "  from-env  ");
  HttpServer server({reply(200, "{}", {{"Content-Type", "application/json"}})});
  fetch(server.url(), {{"auths", {{server.host(), {{"type", "a"}, {"value", "b"}}}}}});
  EXPECT_EQ(server.requests().at(0).header("Authorization"), "bearer from-env");
}

TEST_F(HttpSourceTest, ReportsIncompleteCredentials) {
  HttpServer server({reply(200)});
  const Json settings = {{"auths", {{server.host(), {{"type", "bearer"}, {"token", "x"}}}}}};
  EXPECT_EQ(failure([&] { fetch(server.url(), settings); }).message,
            "The settings' auths entry for '" + server.host() + "' needs a type and a value.");
}

TEST_F(HttpSourceTest, VerifiesCertificatesUnlessDisabled) {
  const chaos::testing::TestCertificate certificate;
  HttpServer server({reply(200, "{}", {{"Content-Type", "application/json"}})}, &certificate);
  EXPECT_THROW(fetch(server.url()), InvalidSource);
  EXPECT_EQ(fetch(server.url(), Json::object(), false).root, Json::object());
}

TEST_F(HttpSourceTest, Stops) {
  HttpServer server({hang()});
  std::stop_source source;
  std::jthread stopper([&] {
    server.wait_for_requests(1);
    source.request_stop();
  });
  EXPECT_THROW(fetch_document(server.url(), Json::object(), true, source.get_token()), Stopped);
}

}  // namespace
}  // namespace chaos
