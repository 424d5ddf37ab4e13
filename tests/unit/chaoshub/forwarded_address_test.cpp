#include "http/forwarded_address.h"

#include <gtest/gtest.h>

#include "security/network.h"

namespace chaos::hub::http {
namespace {

constexpr const char* kProxy = "127.0.0.1";

std::string of(const Headers& headers) {
  return forwarded_address(headers, kProxy);
}

TEST(ForwardedAddress, IsTheLastOneOnAnyLine) {
  EXPECT_EQ(of({}), kProxy);
  EXPECT_EQ(of({{"X-Forwarded-For", "192.0.2.1"}}), "192.0.2.1");
  EXPECT_EQ(of({{"X-Forwarded-For", "6.6.6.6, 192.0.2.1"}}), "192.0.2.1");
  // A proxy may add a line instead of extending the client's.
  EXPECT_EQ(of({{"X-Forwarded-For", "6.6.6.6"}, {"Host", "x"}, {"x-forwarded-for", "192.0.2.1"}}),
            "192.0.2.1");
  EXPECT_EQ(of({{"X-Forwarded-For", "6.6.6.6"}, {"X-Forwarded-For", "7.7.7.7 ,192.0.2.1 "}}),
            "192.0.2.1");
}

TEST(ForwardedAddress, IsTheProxysIfTheHeaderIsInvalid) {
  for (const char* value : {"", "unknown", "6.6.6.6, _hidden", "6.6.6.6,", "300.0.0.1", "[::1"})
    EXPECT_EQ(of({{"X-Forwarded-For", value}}), value == std::string("[::1") ? "::1" : kProxy)
        << value;
}

TEST(ForwardedAddress, HasNoPort) {
  EXPECT_EQ(of({{"X-Forwarded-For", "192.0.2.1:4711"}}), "192.0.2.1");
  EXPECT_EQ(of({{"X-Forwarded-For", "[2001:db8::1]:4711"}}), "2001:db8::1");
  EXPECT_EQ(of({{"X-Forwarded-For", "2001:db8::1"}}), "2001:db8::1");
}

TEST(Network, CoversTheAddressesThatOneClientCanChoose) {
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(network_of("2001:db8:1:2::9"), network_of("2001:db8:1:2:3:4:5:6"));
  EXPECT_EQ(network_of("unknown"), "unknown");
}

}  // namespace
}  // namespace chaos::hub::http
