#include "auth/identity_providers/json_web_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "auth/model/identity_provider.h"
#include "security/base64url.h"

namespace chaos::hub::auth {
namespace {

using ::testing::StartsWith;

constexpr const char* kBegin = "-----BEGIN PUBLIC KEY-----";

/// From RFC 7515, appendices A.2 and A.3.
Json rsa_key() {
  return {
      {"kty", "RSA"},
      {"n",
       "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0"
       "Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXnd"
       "S5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5Ihl"
       "JH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"},
      {"e", "AQAB"}};
}

Json elliptic_key() {
  return {{"kty", "EC"},
          {"crv", "P-256"},
          {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"},
          {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}};
}

Json with(Json key, const std::string& name, const std::string& value) {
  key[name] = value;
  return key;
}

TEST(JsonWebKey, IsValidForItsAlgorithm) {
  for (const char* algorithm : {"RS256", "RS384", "RS512"})
    EXPECT_THAT(pem_of(rsa_key(), algorithm), StartsWith(kBegin));
  EXPECT_THAT(pem_of(elliptic_key(), "ES256"), StartsWith(kBegin));
  EXPECT_THAT(pem_of(with(with(rsa_key(), "use", "sig"), "alg", "RS256"), "RS256"),
              StartsWith(kBegin));
}

TEST(JsonWebKey, IsNotValidForAnotherAlgorithm) {
  EXPECT_THROW(pem_of(rsa_key(), "ES256"), ProviderFailed);
  EXPECT_THROW(pem_of(elliptic_key(), "RS256"), ProviderFailed);
  EXPECT_THROW(pem_of(rsa_key(), "HS256"), ProviderFailed);
  EXPECT_THROW(pem_of(rsa_key(), "none"), ProviderFailed);
  EXPECT_THROW(pem_of(with(rsa_key(), "use", "enc"), "RS256"), ProviderFailed);
  EXPECT_THROW(pem_of(with(rsa_key(), "alg", "RS512"), "RS256"), ProviderFailed);
}

TEST(JsonWebKey, IsRejectedIfBrokenOrWeak) {
  EXPECT_THROW(pem_of(Json(), "RS256"), ProviderFailed);
  EXPECT_THROW(pem_of(with(rsa_key(), "n", ""), "RS256"), ProviderFailed);
  EXPECT_THROW(pem_of(with(rsa_key(), "n", "no base64!"), "RS256"), ProviderFailed);
  EXPECT_THROW(pem_of(with(rsa_key(), "n", to_base64url(std::string(128, '\xFF'))), "RS256"),
               ProviderFailed);
  EXPECT_THROW(pem_of(with(elliptic_key(), "x", "AAAA"), "ES256"), ProviderFailed);
  EXPECT_THROW(pem_of(with(elliptic_key(), "crv", "P-384"), "ES256"), ProviderFailed);
  // Not on the curve.
  EXPECT_THROW(pem_of(with(elliptic_key(), "y", elliptic_key()["x"]), "ES256"), ProviderFailed);
}

}  // namespace
}  // namespace chaos::hub::auth
