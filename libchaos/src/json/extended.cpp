#include "chaos/json.h"

namespace chaos {

Json make_extended(Extended kind, std::string_view text) {
  return Json::binary(Json::binary_t::container_type(text.begin(), text.end()),
                      static_cast<std::uint8_t>(kind));
}

std::optional<Extended> extended_kind(const Json& value) {
  if (!value.is_binary() || !value.get_binary().has_subtype()) return std::nullopt;
  const auto subtype = value.get_binary().subtype();
  constexpr auto kFirst = static_cast<std::uint8_t>(Extended::kInteger);
  constexpr auto kLast = static_cast<std::uint8_t>(Extended::kDateTime);
  if (subtype < kFirst || subtype > kLast) return std::nullopt;
  return static_cast<Extended>(subtype);
}

std::string extended_text(const Json& value) {
  const Json::binary_t& bytes = value.get_binary();
  return {bytes.begin(), bytes.end()};
}

}  // namespace chaos
