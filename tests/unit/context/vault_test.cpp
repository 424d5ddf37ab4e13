#include "context/vault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "chaos/error.h"
#include "json/json_reader.h"
#include "log/log.h"
#include "support/http_server.h"
#include "support/network_environment.h"
#include "support/temporary_directory.h"

namespace chaos {
namespace {

using chaos::testing::ClosedPort;
using chaos::testing::hang;
using chaos::testing::HttpServer;
using chaos::testing::json_reply;
using chaos::testing::ReceivedRequest;
using chaos::testing::reply;
using chaos::testing::ScriptedReply;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const char* const kSecret = R"({"data": {"data": {"user": "jane", "password": "shhh-quiet"}}})";
const char* const kLogin = R"({"auth": {"client_token": "t-0k3n"}})";

ScriptedReply refusal(int status, const std::string& error) {
  return reply(status, R"({"errors": [")" + error + R"("]})",
               {{"Content-Type", "application/json"}});
}

class VaultTest : public ::testing::Test {
 protected:
  VaultTest() {
    for (const char* name : {"VAULT_ADDR", "VAULT_TOKEN", "VAULT_CACERT", "VAULT_CAPATH",
                             "VAULT_CLIENT_CERT", "VAULT_CLIENT_KEY"}) {
      environment_.set(name, "");
    }
    environment_.set("HOME", directory_.path());
  }

  static Json read(const Json& configuration,
                   const std::string& declaration = R"({"path": "a/b"})") {
    return VaultClient(configuration).read(parse_json(declaration), {});
  }
  static std::string failure(const Json& configuration,
                             const std::string& declaration = R"({"path": "a/b"})") {
    try {
      read(configuration, declaration);
    } catch (const InvalidExperiment& error) {
      return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
  }
  static Json with_token(const HttpServer& server, const std::string& rest = "{}") {
    Json configuration = {{"vault_addr", server.url()}, {"vault_token", "t-0k3n"}};
    configuration.update(parse_json(rest));
    return configuration;
  }
  static Json with_role(const HttpServer& server) {
    return {{"vault_addr", server.url()}, {"vault_role_id", "r"}, {"vault_role_secret", "s"}};
  }
  template <typename Action>
  static std::string log_of(Action action) {
    ::testing::internal::CaptureStderr();
    log::configure({});
    action();
    return ::testing::internal::GetCapturedStderr();
  }

  chaos::testing::NetworkEnvironment environment_;
  chaos::testing::TemporaryDirectory directory_;
};

TEST_F(VaultTest, ReadsTheSecondVersionByDefault) {
  HttpServer server({json_reply(kSecret)});
  EXPECT_EQ(read(with_token(server)), parse_json(R"({"user": "jane", "password": "shhh-quiet"})"));
  const ReceivedRequest request = server.requests().at(0);
  EXPECT_EQ(request.method + " " + request.target, "GET /v1/secret/data/a/b");
  EXPECT_EQ(request.header("X-Vault-Token"), "t-0k3n");
  EXPECT_EQ(request.header("X-Vault-Request"), "true");
}

TEST_F(VaultTest, ReadsTheFirstVersion) {
  HttpServer server({json_reply(R"({"data": {"user": "jane"}})")});
  for (const char* version : {R"({"vault_kv_version": 1})", R"({"vault_kv_version": "1"})"}) {
    EXPECT_EQ(read(with_token(server, version))["user"], "jane");
    EXPECT_EQ(server.requests().back().target, "/v1/secret/a/b");
  }
  EXPECT_EQ(failure(with_token(server, R"({"vault_kv_version": 3})")),
            "'3' is not a supported vault_kv_version");
}

TEST_F(VaultTest, ReadsFromOtherMountPointsAndOddPaths) {
  HttpServer server({json_reply(kSecret)});
  read(with_token(server, R"({"vault_secrets_mount_point": "my kv/"})"), R"({"path": "/a//b c/"})");
  EXPECT_EQ(server.requests().at(0).target, "/v1/my%20kv/data/a/b%20c");
}

TEST_F(VaultTest, ReadsOneKey) {
  HttpServer server({json_reply(kSecret)});
  EXPECT_EQ(read(with_token(server), R"({"path": "a/b", "key": "user"})"), "jane");
  const std::string message = failure(with_token(server), R"({"path": "a/b", "key": "nope"})");
  EXPECT_EQ(message, "The Vault secret at path 'a/b' has no key 'nope'");
}

TEST_F(VaultTest, WarnsWithoutAPath) {
  Json secret;
  EXPECT_THAT(log_of([&] {
                secret = VaultClient(Json::object()).read(parse_json(R"({"type": "vault"})"), {});
              }),
              HasSubstr("Missing Vault secret path for '{'type': 'vault'}'"));
  EXPECT_EQ(secret, Json::object());
}

TEST_F(VaultTest, WarnsIfNothingIsFound) {
  HttpServer server({json_reply("{}"), reply(204)});
  for (int i = 0; i < 2; ++i) {
    Json secret;
    EXPECT_THAT(log_of([&] { secret = read(with_token(server)); }),
                HasSubstr("No Vault secret found at path: a/b"));
    EXPECT_EQ(secret, Json::object());
  }
}

TEST_F(VaultTest, ReportsRefusals) {
  HttpServer server({refusal(403, "permission denied"), reply(502, "bad gateway")});
  EXPECT_EQ(failure(with_token(server)),
            "Failed to read the Vault secret at path 'a/b': permission denied, on get " +
                server.url("/v1/secret/data/a/b"));
  EXPECT_THAT(failure(with_token(server)), HasSubstr("': bad gateway, on get "));
}

TEST_F(VaultTest, ReportsAnUnreachableVault) {
  const ClosedPort port;
  EXPECT_THAT(failure({{"vault_addr", port.url()}, {"vault_token", "x"}}),
              StartsWith("Failed to read the Vault secret at path 'a/b': "));
}

TEST_F(VaultTest, ReportsInvalidResponses) {
  HttpServer server({reply(200, "<html>"), json_reply(R"({"data": {"user": "jane"}})")});
  EXPECT_THAT(failure(with_token(server)), StartsWith("Failed to read the Vault secret at path"));
  EXPECT_EQ(failure(with_token(server)), "The Vault secret at path 'a/b' has no data");
}

TEST_F(VaultTest, ReadsAddressAndTokenFromTheEnvironment) {
  HttpServer server({json_reply(kSecret)});
  environment_.set("VAULT_ADDR", server.url());
  directory_.write(".vault-token", "from-file\n");
  read(Json::object());
  environment_.set("VAULT_TOKEN", "from-env");
  read(nullptr);
  EXPECT_EQ(server.requests().at(0).header("X-Vault-Token"), "from-file");
  EXPECT_EQ(server.requests().at(1).header("X-Vault-Token"), "from-env");
}

TEST_F(VaultTest, LogsInWithAnAppRole) {
  HttpServer server({json_reply(kLogin), json_reply(kSecret)});
  read(with_role(server));
  const ReceivedRequest login = server.requests().at(0);
  EXPECT_EQ(login.method + " " + login.target, "POST /v1/auth/approle/login");
  EXPECT_EQ(login.body, R"({"role_id": "r", "secret_id": "s"})");
  EXPECT_EQ(login.header("X-Vault-Token"), "");
  EXPECT_EQ(server.requests().at(1).header("X-Vault-Token"), "t-0k3n");
}

TEST_F(VaultTest, ReportsAFailedAppRoleLogin) {
  HttpServer server({refusal(400, "invalid role ID"), json_reply("{}")});
  EXPECT_EQ(failure(with_role(server)),
            "Failed to connect to Vault with the AppRole: invalid role ID, on post " +
                server.url("/v1/auth/approle/login"));
  EXPECT_EQ(
      failure(with_role(server)),
      "Failed to connect to Vault with the AppRole: Vault's login response contains no token");
}

TEST_F(VaultTest, LogsInWithAServiceAccount) {
  HttpServer server({json_reply(kLogin), json_reply(kSecret)});
  read({{"vault_addr", server.url()},
        {"vault_sa_role", "app"},
        {"vault_sa_token_path", directory_.write("token", "jwt.text\n")},
        {"vault_k8s_mount_point", "k8s/dev"}});
  EXPECT_EQ(server.requests().at(0).target, "/v1/auth/k8s/dev/login");
  EXPECT_EQ(server.requests().at(0).body, R"({"role": "app", "jwt": "jwt.text"})");
}

TEST_F(VaultTest, ReportsAFailedServiceAccountLogin) {
  HttpServer server({refusal(403, "no such role")});
  Json configuration = {{"vault_addr", server.url()},
                        {"vault_sa_role", "app"},
                        {"vault_sa_token_path", directory_ / "none"}};
  EXPECT_EQ(failure(configuration),
            "Failed to get service account token at: " + (directory_ / "none"));
  configuration["vault_sa_token_path"] = directory_.write("token", "jwt");
  EXPECT_EQ(
      failure(configuration),
      "Failed to connect to Vault using service account with errors: 'no such role, on post " +
          server.url("/v1/auth/kubernetes/login") + "'");
}

TEST_F(VaultTest, LogsInOnce) {
  HttpServer server({json_reply(kLogin), json_reply(kSecret)});
  const Json declaration = {{"path", "a/b"}};
  read_vault_secret(declaration, with_role(server), {});
  Json other = with_role(server);
  other["unrelated"] = 1;
  read_vault_secret(declaration, other, {});
  EXPECT_EQ(server.requests().size(), 3U);
}

TEST_F(VaultTest, LogsInAgainWhenTheTokenHasExpired) {
  HttpServer server({json_reply(kLogin), refusal(403, "permission denied"),
                     json_reply(R"({"auth": {"client_token": "an0ther-t0k3n"}})"),
                     json_reply(kSecret)});
  EXPECT_EQ(read(with_role(server))["user"], "jane");
  EXPECT_EQ(server.requests().at(3).header("X-Vault-Token"), "an0ther-t0k3n");
}

TEST_F(VaultTest, NeverShowsASecretInItsMessages) {
  HttpServer server({json_reply(kSecret)});
  EXPECT_THAT(failure(with_token(server), R"({"path": "a/b", "key": "x"})"),
              Not(HasSubstr("shhh-quiet")));
}

TEST_F(VaultTest, TrustsTheCaBundleOfTheEnvironment) {
  const chaos::testing::TestCertificate certificate;
  HttpServer server({json_reply(kSecret)}, &certificate);
  failure(with_token(server));
  environment_.set("VAULT_CACERT", directory_.write("ca.pem", certificate.pem()));
  EXPECT_EQ(read(with_token(server))["user"], "jane");
}

TEST_F(VaultTest, Stops) {
  HttpServer server({hang()});
  std::stop_source source;
  std::jthread stopper([&] {
    server.wait_for_requests(1);
    source.request_stop();
  });
  VaultClient client(with_role(server));
  EXPECT_THROW(client.read({{"path", "a/b"}}, source.get_token()), Stopped);
}

}  // namespace
}  // namespace chaos
