#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos::net {

struct DecodedContent {
  std::string bytes;
  bool truncated = false;  ///< there is more than the limit
};

/// Undoes what a Content-Encoding header names: gzip, deflate (with or without zlib's header), or
/// several in turn. A body in an encoding of another name is returned as it is, one that ends early
/// as far as it goes. At most `limit` bytes are kept. Throws HttpError (kOther) if the body is not
/// in that encoding.
DecodedContent decode_content(std::string body, std::string_view encoding, std::size_t limit);

}  // namespace chaos::net
