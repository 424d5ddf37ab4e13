#include "net/authorization.h"

#include <gtest/gtest.h>

#include "support/network_environment.h"
#include "support/temporary_directory.h"

namespace chaos::net {
namespace {

class AuthorizationTest : public ::testing::Test {
 protected:
  static std::string value(std::string_view url) {
    const auto login = login_for(prepare_url(url));
    return login ? basic_authorization(*login) : "";
  }

  chaos::testing::NetworkEnvironment environment_;
};

TEST_F(AuthorizationTest, EncodesLogins) {
  EXPECT_EQ(basic_authorization({"Aladdin", "open sesame"}), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_authorization({"a", ""}), "Basic YTo=");
  EXPECT_EQ(basic_authorization({"é", "é"}), "Basic 6Trp");
}

TEST_F(AuthorizationTest, ComesFromTheUrl) {
  EXPECT_EQ(value("http://Aladdin:open%20sesame@h/"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(value("http://user@h/"), "");
  EXPECT_EQ(value("http://h/"), "");
}

TEST_F(AuthorizationTest, PrefersTheNetrc) {
  const chaos::testing::TemporaryDirectory directory;
  environment_.set("NETRC", directory.write("netrc", "machine h login a password b"));
  EXPECT_EQ(value("http://c:d@h/"), "Basic YTpi");
  EXPECT_EQ(value("http://c:d@g/"), "Basic Yzpk");
}

}  // namespace
}  // namespace chaos::net
