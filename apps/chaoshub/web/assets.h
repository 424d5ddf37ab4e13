#pragma once

#include <string>
#include <string_view>

#include "http/router.h"

namespace chaos::hub::web {

/// The URL of the file "hub.css", "hub.js", "live.js" or "icon.svg". It contains a hash of the
/// content, so that browsers can cache the file forever and load a new version at once.
const std::string& asset_path(std::string_view name);

/// Serves the assets.
void add_asset_routes(http::Router& router);

}  // namespace chaos::hub::web
