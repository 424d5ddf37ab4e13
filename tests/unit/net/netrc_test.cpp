#include "net/netrc.h"

#include <gtest/gtest.h>

#include "support/environment_variable.h"
#include "support/temporary_directory.h"

namespace chaos::net {
namespace {

using chaos::testing::EnvironmentVariable;
using chaos::testing::TemporaryDirectory;

std::string login(std::string_view text, std::string_view host = "h") {
  const auto found = find_login(text, host);
  return found ? found->user + "/" + found->password : "none";
}

TEST(Netrc, FindsTheMachine) {
  EXPECT_EQ(login("machine g login a password b\nmachine h\n  login me\n  password pw\n"), "me/pw");
  EXPECT_EQ(login("machine g login a password b"), "none");
}

TEST(Netrc, PrefersTheMachineToTheDefault) {
  EXPECT_EQ(login("default login d password e\nmachine h login a password b"), "a/b");
  EXPECT_EQ(login("default login d password e\nmachine h login a password b", "x"), "d/e");
}

TEST(Netrc, UnderstandsCommentsQuotesAndMacros) {
  EXPECT_EQ(login("# machine h login no password no\n"
                  "macdef init\nmachine h login no password no\n\n"
                  "machine h login \"a b\" password p\\\"q # the real one\n"),
            "a b/p\"q");
  EXPECT_EQ(login("machine h login a password #hash"), "a/#hash");
}

TEST(Netrc, UsesTheAccountIfThereIsNoLogin) {
  EXPECT_EQ(login("machine h account acc password p"), "acc/p");
}

TEST(Netrc, IgnoresMalformedFilesAndEmptyEntries) {
  EXPECT_EQ(login("machine h login a passwort b"), "none");
  EXPECT_EQ(login("machine h"), "none");
  EXPECT_EQ(login(""), "none");
}

TEST(Netrc, ReadsTheFileThatTheEnvironmentNames) {
  const TemporaryDirectory directory;
  const EnvironmentVariable netrc("NETRC",
                                  directory.write("netrc", "machine h login me password pw"));
  ASSERT_TRUE(login_from_netrc("h"));
  EXPECT_EQ(login_from_netrc("h")->user, "me");
  EXPECT_FALSE(login_from_netrc("g"));
}

TEST(Netrc, ReadsTheFileInTheHomeDirectory) {
  const TemporaryDirectory directory;
  const EnvironmentVariable netrc("NETRC", std::nullopt);
  const EnvironmentVariable home("HOME", directory.path());
  EXPECT_FALSE(login_from_netrc("h"));
  directory.write("_netrc", "machine h login me password pw");
  EXPECT_TRUE(login_from_netrc("h"));
}

}  // namespace
}  // namespace chaos::net
