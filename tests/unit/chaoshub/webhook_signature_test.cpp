#include "security/webhook_signature.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace chaos::hub {
namespace {

TEST(WebhookSignature, MatchesTheSpecification) {
  // The example of Standard Webhooks, which libraries for receivers are tested with.
  EXPECT_EQ(
      webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330", R"({"test": 2432232314})"),
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, DependsOnTheSecretTheTimeAndTheMessage) {
  const std::string secret = new_signing_secret();
  const std::string signature = webhook_signature(secret, "msg_1", "1", "body");
  EXPECT_EQ(webhook_signature(secret, "msg_1", "1", "body"), signature);
  EXPECT_NE(webhook_signature(secret, "msg_2", "1", "body"), signature);
  EXPECT_NE(webhook_signature(secret, "msg_1", "2", "body"), signature);
  EXPECT_NE(webhook_signature(secret, "msg_1", "1", "Body"), signature);
  EXPECT_NE(webhook_signature(new_signing_secret(), "msg_1", "1", "body"), signature);
}

TEST(WebhookSignature, NeedsACompleteSecret) {
  for (const char* secret : {"", "whsec_", "whsec_c2hvcnQ=", "whsec_?"})
    EXPECT_THROW(webhook_signature(secret, "msg_1", "1", "body"), std::invalid_argument) << secret;
}

}  // namespace
}  // namespace chaos::hub
