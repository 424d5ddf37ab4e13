#include "config/secure_address.h"

#include <algorithm>
#include <array>

namespace chaos::hub {

bool is_secure_address(std::string_view url) {
  constexpr std::string_view kTls = "https://";
  constexpr std::string_view kPlain = "http://";
  constexpr std::array<std::string_view, 3> kHere = {"127.0.0.1", "localhost", "[::1]"};
  const bool tls = url.starts_with(kTls);
  if (!tls && !url.starts_with(kPlain)) return false;
  url.remove_prefix(tls ? kTls.size() : kPlain.size());
  // Everything before the path. User information is never part of an issuer, and could disguise the
  // host.
  const std::string_view authority = url.substr(0, url.find_first_of("/?#\\"));
  if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
  if (tls) return true;
  return std::ranges::any_of(kHere, [authority](std::string_view host) {
    return authority == host || (authority.starts_with(host) && authority.at(host.size()) == ':');
  });
}

}  // namespace chaos::hub
