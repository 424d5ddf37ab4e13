#pragma once

#include <string>
#include <string_view>

#include "http/router.h"

namespace chaos::hub::web {

/// Where a browser finds the file "hub.css", "hub.js", "live.js" or "icon.svg". The name tells the
/// content, so that it may be kept for ever and a new one is loaded at once.
const std::string& asset_path(std::string_view name);

/// Serves them.
void add_asset_routes(http::Router& router);

}  // namespace chaos::hub::web
