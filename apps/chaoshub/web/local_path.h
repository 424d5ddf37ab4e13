#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace chaos::hub::web {

/// The text if it is a URL within the hub ("/organizations/1?page=2"), else "/": prevents open
/// redirects.
std::string local_path(std::string_view text);

/// The requested path with its query, in a form that local_path() accepts.
std::string path_and_query(const http::Request& request);

}  // namespace chaos::hub::web
