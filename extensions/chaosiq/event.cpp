#include "chaosiq/event.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <random>

#include "os/clock.h"

namespace chaos::chaosiq {
namespace {

/// A random UUID (RFC 4122, version 4).
std::string random_uuid() {
  std::random_device device;
  std::array<std::uint32_t, 4> bits{device(), device(), device(), device()};
  bits[1] = (bits[1] & 0xFFFF0FFFU) | 0x4000U;
  bits[2] = (bits[2] & 0x3FFFFFFFU) | 0x80000000U;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", bits[0], bits[1] >> 16U,
                     bits[1] & 0xFFFFU, bits[2] >> 16U, bits[2] & 0xFFFFU, bits[3]);
}

}  // namespace

Json cloud_event(const std::string& type, const Json& context, const Json& state) {
  return {{"specversion", "1.0"},
          {"id", random_uuid()},
          {"source", "chaosiq-cloud"},
          {"type", type},
          {"datacontenttype", "application/json"},
          {"time", os::utc_now_iso()},
          {"data", to_json_text({{"context", context}, {"state", state}})}};
}

}  // namespace chaos::chaosiq
