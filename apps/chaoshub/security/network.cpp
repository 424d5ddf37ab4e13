#include "security/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <optional>

namespace chaos::hub {
namespace {

std::optional<std::array<unsigned char, 16>> ipv6(const std::string& address) {
  std::array<unsigned char, 16> bytes{};
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1) return std::nullopt;
  return bytes;
}

}  // namespace

bool is_address(const std::string& text) {
  std::array<unsigned char, 4> bytes{};
  return ::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1 || ipv6(text).has_value();
}

std::string network_of(const std::string& address) {
  auto bytes = ipv6(address);
  if (!bytes) return address;
  constexpr std::array<unsigned char, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes->begin()))  // ::ffff:192.0.2.1
    return address.substr(address.rfind(':') + 1);
  std::fill(bytes->begin() + 8, bytes->end(), static_cast<unsigned char>(0));
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(AF_INET6, bytes->data(), text.data(), text.size());
  return std::string(text.data()) + "/64";
}

}  // namespace chaos::hub
