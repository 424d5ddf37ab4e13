#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// The name of the cookie that stores the theme.
inline constexpr const char* kThemeCookie = "chaoshub_theme";

/// "light" or "dark"; "" to follow the system.
std::string theme_of(const Request& request);

/// The text if it is the name of a theme, else "".
std::string theme_named(const std::string& text);

}  // namespace chaos::hub::http
