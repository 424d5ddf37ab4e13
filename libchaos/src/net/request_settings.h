#pragma once

#include <stdexcept>

#include "chaos/json.h"
#include "net/http_client.h"

namespace chaos::net {

/// A header value that is not a string. `what()` is the message of the reference's HTTP library.
class UnsuitableHeader : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Adds the headers of a mapping as written by users: a null value removes the default header.
/// Throws UnsuitableHeader.
void set_headers(const Json& headers, HttpRequest& request);

/// Adds a header unless the request has one with that name.
void set_default_header(HttpRequest& request, const std::string& name, const std::string& value);

/// Applies a `verify_tls` setting: true, false, or the path of a CA bundle. nullptr and null mean
/// true.
void set_verify_tls(const Json* setting, HttpRequest& request);

}  // namespace chaos::net
