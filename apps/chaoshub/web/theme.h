#pragma once

#include <string_view>

#include "http/router.h"
#include "web/html.h"

namespace chaos::hub::web {

/// The form's target.
inline constexpr std::string_view kThemePath = "/theme";

/// Lets a person choose the light theme, the dark theme, or their system's.
Html theme_form(const http::Caller& caller);

/// The style sheet for the caller's theme.
const std::string& style_sheet_path(const http::Caller& caller);

/// "light dark" for the system's theme.
std::string_view color_scheme(const http::Caller& caller);

/// Stores the choice in a cookie.
void add_theme_route(http::Router& router);

}  // namespace chaos::hub::web
