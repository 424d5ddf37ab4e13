#include "config/secure_address.h"

#include <gtest/gtest.h>

namespace chaos::hub {
namespace {

TEST(SecureAddress, IsHttpsOrThisMachine) {
  for (const char* address :
       {"https://example.com", "https://example.com:8443/a?b", "http://localhost/x",
        "http://127.0.0.1:5556", "http://[::1]:80/", "https://[2001:db8::1]"})
    EXPECT_TRUE(is_secure_address(address)) << address;
  for (const char* address :
       {"", "example.com", "https://", "https:///x", "http://example.com", "ftp://localhost",
        "http://localhost.example.com", "http://localhost@example.com", "http://127.0.0.1.nip.io",
        "http://localhost:x@example.com", "http://127.0.0.10", "https://user@example.com",
        "http://example.com\\@localhost"})
    EXPECT_FALSE(is_secure_address(address)) << address;
}

}  // namespace
}  // namespace chaos::hub
