#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chaos::net {

struct Login {
  std::string user;
  std::string password;
};

/// The login for `host` in `text`, the content of a .netrc file: that of its machine or the default
/// one. Nothing if there is none or the text is malformed.
std::optional<Login> find_login(std::string_view text, std::string_view host);

/// The same from the file that NETRC names, else ~/.netrc, else ~/_netrc.
std::optional<Login> login_from_netrc(std::string_view host);

}  // namespace chaos::net
