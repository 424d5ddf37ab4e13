#include "net/transfer_options.h"

#include <gtest/gtest.h>

#include "support/http_server.h"
#include "support/network_environment.h"
#include "support/temporary_directory.h"

namespace chaos::net {
namespace {

using chaos::testing::HttpServer;
using chaos::testing::reply;
using chaos::testing::TestCertificate;

class TlsTest : public ::testing::Test {
 protected:
  static int status(const HttpRequest& request) {
    return HttpClient::shared().send(request, Deadline::never(), {}).status;
  }
  static HttpError failure(const HttpRequest& request) {
    try {
      status(request);
    } catch (const HttpError& error) {
      return error;
    }
    ADD_FAILURE() << "the request did not fail";
    return HttpError(HttpError::Kind::kInvalidUrl, "");
  }

  chaos::testing::NetworkEnvironment environment_;
  chaos::testing::TemporaryDirectory directory_;
  TestCertificate certificate_;
  HttpServer server_{{reply(200)}, &certificate_};
};

TEST_F(TlsTest, RejectsAnUntrustedCertificate) {
  EXPECT_EQ(failure({.url = server_.url()}).kind(), HttpError::Kind::kCertificate);
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(TlsTest, AcceptsItIfVerificationIsDisabled) {
  EXPECT_EQ(status({.url = server_.url(), .verify_tls = false}), 200);
  EXPECT_EQ(failure({.url = server_.url()}).kind(), HttpError::Kind::kCertificate);
}

TEST_F(TlsTest, AcceptsACertificateFromTheGivenBundle) {
  const std::string bundle = directory_.write("ca.pem", certificate_.pem());
  EXPECT_EQ(status({.url = server_.url(), .ca_bundle = bundle}), 200);
}

TEST_F(TlsTest, TrustsOnlyTheGivenBundle) {
  const std::string bundle = directory_.write("ca.pem", TestCertificate().pem());
  EXPECT_EQ(failure({.url = server_.url(), .ca_bundle = bundle}).kind(),
            HttpError::Kind::kCertificate);
}

TEST_F(TlsTest, ReadsTheBundleFromTheEnvironment) {
  environment_.set("REQUESTS_CA_BUNDLE", directory_.write("ca.pem", certificate_.pem()));
  EXPECT_EQ(status({.url = server_.url()}), 200);
}

TEST_F(TlsTest, ReportsAMissingBundle) {
  const std::string path = directory_ / "none.pem";
  const HttpError error = failure({.url = server_.url(), .ca_bundle = path});
  EXPECT_EQ(error.kind(), HttpError::Kind::kOther);
  EXPECT_EQ(error.what(),
            "Could not find a suitable TLS CA certificate bundle, invalid path: " + path);
}

TEST_F(TlsTest, RetriesAfterATlsFailure) {
  const HttpError error = failure({.method = "POST", .url = server_.url(), .max_retries = 1});
  EXPECT_EQ(error.kind(), HttpError::Kind::kConnection);
  EXPECT_TRUE(std::string(error.what()).starts_with("Max retries exceeded"));
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(TlsTest, KeepsTlsConnectionsOpen) {
  for (int i = 0; i < 3; ++i)
    status({.url = server_.url(), .verify_tls = false});
  EXPECT_EQ(server_.connections(), 1);
}

}  // namespace
}  // namespace chaos::net
