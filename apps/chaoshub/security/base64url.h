#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chaos::hub {

/// The bytes as URL-safe base64 without padding (RFC 4648, 5).
std::string to_base64url(std::string_view bytes);
/// The decoded bytes; nothing if the text is not valid.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace chaos::hub
