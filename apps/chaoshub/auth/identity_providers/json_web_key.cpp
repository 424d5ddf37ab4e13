#include "auth/identity_providers/json_web_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <memory>

#include "auth/identity_providers/provider_call.h"
#include "auth/model/identity_provider.h"
#include "security/base64url.h"

namespace chaos::hub::auth {
namespace {

constexpr int kFewestBits = 2048;
constexpr std::size_t kCoordinate = 32;  // bytes; for P-256

template <auto Free>
struct Freed {
  template <typename Thing>
  void operator()(Thing* thing) const {
    Free(thing);
  }
};

using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Buffer = std::unique_ptr<BIO, Freed<BIO_free_all>>;

void check(bool fine) {
  if (!fine) throw ProviderFailed("one of its keys is not valid for its signatures");
}

std::string bytes_in(const Json& key, const char* member) {
  auto bytes = from_base64url(text_in(key, member));
  check(bytes.has_value() && !bytes->empty());
  return *std::move(bytes);
}

Number number_in(const Json& key, const char* member) {
  const std::string bytes = bytes_in(key, member);
  Number number(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                          static_cast<int>(bytes.size()), nullptr));
  check(number != nullptr);
  return number;
}

Key key_of(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  check(parameters != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1 &&
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1);
  return Key(key);
}

Key rsa_key(const Json& json) {
  check(text_in(json, "kty") == "RSA");
  const Number modulus = number_in(json, "n");
  const Number exponent = number_in(json, "e");
  const Builder builder(OSSL_PARAM_BLD_new());
  check(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) == 1);
  Key key = key_of("RSA", builder.get());
  check(EVP_PKEY_get_bits(key.get()) >= kFewestBits);
  return key;
}

Key elliptic_key(const Json& json) {
  check(text_in(json, "kty") == "EC" && text_in(json, "crv") == "P-256");
  const std::string x = bytes_in(json, "x");
  const std::string y = bytes_in(json, "y");
  check(x.size() == kCoordinate && y.size() == kCoordinate);
  const std::string point = '\x04' + x + y;  // uncompressed
  const Builder builder(OSSL_PARAM_BLD_new());
  check(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1",
                                        0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) == 1);
  return key_of("EC", builder.get());
}

}  // namespace

std::string pem_of(const Json& json, const std::string& algorithm) {
  const std::string use = text_in(json, "use");
  const std::string meant_for = text_in(json, "alg");
  check((use.empty() || use == "sig") && (meant_for.empty() || meant_for == algorithm));
  check(algorithm.starts_with("RS") || algorithm == "ES256");
  const Key key = algorithm == "ES256" ? elliptic_key(json) : rsa_key(json);
  const Buffer buffer(BIO_new(BIO_s_mem()));
  check(buffer != nullptr && PEM_write_bio_PUBKEY(buffer.get(), key.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(buffer.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace chaos::hub::auth
