#include "security/secret.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <stdexcept>

namespace chaos::hub {
namespace {

void initialize() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("cannot initialize the cryptographic library");
}

template <std::size_t Size>
std::string hexadecimal(const std::array<unsigned char, Size>& bytes) {
  std::string text(Size * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), Size);
  text.pop_back();
  return text;
}

/// In a version 7 UUID, the 12 bits after the milliseconds are a fraction of a millisecond (RFC
/// 9562, section 6.2, method 3).
constexpr std::uint64_t kTicksPerMillisecond = 4096;

/// Always later than the previous one of this process, even if the clock is set back, so that
/// identifiers sort by creation.
std::uint64_t next_tick() {
  static std::atomic<std::uint64_t> last = 0;
  const auto now = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  constexpr std::uint64_t kNanoseconds = 1'000'000;
  const auto nanoseconds = static_cast<std::uint64_t>(now.count());
  const std::uint64_t clock = nanoseconds / kNanoseconds * kTicksPerMillisecond +
                              nanoseconds % kNanoseconds * kTicksPerMillisecond / kNanoseconds;
  std::uint64_t before = last;
  std::uint64_t next = 0;
  do {
    next = std::max(clock, before + 1);
  } while (!last.compare_exchange_weak(before, next));
  return next;
}

}  // namespace

std::string random_secret() {
  initialize();
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::string new_id() {
  initialize();
  std::array<unsigned char, 16> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  const std::uint64_t ticks = next_tick();
  const std::uint64_t milliseconds = ticks / kTicksPerMillisecond;
  const std::uint64_t fraction = ticks % kTicksPerMillisecond;
  for (std::size_t i = 0; i < 6; ++i)
    bytes.at(i) = static_cast<unsigned char>((milliseconds >> (8 * (5 - i))) & 0xFF);
  bytes[6] = static_cast<unsigned char>(0x70 | (fraction >> 8));
  bytes[7] = static_cast<unsigned char>(fraction & 0xFF);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);
  std::string id = hexadecimal(bytes);
  for (const std::size_t at : {20U, 16U, 12U, 8U})
    id.insert(at, 1, '-');
  return id;
}

std::string digest_of(std::string_view secret) {
  initialize();
  std::array<unsigned char, 32> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size(), nullptr,
                     0);
  return hexadecimal(digest);
}

std::string hash_password(const std::string& password) {
  initialize();
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str(hash.data(), password.data(), password.size(),
                        crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    throw std::runtime_error("not enough memory to hash a password");
  return hash.data();
}

bool is_password(const std::string& password, const std::string& hash) {
  initialize();
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace chaos::hub
