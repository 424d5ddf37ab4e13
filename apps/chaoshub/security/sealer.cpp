#include "security/sealer.h"

#include <sodium.h>

#include "security/base64url.h"
#include "security/secret.h"

namespace chaos::hub {
namespace {

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

constexpr std::size_t kNonce = crypto_secretbox_NONCEBYTES;
constexpr std::size_t kOverhead = kNonce + crypto_secretbox_MACBYTES;

}  // namespace

Sealer::Sealer(std::string_view key, std::string_view purpose) {
  static_assert(crypto_secretbox_KEYBYTES == 32);
  const std::string material = digest_of(key);  // has the same length whatever the key's
  crypto_generichash(key_.data(), key_.size(), bytes_of(purpose), purpose.size(),
                     bytes_of(std::string_view(material)), material.size());
}

std::string Sealer::seal(std::string_view text) const {
  std::string sealed(kOverhead + text.size(), '\0');
  randombytes_buf(sealed.data(), kNonce);
  crypto_secretbox_easy(bytes_of(sealed) + kNonce, bytes_of(text), text.size(), bytes_of(sealed),
                        key_.data());
  return to_base64url(sealed);
}

std::optional<std::string> Sealer::open(std::string_view sealed) const {
  const auto bytes = from_base64url(sealed);
  if (!bytes || bytes->size() < kOverhead) return std::nullopt;
  const std::string_view box = *bytes;
  std::string text(box.size() - kOverhead, '\0');
  if (crypto_secretbox_open_easy(bytes_of(text), bytes_of(box) + kNonce, box.size() - kNonce,
                                 bytes_of(box), key_.data()) != 0)
    return std::nullopt;
  return text;
}

}  // namespace chaos::hub
