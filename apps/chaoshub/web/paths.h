#pragma once

#include <string>

#include "http/message.h"

namespace chaos::hub::web {

/// URLs of pages. Identifiers chosen by clients may contain any characters.
std::string organization_path(const std::string& organization);
std::string team_path(const std::string& organization, const std::string& team);

/// For the organization or team in the path of the request.
std::string organization_path(const http::Request& request);
std::string team_path(const http::Request& request);

/// One escaped segment of a path.
std::string path_part(const std::string& text);

}  // namespace chaos::hub::web
