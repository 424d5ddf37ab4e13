#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http/message.h"

namespace chaos::hub::http {

/// How the client learns where the body of a response ends.
struct Framing {
  std::optional<std::size_t> length = {};  ///< Content-Length
  bool chunked = false;                    ///< by chunks
  bool keep_alive = true;                  ///< otherwise the connection is closed after it
  bool http_1_0 = false;                   ///< what the client speaks
};

/// The status line and header of a response, with the empty line after them. Throws
/// std::logic_error if a header contains a line break, which would let its value add others.
std::string response_head(const Response& response, const Framing& framing);

/// The response to a client that is told what is wrong before any handler sees its request.
std::string plain_response(int status, const std::string& text);

}  // namespace chaos::hub::http
