#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// How the client detects the end of a response's body.
struct Framing {
  std::optional<std::size_t> length = {};  ///< Content-Length
  bool chunked = false;                    ///< chunked encoding
  bool keep_alive = true;                  ///< otherwise the connection is closed afterwards
  bool http_1_0 = false;                   ///< the client's version
};

/// The status line and headers of a response, including the empty line after them. Throws
/// std::logic_error if a header contains a line break, which would let a value inject headers.
std::string response_head(const Response& response, const Framing& framing);

/// An error response that is sent before any handler sees the request.
std::string plain_response(int status, const std::string& text);

}  // namespace chaos::hub::http
