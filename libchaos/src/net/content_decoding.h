#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace chaos::net {

struct DecodedContent {
  std::string bytes;
  bool truncated = false;  ///< the body is longer than the limit
};

/// Decodes a body according to its Content-Encoding header: gzip, deflate (with or without zlib's
/// header), or several in turn. A body with an unknown encoding is returned unchanged, a truncated
/// one as far as it goes. At most `limit` bytes are kept. Throws HttpError (kOther) if the body
/// does not have that encoding.
DecodedContent decode_content(std::string body, std::string_view encoding, std::size_t limit);

}  // namespace chaos::net
