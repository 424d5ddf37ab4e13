#pragma once

#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

using BeastRequestHead = boost::beast::http::header<true, boost::beast::http::fields>;

/// The request with this header; its body has not been read.
Request request_from(const BeastRequestHead& head, const std::string& peer);

}  // namespace chaos::hub::http
