#include "net/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace chaos::net {
namespace {

struct Range {
  std::uint32_t first;
  int bits;

  bool has(std::uint32_t address) const { return ((address ^ first) >> (32 - bits)) == 0; }
};

constexpr std::uint32_t ipv4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array<Range, 15> kSpecial = {{{ipv4(0, 0, 0, 0), 8},
                                             {ipv4(10, 0, 0, 0), 8},
                                             {ipv4(100, 64, 0, 0), 10},
                                             {ipv4(127, 0, 0, 0), 8},
                                             {ipv4(169, 254, 0, 0), 16},
                                             {ipv4(172, 16, 0, 0), 12},
                                             {ipv4(192, 0, 0, 0), 24},
                                             {ipv4(192, 0, 2, 0), 24},
                                             {ipv4(192, 88, 99, 0), 24},
                                             {ipv4(192, 168, 0, 0), 16},
                                             {ipv4(198, 18, 0, 0), 15},
                                             {ipv4(198, 51, 100, 0), 24},
                                             {ipv4(203, 0, 113, 0), 24},
                                             {ipv4(224, 0, 0, 0), 4},
                                             {ipv4(240, 0, 0, 0), 4}}};

bool is_public(std::uint32_t address) {
  return std::ranges::none_of(kSpecial, [&](const Range& range) { return range.has(address); });
}

using Ipv6 = std::array<std::uint8_t, 16>;

bool begins_with(const Ipv6& address, std::initializer_list<std::uint8_t> bytes) {
  return std::equal(bytes.begin(), bytes.end(), address.begin());
}

std::uint32_t ipv4_at(const Ipv6& address, std::size_t at) {
  return ipv4(address.at(at), address.at(at + 1), address.at(at + 2), address.at(at + 3));
}

bool is_public(const Ipv6& address) {
  if (begins_with(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}))  // ::ffff:192.0.2.1
    return is_public(ipv4_at(address, 12));
  if (begins_with(address, {0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0}))  // NAT64
    return is_public(ipv4_at(address, 12));
  if (begins_with(address, {0x20, 0x02})) return is_public(ipv4_at(address, 2));  // 6to4
  if (begins_with(address, {0x20, 0x01, 0x0d, 0xb8})) return false;               // documentation
  if (begins_with(address, {0x20, 0x01}) && address.at(2) < 2) return false;  // Teredo and others
  if (begins_with(address, {0x3f, 0xff}) && address.at(2) < 0x10) return false;  // documentation
  return (address.at(0) & 0xe0) == 0x20;  // 2000::/3, the addresses that are assigned to networks
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_public(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    Ipv6 bytes{};
    std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
    return is_public(bytes);
  }
  return false;
}

}  // namespace chaos::net
