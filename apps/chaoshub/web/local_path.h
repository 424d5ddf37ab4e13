#pragma once

#include <string>
#include <string_view>

#include "http/message.h"

namespace chaos::hub::web {

/// The text when it is an address within the hub ("/organizations/1?page=2"), else "/": nobody is
/// sent to another site by a link to a page of this one.
std::string local_path(std::string_view text);

/// The address that was asked for, with its query, so that local_path() lets it through.
std::string path_and_query(const http::Request& request);

}  // namespace chaos::hub::web
