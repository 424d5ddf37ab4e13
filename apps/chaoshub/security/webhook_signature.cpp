#include "security/webhook_signature.h"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "security/secret.h"

namespace chaos::hub {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL;

template <std::size_t Size>
std::string base64(const std::array<unsigned char, Size>& bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

/// The specification requires 24 to 64 bytes.
std::vector<unsigned char> key_in(std::string_view secret) {
  std::vector<unsigned char> key(64);
  std::size_t size = 0;
  if (secret.starts_with(kPrefix)) secret.remove_prefix(kPrefix.size());
  if (sodium_base642bin(key.data(), key.size(), secret.data(), secret.size(), nullptr, &size,
                        nullptr, kVariant) != 0 ||
      size < 24)
    throw std::invalid_argument("not a valid webhook secret");
  key.resize(size);
  return key;
}

void add(crypto_auth_hmacsha256_state& state, std::string_view text) {
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
}

}  // namespace

std::string new_signing_secret() {
  std::array<unsigned char, 32> bytes{};
  random_secret();  // initializes libsodium
  randombytes_buf(bytes.data(), bytes.size());
  return std::string(kPrefix) + base64(bytes);
}

std::string webhook_signature(std::string_view secret, std::string_view id,
                              std::string_view timestamp, std::string_view body) {
  const auto key = key_in(secret);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key.size());
  for (const std::string_view part :
       {id, std::string_view("."), timestamp, std::string_view("."), body})
    add(state, part);
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> digest{};
  crypto_auth_hmacsha256_final(&state, digest.data());
  return "v1," + base64(digest);
}

}  // namespace chaos::hub
