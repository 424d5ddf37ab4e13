#pragma once

#include <optional>
#include <string>

#include "net/netrc.h"
#include "net/url.h"

namespace chaos::net {

/// The value of an Authorization header for `login`.
std::string basic_authorization(const Login& login);

/// The login that goes with a URL: the one in the user's .netrc, else the one in the URL itself.
std::optional<Login> login_for(const Url& url);

}  // namespace chaos::net
