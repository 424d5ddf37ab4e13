#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::web {

/// Addresses of pages. Identifiers that clients choose may hold anything.
std::string organization_path(const std::string& organization);
std::string team_path(const std::string& organization, const std::string& team);

/// The organization's, and the team's, that the path of the request names.
std::string organization_path(const http::Request& request);
std::string team_path(const http::Request& request);

/// One part of a path.
std::string path_part(const std::string& text);

}  // namespace chaos::hub::web
